import { createPlatformClock } from '../../channels/platform-clock.js'
import { checkConnection } from '../../channels/wecom-bot/checkup.js'
import { createBotClient } from '../../channels/wecom-bot/client.js'
import { createBotChannel } from '../../channels/wecom-bot/index.js'
import type { Platform } from './platform.js'

export const wecomBot: Platform = {
  connect({ wecomBot: config, sendsPerMinute, now }) {
    if (!config) return undefined
    const client = createBotClient(config, now)
    const channel = createBotChannel({ ...config, client, now, ...(sendsPerMinute && { sendsAMinute: sendsPerMinute }) })
    return { channel, isTokenHeld: client.isReady }
  },

  async *examine({ wecomBot: config, now }) {
    if (!config) return {}
    const clock = createPlatformClock(now)
    yield await checkConnection(config.url, clock)
    return { aheadMs: clock.aheadMs() }
  },
}
