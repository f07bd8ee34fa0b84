/** A channel made for a test, and the way into one. */
import type { Channel, WebhookInlet } from '../../src/channels/channel.js'
import { WECOM_LIMITS } from '../../src/channels/wecom/limits.js'

/** Sends nothing unless told how, and allows what WeCom allows. */
export const fakeChannel = (parts: Partial<Channel> = {}): Channel => ({
  name: 'wecom',
  limits: WECOM_LIMITS,
  inlets: [],
  cardId: (id) => id,
  send: () => Promise.reject(new Error('not used')),
  download: () => Promise.reject(new Error('not used')),
  ...parts,
})

/** The webhook of a channel that has one: of this path, where it has several. */
export function webhookOf({ name, inlets }: Channel, path?: string): WebhookInlet {
  const webhook = inlets.find((inlet) => inlet.type === 'webhook' && (path === undefined || inlet.paths.includes(path)))
  if (webhook?.type !== 'webhook') throw new Error(`${name} has no webhook${path ? ` at ${path}` : ''}`)
  return webhook
}
