/** A press on a card of a template: https://open.dingtalk.com/document/development/event-callback-card */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { WebhookError } from '../../errors.js'
import type { IncomingMessage } from '../channel.js'

const Press = z.looseObject({
  type: z.string(),
  outTrackId: z.string().min(1),
  userId: z.string().min(1),
  userIdType: z.coerce.number().optional(),
  content: z.string().optional(),
  /** What `content` was called before. */
  value: z.string().optional(),
})
/** The ids of our own cards are those of members. */
const MEMBER = 1
const Pressed = z.looseObject({
  cardPrivateData: z.looseObject({ actionIds: z.array(z.string()).min(1) }),
})

/**
 * The button's id is its key. What else the platform may ask of a card brings no message.
 * @param call tells this press from a later one on the same button
 * @throws WebhookError where it is no press
 */
export function decodeCard(json: string, call: string, at: Date): IncomingMessage[] {
  try {
    const { type, outTrackId, userId, userIdType = MEMBER, value = '', content = value } = Press.parse(JSON.parse(json))
    if (type !== 'actionCallback' || userIdType !== MEMBER) return []
    const [key = ''] = Pressed.parse(JSON.parse(content)).cardPrivateData.actionIds
    const digest = createHash('sha256').update(`${call}|${outTrackId}|${userId}|${content}`).digest('base64url').slice(0, 27)
    const tap = { type: 'tap', key, card: outTrackId, selected: [] } as const
    return [{ key: `c${digest}`, from: { channel: 'dingtalk', userId }, at, content: tap }]
  } catch (cause) {
    throw new WebhookError(400, 'press', { cause })
  }
}
