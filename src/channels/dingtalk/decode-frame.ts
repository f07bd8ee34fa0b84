/** What comes through a connection, as neutral messages. */
import { WebhookError } from '../../errors.js'
import type { IncomingMessage } from '../channel.js'
import { momentOf } from '../moment.js'
import { decodeRobot, type RobotCall } from './decode.js'
import { decodeCard } from './decode-card.js'
import { eventMessage } from './decode-event.js'
import { CARD_TOPIC, type Frame, ROBOT_TOPIC } from './frames.js'

/** Undefined for what was not asked for. A press has no id but that of its frame: where that changes when it is brought again, it is a second press. */
export function decodeFrame(frame: Frame, robotCode: string, now: Date): RobotCall | undefined {
  const { type, data, headers } = frame
  try {
    if (type === 'EVENT') return { messages: [eventMessage({ name: headers.eventType, id: headers.eventId, text: data, at: now })] }
    if (headers.topic === CARD_TOPIC)
      return { messages: decodeCard(data, headers.messageId, headers.time > 0 ? momentOf(headers.time) : now) }
    return headers.topic === ROBOT_TOPIC ? decodeRobot(data, robotCode, now) : undefined
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error
    return { messages: [unreadable(headers.messageId, now)] }
  }
}

export const unreadable = (id: string, at: Date): IncomingMessage => ({ key: `u${id}`, at, content: { type: 'other', name: 'unreadable' } })
