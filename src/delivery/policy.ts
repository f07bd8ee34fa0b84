/** When to send, when to wait and when to give up: pure rules. */
import type { OutgoingMessage } from '../channels/channel.js'
import { ChannelApiError, ChannelNetworkError } from '../errors.js'
import type { Delivery } from './model.js'

/** The platform drops what exceeds 30 a minute and 1,000 an hour to one person, without a word (wecom.md 3.2). */
const PER_MINUTE = 25
const PER_HOUR = 900
const MINUTE_MS = 60_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 600_000
const GIVE_UP_AFTER_MS = 24 * 3_600_000
const MERGED_BYTES = 2048

/** When the next message may go to a person who got these; `now` if at once. */
export function allowedAt(sent: readonly Date[], now: Date): Date {
  const minuteAgo = now.getTime() - MINUTE_MS
  const lastMinute = sent.filter((at) => at.getTime() > minuteAgo)
  if (sent.length >= PER_HOUR) return new Date(sent[sent.length - PER_HOUR]!.getTime() + 60 * MINUTE_MS)
  if (lastMinute.length >= PER_MINUTE) return new Date(lastMinute[lastMinute.length - PER_MINUTE]!.getTime() + MINUTE_MS)
  return now
}

export type Verdict = { readonly retryAt: Date } | { readonly dead: string }

/** Exponential waiting with jitter for what may pass; the end for what cannot, or did not for a day. */
export function verdictOn(error: unknown, delivery: Delivery, now: Date, random: number): Verdict {
  const mayPass = error instanceof ChannelNetworkError || (error instanceof ChannelApiError && error.reaction !== 'permanent')
  const reason = error instanceof Error ? error.message : String(error)
  if (!mayPass) return { dead: reason }
  if (now.getTime() - delivery.queuedAt.getTime() > GIVE_UP_AFTER_MS) return { dead: `given up after a day: ${reason}` }
  const wait = Math.min(FIRST_WAIT_MS * 2 ** delivery.attempts, LONGEST_WAIT_MS)
  return { retryAt: new Date(now.getTime() + wait * (0.5 + random / 2)) }
}

/** The first delivery, or the first few if they are texts that fit into one. */
export function firstToSend(
  pending: readonly Delivery[],
  now: Date,
): { deliveries: readonly Delivery[]; message: OutgoingMessage } | undefined {
  const [first] = pending
  if (!first || first.notBefore > now) return undefined
  if (first.message.type !== 'text') return { deliveries: [first], message: first.message }
  const deliveries: Delivery[] = []
  let text = ''
  for (const delivery of pending) {
    if (delivery.message.type !== 'text') break
    const longer = text === '' ? delivery.message.text : `${text}\n\n${delivery.message.text}`
    if (deliveries.length > 0 && Buffer.byteLength(longer) > MERGED_BYTES) break
    text = longer
    deliveries.push(delivery)
  }
  return { deliveries, message: { type: 'text', text } }
}
