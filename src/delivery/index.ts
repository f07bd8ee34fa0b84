import type { Channel, OutgoingMessage, Receipt, SendContext } from '../channels/channel.js'
import { contactOf } from '../channels/channel.js'
import type { Connection } from '../database/connect.js'
import { retryWhileAway } from '../database/retry.js'
import { ChannelApiError } from '../errors.js'
import { createChannelLoad } from './channel-load.js'
import { type Outcome, settle, type Taken, take } from './mailbox.js'
import { type DeadLetter, type Delivery, deliveryModels, type Mailbox } from './model.js'
import type { Topic } from './notice.js'
import { allowedAt, firstToSend, verdictOn } from './policy.js'

export interface DeliveryRequest {
  /** Derived from what it is about and who gets it: asking twice delivers once. */
  readonly id: string
  readonly to: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
}

export interface DeliveryReport {
  readonly outcome: 'sent' | 'retried' | 'dead'
  readonly delivery: Delivery
  readonly to: string
  readonly at: Date
  readonly reason?: string
}

export interface DeliveryOptions {
  readonly connection: Connection
  readonly channels: ReadonlyMap<string, Channel>
  readonly readFile: SendContext['readFile']
  /** Of one app, all replicas together. */
  readonly sendsPerMinute?: number
  readonly now: () => Date
  readonly random?: () => number
  /** Told before the outcome is recorded, perhaps twice; must be idempotent. */
  readonly onReport: (report: DeliveryReport) => Promise<void>
  /** Asked right before something is sent: what has lost its reason meanwhile is dropped. */
  readonly isStillWanted?: (topic: Topic) => Promise<boolean>
}

/** Half of what the platform allows a company: room for its other programs (wecom.md 3.2). */
const SENDS_PER_MINUTE = 5_000
const SWEEP_LIMIT = 200
const SWEEP_LANES = 8
const PAUSE_MS = 60_000

export type DeliveryService = ReturnType<typeof createDelivery>

