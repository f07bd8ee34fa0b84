/** `npm run wecom:menu`: publishes the app's menu, in the default language. */
import { OWN_RULES } from '../app.js'
import { PLATFORMS } from '../compose/platforms.js'
import { readConfig, WECOM_NAMES } from '../config.js'
import { loadDialogues } from '../conversation/load-dialogues.js'
import { menuIn } from '../conversation/menu.js'
import { ChannelApiError, ChannelNetworkError, ConfigError, FlowDefinitionError } from '../errors.js'
import { dialogueSources } from './dialogue-sources.js'
import { languageOf } from './language-of.js'

try {
  const { defaultLanguage, ...config } = readConfig(process.env, OWN_RULES)
  const publishMenu = PLATFORMS.map((platform) => platform.connect({ ...config, now: () => new Date() })?.publishMenu).find(Boolean)
  if (!publishMenu) throw new ConfigError([{ file: 'WECOM_*', name: 'wecomNeeded', values: { all: WECOM_NAMES.join(', ') } }])
  const { texts } = loadDialogues(dialogueSources())
  await publishMenu(menuIn(defaultLanguage, texts))
  process.stdout.write('The menu is published. Members see it when they open the app again.\n')
} catch (error) {
  if (
    !(
      error instanceof ConfigError ||
      error instanceof ChannelApiError ||
      error instanceof ChannelNetworkError ||
      error instanceof FlowDefinitionError
    )
  )
    throw error
  process.stderr.write(`${'in' in error ? error.in(languageOf(process.argv.slice(2), process.env)) : error.message}\n`)
  process.exitCode = 1
}
