/** `npm run doctor -- --to <user id>`, or `--to dingtalk:<user id>` where WeCom is there too: looks at a real installation, and says what is wrong with it and where that is mended. */
import { parseArgs } from 'node:util'
import { OWN_RULES } from '../app.js'
import { contactOf } from '../channels/channel.js'
import { readConfig } from '../config.js'
import { loadDialogues } from '../conversation/load-dialogues.js'
import { ConfigError, FlowDefinitionError } from '../errors.js'
import { dialogueSources } from './dialogue-sources.js'
import { examine } from './examine.js'
import { languageOf } from './language-of.js'

const LINE = { true: '✓', false: '✗' } as const

try {
  const given = process.argv.slice(2)
  const { to } = parseArgs({ args: given, options: { to: { type: 'string' }, lang: { type: 'string' } } }).values
  const config = readConfig({ ...process.env, SIMULATOR: 'off' }, OWN_RULES)
  const members = config.wecom ? 'wecom' : 'dingtalk'
  const { texts } = loadDialogues(dialogueSources())
  const say = (key: string, values = {}) => texts.phrase(languageOf(given, process.env), { key: `doctor.${key}`, values })
  const card = {
    type: 'card',
    card: `doctor.${Date.now()}`,
    title: say('card.title'),
    text: say('card.text'),
    rows: [],
    buttons: [],
  } as const
  let wrong = 0
  for await (const { isFine, found, values } of examine({
    ...config,
    now: () => new Date(),
    ...(to && { test: { to: to.includes(':') ? contactOf(to) : { channel: members, userId: to }, card } }),
  })) {
    if (!isFine) wrong++
    process.stdout.write(`${LINE[`${isFine}`]} ${say(found, values)}\n`)
  }
  process.stdout.write(`${say(wrong === 0 ? 'well' : 'ill', { count: wrong })}\n`)
  if (wrong > 0) process.exitCode = 1
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof FlowDefinitionError)) throw error
  process.stderr.write(`${error.in(languageOf(process.argv.slice(2), process.env))}\n`)
  process.exitCode = 1
}
