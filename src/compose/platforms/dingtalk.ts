import { fine } from '../../channels/checkup.js'
import { checkConnection, checkKeys, refusalOf } from '../../channels/dingtalk/checkup.js'
import { createDingtalkClient } from '../../channels/dingtalk/client.js'
import { createDingtalkChannel } from '../../channels/dingtalk/index.js'
import { sendCard } from '../checks.js'
import type { Platform } from './platform.js'

export const dingtalk: Platform = {
  connect({ dingtalk: config, publicUrl, sendsPerMinute, now }) {
    if (!config) return undefined
    const client = createDingtalkClient(config, now)
    const { cardTemplate } = config
    const channel = createDingtalkChannel({
      secrets: config,
      client,
      publicUrl,
      now,
      ...(cardTemplate && { cardTemplate }),
      ...(sendsPerMinute && { sendsAMinute: sendsPerMinute }),
    })
    return { channel, isTokenHeld: client.isReady, contacts: client }
  },

  async *examine({ dingtalk: config, publicUrl, now, test }) {
    if (!config) return {}
    const client = createDingtalkClient(config, now)
    const keys = await checkKeys(client)
    yield keys
    if (!keys.isFine) return { isIll: true, aheadMs: client.aheadMs() }
    yield config.mode === 'stream' ? await checkConnection(client) : fine('dingtalk.posted', { address: publicUrl })
    const channel = createDingtalkChannel({ ...config, secrets: config, client, publicUrl, now })
    if (test?.to.channel === channel.name) yield await sendCard(test, channel, now(), refusalOf)
    return { contacts: { [channel.name]: client }, aheadMs: client.aheadMs() }
  },
}
