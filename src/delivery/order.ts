/** Which of a person's deliveries goes next: pure rules. */
import type { OutgoingMessage } from '../channels/channel.js'
import type { Delivery } from './model.js'

/**
 * A delivery that failed so often no longer holds up the ones behind it. While the platform is away all fail, and order is worth a minute of patience;
 * but a file may fail slowly.
 */
const ASIDE_AFTER = 3
const ASIDE_AFTER_PLATFORMS_FAULTS = 6
/** So often at most is a delivery tried out of turn. */
const OUT_OF_TURN_UP_TO = 12

/** One message made of one delivery, or of several texts. */
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
 * @param textBytes up to which texts that follow each other become one message
 */
export function firstToSend(pending: readonly Delivery[], now: Date, textBytes: number, underWay?: UnderWay): Group | undefined {
  const due = free(pending, underWay).filter(({ id, notBefore }) => id !== underWay?.id && notBefore <= now)
  const messages = due.filter((delivery) => !isFile(delivery))
  const isSecondary = ({ message, attempts }: Delivery) => message.type === 'cardDone' && attempts > 0
  const first = messages.find((delivery) => !isSecondary(delivery)) ?? messages[0] ?? (underWay === undefined ? due[0] : undefined)
  return first && withFollowingTexts(first, pending, now, textBytes)
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

/** Texts of the same batch become one message. One with a topic goes alone: its domain wants to know what became of it. */
function withFollowingTexts(first: Delivery, pending: readonly Delivery[], now: Date, textBytes: number): Group {
  if (first.message.type !== 'text' || first.topic) return { deliveries: [first], message: first.message }
  const followers: Delivery[] = []
  let { text } = first.message
  for (const delivery of pending.slice(pending.indexOf(first) + 1)) {
    const { message, topic, batch, notBefore } = delivery
    if (message.type !== 'text' || topic || batch !== first.batch || notBefore > now) break
    const longer = `${text}\n\n${message.text}`
    if (Buffer.byteLength(longer) > textBytes) break
    text = longer
    followers.push(delivery)
  }
  return { deliveries: [first, ...followers], message: { type: 'text', text } }
}