/** Durable, idempotent, rate-limited, retried messages to people, in order for each person, with any number of replicas. */
export function createDelivery({
  connection,
  channels,
  readFile,
  sendsPerMinute = SENDS_PER_MINUTE,
  now,
  random = Math.random,
  onReport,
  isStillWanted,
}: DeliveryOptions) {
  const { mailboxes, deadLetters, channelLoads } = deliveryModels(connection)
  const load = createChannelLoad(channelLoads, sendsPerMinute, now)
  const running = new Set<Promise<void>>()

  /** Durable when it returns; sending goes on beside. */
  async function enqueue(requests: readonly DeliveryRequest[]): Promise<void> {
    const byPerson = groupByPerson(requests)
    for (const [to, own] of byPerson) {
      const at = now()
      const deliveries = own.map(
        ({ id, message, topic }): Delivery => ({ id, message, ...(topic && { topic }), queuedAt: at, notBefore: at, attempts: 0 }),
      )
      const taken = await retryWhileAway(() => take(mailboxes, to, deliveries, at))
      if (taken) track(drain(taken))
    }
  }

  /** Sends what is due and not being sent; called again and again, so nothing stays behind after a crash. */
  async function sweep(): Promise<number> {
    const due = await mailboxes
      .find({ dueAt: { $lte: now() } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(SWEEP_LIMIT)
      .lean()
    const ids = due.map(({ _id }) => _id)
    await Promise.all(
      Array.from({ length: SWEEP_LANES }, async () => {
        for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
          const taken = await take(mailboxes, id, [], now())
          if (taken) await drain(taken)
        }
      }),
    )
    return due.length
  }

  async function drain(first: Taken): Promise<void> {
    for (let taken: Taken | undefined = first; taken; ) taken = await settle(mailboxes, taken, await sendDue(taken.mailbox), now())
  }

  /** Sends what is due in order, up to the first that has to wait; one write then records all of it. */
  async function sendDue({ _id: to, ...mailbox }: Mailbox): Promise<Outcome> {
    const finished: string[] = []
    const cards: { card: string; code: string }[] = []
    const sentAt: Date[] = []
    let pending = mailbox.pending
    for (let next = firstToSend(pending, now()); next; next = firstToSend(pending, now())) {
      const [delivery] = next.deliveries as readonly [Delivery]
      // the change of a card is no message, and does not count as one
      const isMessage = next.message.type !== 'cardDone'
      const wait = (await load.pausedUntil(contactOf(to).channel)) ?? (isMessage ? allowedAt([...mailbox.sent, ...sentAt], now()) : now())
      if (wait > now()) return { finished, cards, sentAt, later: { ...delivery, notBefore: wait } }
      try {
        if (next.deliveries.length === 1 && delivery.topic && isStillWanted && !(await isStillWanted(delivery.topic))) {
          finished.push(delivery.id)
          pending = pending.filter(({ id }) => id !== delivery.id)
          continue
        }
        const receipt = await send(to, delivery.id, next.message, [...mailbox.cards, ...cards])
        const at = now()
        for (const sent of next.deliveries) await onReport({ outcome: 'sent', delivery: sent, to, at })
        if (isMessage) sentAt.push(at)
        if ('card' in next.message && receipt.updateCode) cards.push({ card: next.message.card, code: receipt.updateCode })
        finished.push(...next.deliveries.map(({ id }) => id))
      } catch (error) {
        const later = await failed(to, delivery, error)
        if (later) return { finished, cards, sentAt, later }
        finished.push(delivery.id)
      }
      const ended = new Set(finished)
      pending = pending.filter(({ id }) => !ended.has(id))
    }
    return { finished, cards, sentAt }
  }

  async function send(to: string, deliveryId: string, message: OutgoingMessage, cards: Mailbox['cards']): Promise<Receipt> {
    const contact = contactOf(to)
    const channel = channels.get(contact.channel)
    if (!channel) throw new Error(`channel ${contact.channel} is off`)
    const updateCode = message.type === 'cardDone' ? cards.findLast(({ card }) => card === message.card)?.code : undefined
    load.count(contact.channel)
    return channel.send(contact, message, { deliveryId, readFile, ...(updateCode && { updateCode }) })
  }

  /** The delivery for another try; undefined where it is given up. */
  async function failed(to: string, delivery: Delivery, error: unknown): Promise<Delivery | undefined> {
    const at = now()
    const { channel } = contactOf(to)
    if (error instanceof ChannelApiError && error.reaction === 'backOff') await load.pause(channel, new Date(at.getTime() + PAUSE_MS))
    const verdict = verdictOn(error, delivery, at, random())
    const reason = error instanceof Error ? error.message : String(error)
    if ('retryAt' in verdict) {
      await onReport({ outcome: 'retried', delivery, to, at, reason })
      return { ...delivery, attempts: delivery.attempts + 1, notBefore: verdict.retryAt }
    }
    const { id, message, topic, queuedAt } = delivery
    // the change of a card that nobody can change any more is no loss
    if (message.type === 'cardDone') return undefined
    const letter: DeadLetter = { _id: id, to, message, ...(topic && { topic }), reason: verdict.dead, queuedAt, deadAt: at }
    await deadLetters.replaceOne({ _id: id }, letter, { upsert: true })
    await onReport({ outcome: 'dead', delivery, to, at, reason: verdict.dead })
    return undefined
  }

  function track(work: Promise<void>): void {
    // what fails here is leased for 30 s and then found by the sweep
    const settled = work.catch(() => {}).finally(() => running.delete(settled))
    running.add(settled)
  }

  return {
    enqueue,
    sweep,
    deadLetters: (limit = 10): Promise<DeadLetter[]> => deadLetters.find().sort({ deadAt: -1 }).limit(limit).lean<DeadLetter[]>(),
    /** Gives a dead letter another day; false if it is gone. */
    async retryDeadLetter(id: string): Promise<boolean> {
      const letter = await deadLetters.findById(id).lean<DeadLetter>()
      if (!letter) return false
      await enqueue([
        {
          id: `${letter._id}~${letter.deadAt.getTime()}`,
          to: letter.to,
          message: letter.message,
          ...(letter.topic && { topic: letter.topic }),
        },
      ])
      await deadLetters.deleteOne({ _id: id })
      return true
    },
    /** Age of the oldest delivery that should have been sent, in seconds. */
    async oldestDueSeconds(): Promise<number> {
      const [oldest] = await mailboxes
        .find({ dueAt: { $lte: now() } }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .limit(1)
        .lean()
      return oldest?.dueAt ? (now().getTime() - oldest.dueAt.getTime()) / 1000 : 0
    },
    /** Waits for what is being sent right now. */
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

function groupByPerson(requests: readonly DeliveryRequest[]): Map<string, DeliveryRequest[]> {
  const groups = new Map<string, DeliveryRequest[]>()
  for (const request of requests) groups.set(request.to, [...(groups.get(request.to) ?? []), request])
  return groups
}
