import { randomUUID } from 'node:crypto'
import type { AnswerPass, Channel, OutgoingMessage } from '../channels/channel.js'
import { contactOf } from '../channels/channel.js'
import { collectionOf } from '../database/connect.js'
import { isUnreachable, retryWhileAway } from '../database/retry.js'
import { createChannelLoad } from './channel-load.js'
import { createDeadLetters } from './dead-letters.js'
import { InterruptedError } from './interruption.js'
import { finish, put, release } from './mailbox.js'
import { mend } from './mend.js'
import { type DeadKind, type DeadLetter, type Delivery, deliveryModels, type Mailbox } from './model.js'
import { createNotArrived, type NotArrived } from './not-arrived.js'
import type { Topic } from './notice.js'
import type { DeliveryOptions } from './options.js'
import { placedAt, type Wanted } from './placed.js'
import { heldUntil } from './policy.js'
import { createSending, LEASE_MS } from './sending.js'
import { createSweep } from './sweep.js'
import { unsaidOf } from './unsaid.js'

export type { DeliveryOptions } from './options.js'
export type { DeliveryReport } from './report.js'

export interface DeliveryRequest {
  /** Derived from what it is about and who gets it: asking twice delivers once. */
  readonly id: string
  readonly to: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
  /** Of the message that it answers. */
  readonly pass?: AnswerPass
  /** Not before this time; others pass it meanwhile. */
  readonly notBefore?: Date
}

const MAILBOX_FULL = 'too much is waiting for this person already'

export type DeliveryService = ReturnType<typeof createDelivery>

