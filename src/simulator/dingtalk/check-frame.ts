/** What the simulated gateway takes from a client: the request that opens a connection, and acknowledgements (dingtalk.md 2.1 and 2.4). */
import { z } from 'zod'

export const ROBOT_TOPIC = '/v1.0/im/bot/messages/get'
export const CARD_TOPIC = '/v1.0/card/instances/callback'
const CALLBACKS = [
  ROBOT_TOPIC,
  CARD_TOPIC,
  '/v1.0/im/bot/messages/delegate',
  '/v1.0/card/dynamicData/get',
  '/v1.0/graph/api/invoke',
] as const

const Subscription = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('EVENT'), topic: z.literal('*') }),
  z.strictObject({ type: z.literal('CALLBACK'), topic: z.enum(CALLBACKS) }),
])
export type Subscription = z.infer<typeof Subscription>

const Opening = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string(),
  subscriptions: z.array(Subscription).min(1),
  ua: z.string().optional(),
  localIp: z.string().optional(),
  extras: z.record(z.string(), z.string()).optional(),
})
const Ack = z.strictObject({
  code: z.literal(200),
  headers: z.strictObject({ contentType: z.literal('application/json'), messageId: z.string() }),
  message: z.string(),
  data: z.string(),
})
const values = z.strictObject({ cardParamMap: z.record(z.string(), z.string()) }).optional()
const CardAnswer = z.strictObject({
  response: z
    .strictObject({ cardData: values, userPrivateData: values, cardUpdateOptions: z.record(z.string(), z.boolean()).optional() })
    .nullable(),
})
const EventAnswer = z.strictObject({ status: z.enum(['SUCCESS', 'LATER']), message: z.string().optional() })
const RobotAnswer = z.record(z.string(), z.unknown())

/** What was said to a frame: the data of its acknowledgement. */
export type Answer = Readonly<Record<string, unknown>>

/** Undefined for what the platform does not take, as in all of these. */
export const readOpening = (json: unknown) => Opening.safeParse(json).data
export const readAck = (text: string) => Ack.safeParse(jsonOf(text)).data

export function readAnswer({ type, topic }: { readonly type: string; readonly topic: string }, data: string): Answer | undefined {
  const schema = type === 'EVENT' ? EventAnswer : topic === CARD_TOPIC ? CardAnswer : RobotAnswer
  return schema.safeParse(jsonOf(data)).data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
