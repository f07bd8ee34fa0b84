/** `npm run dialogue -- complaint`: talks through a dialogue in the terminal; nothing is kept or sent. `--lang en`: in English. */
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { loadDialogues } from '../conversation/load-dialogues.js'
import { FlowDefinitionError } from '../errors.js'
import { dialogueSources } from './dialogue-sources.js'
import { languageOf } from './language-of.js'
import { PHOTO, type Rehearsal, rehearse } from './rehearse.js'

const given = process.argv.slice(2)
const language = languageOf(given, process.env)
const { positionals } = parseArgs({ args: given, options: { lang: { type: 'string' } }, strict: false, allowPositionals: true })

function begin(): Rehearsal | undefined {
  try {
    const { flows, texts } = loadDialogues(dialogueSources(undefined, process.env.ORG_FILE))
    return rehearse(positionals[0] ?? 'complaint', { flows, texts, language, now: () => new Date() })
  } catch (error) {
    const message = error instanceof FlowDefinitionError ? error.in(language) : error instanceof Error ? error.message : String(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = 1
    return undefined
  }
}

const rehearsal = begin()
if (rehearsal) {
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n\n')}\n\n`)
  const hint = language.startsWith('en')
    ? `Nothing is kept or sent. ${PHOTO} stands for a photo; Ctrl+C ends it.`
    : `只是试走一遍，不会保存，也不会发出去。发照片写 ${PHOTO}，按 Ctrl+C 结束。`
  print([hint, ...rehearsal.opening])
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  lines.prompt()
  for await (const line of lines) {
    print(rehearsal.says(line))
    if (rehearsal.isOver) break
    lines.prompt()
  }
  lines.close()
}
