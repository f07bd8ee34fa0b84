import { randomUUID } from 'node:crypto'
import type { Model } from 'mongoose'
import type { Delivery, Mailbox } from './model.js'

const LEASE_MS = 30_000
const FINISHED_KEPT = 100
const CARDS_KEPT = 20
const HOUR_MS = 3_600_000

export interface Taken {
  readonly lease: string
  readonly mailbox: Mailbox
}

export interface Outcome {
  readonly finished: readonly string[]
  readonly sentAt: readonly Date[]
  readonly cards: Mailbox['cards']
  /** A delivery to be tried again, replacing the one of the same id. */
  readonly later?: Delivery
}

const empty = (field: string) => ({ $ifNull: [`$${field}`, []] })
const dueAt = { $ifNull: [{ $getField: { field: 'notBefore', input: { $first: '$pending' } } }, '$$REMOVE'] }
const leaseIf = (condition: object, lease: object) => ({ $cond: [condition, lease, null] })

/** One write puts deliveries into the box (those known already are left out) and leases it, if something is due and nobody else holds it. */
export async function take(mailboxes: Model<Mailbox>, id: string, deliveries: readonly Delivery[], now: Date): Promise<Taken | undefined> {
  const lease = randomUUID()
  const known = { $concatArrays: [empty('finished'), { $map: { input: empty('pending'), in: '$$this.id' } }] }
  const fresh = { $filter: { input: { $literal: deliveries }, as: 'delivery', cond: { $not: [{ $in: ['$$delivery.id', known] }] } } }
  const isFree = { $lte: [{ $ifNull: ['$lease.until', new Date(0)] }, now] }
  const isDue = { $and: [{ $gt: ['$dueAt', null] }, { $lte: ['$dueAt', now] }] }
  const mailbox = await mailboxes.collection.findOneAndUpdate(
    { _id: id as never },
    [
      {
        $set: {
          pending: { $concatArrays: [empty('pending'), fresh] },
          finished: empty('finished'),
          cards: empty('cards'),
          sent: empty('sent'),
        },
      },
      { $set: { dueAt } },
      {
        $set: {
          lease: {
            $cond: [{ $and: [isFree, isDue] }, { by: lease, until: new Date(now.getTime() + LEASE_MS) }, { $ifNull: ['$lease', null] }],
          },
        },
      },
    ],
    { upsert: deliveries.length > 0, returnDocument: 'after' },
  )
  return mailbox?.lease?.by === lease ? { lease, mailbox: mailbox as unknown as Mailbox } : undefined
}

/** Records what became of deliveries; keeps the lease only while something is due. */
export async function settle(
  mailboxes: Model<Mailbox>,
  { lease, mailbox }: Taken,
  outcome: Outcome,
  now: Date,
): Promise<Taken | undefined> {
  const { finished, sentAt, cards, later } = outcome
  const rest = { $filter: { input: '$pending', as: 'delivery', cond: { $not: [{ $in: ['$$delivery.id', { $literal: finished }] }] } } }
  const pending = later
    ? { $map: { input: rest, as: 'delivery', in: { $cond: [{ $eq: ['$$delivery.id', later.id] }, { $literal: later }, '$$delivery'] } } }
    : rest
  const recent = { $filter: { input: '$sent', cond: { $gt: ['$$this', new Date(now.getTime() - HOUR_MS)] } } }
  const held = { by: lease, until: new Date(now.getTime() + LEASE_MS) }
  const after = await mailboxes.collection.findOneAndUpdate(
    { _id: mailbox._id as never, 'lease.by': lease },
    [
      {
        $set: {
          pending,
          finished: { $slice: [{ $concatArrays: ['$finished', { $literal: finished }] }, -FINISHED_KEPT] },
          cards: { $slice: [{ $concatArrays: ['$cards', { $literal: cards }] }, -CARDS_KEPT] },
          sent: { $concatArrays: [recent, sentAt] },
        },
      },
      { $set: { dueAt } },
      { $set: { lease: leaseIf({ $and: [{ $gt: ['$dueAt', null] }, { $lte: ['$dueAt', now] }] }, held) } },
    ],
    { returnDocument: 'after' },
  )
  return after?.lease?.by === lease ? { lease, mailbox: after as unknown as Mailbox } : undefined
}