/** Durable, idempotent, rate-limited, retried messages to people, in order for each person, with any number of replicas. */
export function createDelivery(options: DeliveryOptions) {
  const { connection, channels, due, now, leaseMs = LEASE_MS, onReport, onError = () => {} } = options
  const { mailboxes: mailboxModel, deadLetters: deadLetterModel, channelLoads } = deliveryModels(connection)
  const mailboxes = collectionOf(mailboxModel)
  const deadLetters = createDeadLetters(deadLetterModel)
  const limitsOf = (to: string) => channels.get(contactOf(to).channel)?.limits
  const load = createChannelLoad(channelLoads, (name) => channels.get(name)?.limits.sendsAMinute ?? 0, now)
  const canSend = (to: string) => channels.get(contactOf(to).channel)?.canSend?.() ?? true
  const isOpen = (to: string) => load.isOpen(contactOf(to).channel) && canSend(to)
  const leaseRequest = () => ({ lease: randomUUID(), leaseMs, now: now() })
  const { senders, slots } = createSending(options, { mailboxes, deadLetters, load, leaseRequest, canSend })
  const sweep = createSweep({
    mailboxes,
    due,
    now,
    isSkipped: (id) => senders.isInHand(id) || !isOpen(id),
    begin: senders.beginIfDue,
    mend: (id) => mend({ mailboxes, setAside, now }, id),
    onError,
  })

  const notArrived = createNotArrived({ mailboxes, onReport, now })

  /** Durable when it returns; sending goes on beside. */
  async function enqueue(requests: readonly DeliveryRequest[]): Promise<void> {
    for (const [to, own] of groupByPerson(requests)) {
      const at = now()
      const channel = channels.get(contactOf(to).channel)
      const deliveries = own.map(
        ({ id, message, topic, pass, notBefore }): Delivery => ({
          id,
          message: asNamedBy(channel, message),
          ...(topic && { topic }),
          ...(pass && { pass }),
          queuedAt: at,
          notBefore: notBefore ?? at,
          ...(notBefore && { wishedFor: notBefore }),
          attempts: 0,
        }),
      )
      const isInHand = senders.isInHand(to)
      const maySend = !isInHand && !senders.isStopped() && isOpen(to)
      const { taken, mailbox, refused } = await putInto(to, deliveries, maySend)
      if (taken) senders.begin(taken)
      else if (isInHand) await senders.lookAgain(to)
      // a hint only: what it throws, also because a mailbox is damaged, must not keep anybody from enqueueing
      await tellWhenHeld(to, mailbox).catch((error: unknown) => onError(error, to))
      if (refused.length === 0) continue
      await setAside(
        to,
        deliveries.filter(({ id }) => refused.includes(id)),
      )
      await finish(mailboxes, to, refused, now())
    }
  }

  async function tellWhenHeld(to: string, mailbox: Mailbox): Promise<void> {
    const limits = limitsOf(to)
    const until = limits && heldUntil(mailbox, now(), limits.toPerson)
    if (until) await options.onHeld?.(to, until)
  }

  async function putInto(to: string, deliveries: readonly Delivery[], mayLease: boolean) {
    const request = { ...leaseRequest(), mayLease }
    const work = () => put(mailboxes, to, deliveries, request)
    try {
      return await retryWhileAway(work)
    } catch (error) {
      if (isUnreachable(error) || !(await mend({ mailboxes, setAside, now }, to))) throw error
      return work()
    }
  }

  /** Into the dead letters with what does not fit into a mailbox; safe to repeat. */
  async function setAside(to: string, deliveries: readonly Delivery[]): Promise<void> {
    const at = now()
    for (const delivery of deliveries) {
      const { topic = delivery.topic, ...unsaid } = limitsOf(to)?.replyWindow ? unsaidOf(to, delivery) : {}
      await deadLetters.add(to, delivery, 'full', MAILBOX_FULL, at)
      const about = { id: delivery.id, ...(topic && { topic }) }
      await onReport({ outcome: 'dead', delivery: about, to, at, reason: MAILBOX_FULL, ...unsaid })
    }
  }

  return {
    enqueue,
    placedAt: (contacts: readonly string[], wanted: Wanted) => placedAt(mailboxes, contacts, wanted),
    /** The platform says that something which it took has not arrived after all. @returns false where that is not known, or known already */
    async notArrived(to: string, lost: NotArrived): Promise<boolean> {
      const isNews = await notArrived(to, lost)
      if (isNews) await senders.lookAgain(to)
      return isNews
    },
    /** What was wished for later goes now. @param to contacts */
    async release(to: readonly string[]): Promise<void> {
      await release(mailboxes, to, now())
      for (const id of to) await senders.lookAgain(id)
    },
    sweep: sweep.run,
    deadLetters: (limit = 10): Promise<DeadLetter[]> => deadLetters.newest(limit),
    /** Gives a dead letter another day; false if it is gone. */
    async retryDeadLetter(id: string): Promise<boolean> {
      const letter = await deadLetters.find(id)
      if (!letter) return false
      const { to, message, topic, deadAt } = letter
      await enqueue([{ id: `${id}~${deadAt.getTime()}`, to, message, ...(topic && { topic }) }])
      await deadLetters.remove(id)
      return true
    },
    /** Age of the oldest delivery that should have been sent, in seconds. */
    async oldestDueSeconds(): Promise<number> {
      const oldest = await mailboxes.findOne({ dueAt: { $lte: now() } }, { projection: { dueAt: 1 }, sort: { dueAt: 1 } })
      return oldest?.dueAt ? (now().getTime() - oldest.dueAt.getTime()) / 1000 : 0
    },
    /** Dead letters by the reason why they cannot arrive, for metrics. */
    countDeadLetters: (): Promise<Record<DeadKind, number>> => deadLetters.countByKind(),
    /** What this process is doing now, for metrics. */
    stats: () => ({ ...slots.stats(), mailboxes: senders.count() }),
    /** Finishes the sends under way and begins no others; what waits is found by another replica, or by the next start. */
    stop(): void {
      senders.stop()
      slots.close(new InterruptedError('this process is stopping'))
    },
    /** Waits for what is being sent right now. */
    settled: senders.settled,
  }
}

/** A card has the name that a tap on it comes back with, so that its code is found by either side. */
const asNamedBy = (channel: Channel | undefined, message: OutgoingMessage): OutgoingMessage =>
  channel && 'card' in message ? { ...message, card: channel.cardId(message.card) } : message

/** The deliveries of each person, each id once. */
function groupByPerson(requests: readonly DeliveryRequest[]): Map<string, DeliveryRequest[]> {
  const groups = new Map<string, DeliveryRequest[]>()
  for (const request of requests) {
    const own = groups.get(request.to) ?? []
    if (!own.some(({ id }) => id === request.id)) groups.set(request.to, [...own, request])
  }
  return groups
}
