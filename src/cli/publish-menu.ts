/** `npm run wecom:menu`: publishes the app's menu (投诉, 我的任务, 查询, 帮助). */
import { createWecomClient } from '../channels/wecom/client.js'
import { publishMenu } from '../channels/wecom/menu.js'
import { readConfig } from '../config.js'
import { ChannelApiError, ChannelNetworkError, ConfigError } from '../errors.js'

try {
  const { wecom } = readConfig(process.env)
  if (!wecom) throw new ConfigError(['set the WECOM_ variables of the app whose menu is to be published'])
  await publishMenu(createWecomClient(wecom, () => new Date()))
  process.stdout.write('The menu is published. Members see it when they open the app again.\n')
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof ChannelApiError || error instanceof ChannelNetworkError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
