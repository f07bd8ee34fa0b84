/** When to send, when to wait and when to give up: pure rules. */
import type { Limits } from '../channels/channel.js'
import { ChannelApiError, ChannelNetworkError } from '../errors.js'
import { FileUnavailableError } from './interruption.js'
import type { DeadKind, Delivery, Mailbox } from './model.js'

const MINUTE_MS = 60_000
/** So much later than it may go a sweep finds it. */
const SWEPT_WITHIN_MS = 5_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 600_000
const GIVE_UP_AFTER_MS = 24 * 3_600_000
/** How often the change of a card is tried: it is worth less than the calls that a day of tries would take. */
const FEW_TRIES = 3

/** When a message may go to a person who got these and is to get so many `before` it; `now` if at once. */
export function allowedAt(sent: readonly Date[], now: Date, { aMinute, anHour }: Limits['toPerson'], before = 0): Date {
  // a time further ahead is of a clock that has been put back since
  const times = sent
    .map((at) => at.getTime())
    .filter((at) => at <= now.getTime() + MINUTE_MS)
    .sort((a, b) => a - b)
  const next = () => Math.max(now.getTime(), (times.at(-aMinute) ?? 0) + MINUTE_MS, (times.at(-anHour) ?? 0) + 60 * MINUTE_MS)
  for (let count = 0; count < before; count++) times.push(next())
  return new Date(next())
}

/** Until when the limit of a person keeps something of this mailbox; undefined where everything may go at once. */
export function heldUntil({ pending, sent }: Mailbox, now: Date, limits: Limits['toPerson']): Date | undefined {
  const { length } = pending.filter(({ message, wishedFor }) => message.type !== 'cardDone' && !(wishedFor && wishedFor > now))
  const last = allowedAt(sent, now, limits, Math.max(0, length - 1))
  return length > 0 && last > now ? new Date(last.getTime() + SWEPT_WITHIN_MS) : undefined
}

export type Verdict =
  | { readonly type: 'retry'; readonly at: Date }
  | { readonly type: 'dead'; readonly kind: DeadKind; readonly reason: string }
  /** The person must write first; whoever asked for the delivery has to find another way. */
  | { readonly type: 'closed'; readonly reason: string }
  /** A loss that nobody needs to hear of. */
  | { readonly type: 'dropped' }

/** What says nothing that nobody says otherwise: it is free, comes at once or not at all, and nobody is rung up for it. */
export const isLosable = ({ type }: Delivery['message']): boolean => type === 'cardDone' || type === 'toServicer'

/** Exponential waiting with jitter for what may pass; the end for what cannot, or did not for a day. @param random from 0 to 1 */
export function verdictOn(
  error: unknown,
  { message, queuedAt, wishedFor = queuedAt, attempts }: Delivery,
  now: Date,
  random: number,
): Verdict {
  const reason = reasonOf(error)
  const isPassing = mayPass(error)
  if (isLosable(message)) {
    const isWorthTrying = isPassing && reactionOf(error) !== 'configuration' && attempts + 1 < FEW_TRIES
    return isWorthTrying ? { type: 'retry', at: waitAfter(attempts, now, random) } : { type: 'dropped' }
  }
  if (reactionOf(error) === 'closed') return { type: 'closed', reason }
  if (!isPassing) return { type: 'dead', kind: reactionOf(error) === 'permanent' ? 'refused' : 'broken', reason }
  if (now.getTime() - wishedFor.getTime() > GIVE_UP_AFTER_MS)
    return { type: 'dead', kind: 'expired', reason: `given up after a day: ${reason}` }
  return { type: 'retry', at: waitAfter(attempts, now, random) }
}

/** 1 s, 2 s, 4 s … 10 min, each shortened by up to half so that tries do not come all at once. @param random from 0 to 1; 1 shortens nothing */
export function waitAfter(attempts: number, now: Date, random: number): Date {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS)
  return new Date(now.getTime() + wait * (0.5 + random / 2))
}

/** True where the message may have arrived although the try failed: the answer is what got lost. */
export const mayHaveArrived = (error: unknown): boolean => error instanceof ChannelNetworkError

/** True where any other message would have failed too. */
export function isPlatformsFault(error: unknown): boolean {
  return error instanceof ChannelNetworkError || (error instanceof ChannelApiError && error.retryable)
}

/** For the log and for an administrator. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const reactionOf = (error: unknown) => (error instanceof ChannelApiError ? error.reaction : undefined)

function mayPass(error: unknown): boolean {
  if (error instanceof ChannelNetworkError || error instanceof FileUnavailableError) return true
  return error instanceof ChannelApiError && error.reaction !== 'permanent' && error.reaction !== 'closed'
}
