import { checkAccount, checkServicers } from '../../channels/wecom-kf/checkup.js'
import { createKfClient } from '../../channels/wecom-kf/client.js'
import { createKfChannel } from '../../channels/wecom-kf/index.js'
import type { Platform } from './platform.js'

export const wecomKf: Platform = {
  connect({ wecomKf: config, now }) {
    if (!config) return undefined
    const { corpId: receiveId, token, aesKey } = config
    const client = createKfClient(config, now)
    return { channel: createKfChannel({ secrets: { receiveId, token, aesKey }, client, now }), isTokenHeld: client.isReady }
  },

  async *examine({ wecomKf: config, now }) {
    if (!config) return {}
    const client = createKfClient(config, now)
    const account = await checkAccount(client)
    yield account
    if (account.isFine) yield await checkServicers(client)
    return { aheadMs: client.aheadMs() }
  },
}
