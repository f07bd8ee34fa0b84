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
}
