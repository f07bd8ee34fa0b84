/** Which of a person's deliveries goes next: pure rules. */
import type { OutgoingMessage } from '../channels/channel.js'
import { type JoinLimits, join } from './join.js'
import type { Delivery } from './model.js'

/**
 * A delivery that failed so often no longer holds up the ones behind it. While the platform is away all fail, and order is worth a minute of patience;
 * but a file may fail slowly.
 */
const ASIDE_AFTER = 3
const ASIDE_AFTER_PLATFORMS_FAULTS = 6
/** So often at most is a delivery tried out of turn. */
const OUT_OF_TURN_UP_TO = 12

/** One message made of one delivery, or of several. */
export interface Group {
  readonly deliveries: readonly [Delivery, ...Delivery[]]
  readonly message: OutgoingMessage
}

/** A file that is being sent already. It keeps its place in the order, until it turns out to be slow. */
export interface UnderWay {
  readonly id: string
  readonly isSlow: boolean
}

/**
 * The first that may go now; files and changes of cards that failed go last.
 * @param limits up to which what follows each other becomes one message
 */
export function firstToSend(pending: readonly Delivery[], now: Date, limits: JoinLimits, underWay?: UnderWay): Group | undefined {
  const due = free(pending, underWay).filter(({ id, notBefore }) => id !== underWay?.id && notBefore <= now)
  const messages = due.filter((delivery) => !isFile(delivery))
  const isSecondary = ({ message, attempts }: Delivery) => message.type === 'cardDone' && attempts > 0
  const first = messages.find((delivery) => !isSecondary(delivery)) ?? messages[0] ?? (underWay === undefined ? due[0] : undefined)
  return first && withFollowing(first, pending, now, limits)
}

/** When the next one may go; undefined if there is none. */
export function nextDueAt(pending: readonly Delivery[]): Date | undefined {
  const times = free(pending).map(({ notBefore }) => notBefore.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
}

/**
 * The deliveries that no earlier one holds up. Order is that of the queue, with four exceptions: what has a topic (reports, reminders) overtakes
 * files, everything overtakes what has failed too often, changes of cards that have to wait and what was wished for later, and no change of a card
 * overtakes its card.
 */
function free(pending: readonly Delivery[], underWay?: UnderWay): Delivery[] {
  const passed: Delivery[] = []
  const cards = new Set<string>()
  let isBehindFile = false
  for (const delivery of pending) {
    const { message, topic } = delivery
    const card = 'card' in message ? message.card : undefined
    const isHeld = (isBehindFile && !topic) || (card !== undefined && cards.has(card))
    if (card !== undefined) cards.add(card)
    if (isHeld) continue
    passed.push(delivery)
    const isSlow = underWay?.isSlow && underWay.id === delivery.id
    if (isAside(delivery) || isSlow || isPlanned(delivery) || message.type === 'cardDone') continue
    if (message.type !== 'file') return passed
    isBehindFile = true
  }
  return passed
}

function isAside({ message, attempts, isPlatformsFault }: Delivery): boolean {
  return attempts >= (isPlatformsFault && message.type !== 'file' ? ASIDE_AFTER_PLATFORMS_FAULTS : ASIDE_AFTER)
}

/** It waits for the time that it was wished for. When that has come it keeps nobody from passing it either, until it has been tried. */
const isPlanned = ({ wishedFor, attempts }: Delivery): boolean => wishedFor !== undefined && attempts === 0

/** Those to be tried at once when the platform has just taken another message: it is back. */
export function dueAgain(pending: readonly Delivery[], now: Date): Delivery[] {
  const isToTry = ({ isPlatformsFault, attempts, notBefore }: Delivery) =>
    isPlatformsFault === true && attempts <= OUT_OF_TURN_UP_TO && notBefore > now
  return pending.filter(isToTry).map((delivery) => ({ ...delivery, notBefore: now }))
}

/** Files get places of their own and are sent beside the other messages. */
export const isFile = ({ message }: Pick<Delivery, 'message'>): boolean => message.type === 'file'

/**
 * Texts of the same batch become one message. One with a topic goes alone, as its domain wants to know what became of it; but where a few messages are
 * all that may be said, whatever can be one message is one.
 */
function withFollowing(first: Delivery, pending: readonly Delivery[], now: Date, limits: JoinLimits): Group {
  const isScarce = limits.replyWindow !== undefined
  const mayJoin = ({ message, topic }: Delivery) => isScarce || (message.type === 'text' && !topic)
  const followers: Delivery[] = []
  let { message } = first
  for (const delivery of mayJoin(first) ? pending.slice(pending.indexOf(first) + 1) : []) {
    if (isScarce && delivery.message.type === 'cardDone') continue // it shows nothing there
    const isNext = mayJoin(delivery) && delivery.batch === first.batch && delivery.notBefore <= now && !delivery.pass
    const longer = isNext ? join(message, delivery.message, limits) : undefined
    if (!longer) break
    message = longer
    followers.push(delivery)
  }
  return { deliveries: [first, ...followers], message }
}
