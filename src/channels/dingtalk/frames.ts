/** JSON of Stream mode: https://open.dingtalk.com/document/direction/stream-mode-protocol-access-description and dingtalk.md 2.2 to 2.4. */
import { z } from 'zod'

export const ROBOT_TOPIC = '/v1.0/im/bot/messages/get'
export const CARD_TOPIC = '/v1.0/card/instances/callback'

/** What is asked for when a connection is opened; all events have one topic. */
export const SUBSCRIPTIONS = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: ROBOT_TOPIC },
  { type: 'CALLBACK', topic: CARD_TOPIC },
] as const

const text = z.string().catch('')
const Frame = z.looseObject({
  type: z.enum(['SYSTEM', 'EVENT', 'CALLBACK']),
  headers: z.looseObject({
    topic: z.string(),
    /** Of this delivery. */
    messageId: z.string(),
    /** In milliseconds. */
    time: z.coerce.number().catch(0),
    eventType: text,
    eventId: text,
  }),
  /** JSON for most. */
  data: text,
})
export type Frame = z.infer<typeof Frame>

/** Undefined for what is no frame. */
export function readFrame(given: string): Frame | undefined {
  try {
    return Frame.parse(JSON.parse(given))
  } catch {
    return undefined
  }
}

/** @param data JSON */
export const ackOf = ({ headers: { messageId } }: Frame, data: string): string =>
  JSON.stringify({ code: 200, headers: { contentType: 'application/json', messageId }, message: 'OK', data })
