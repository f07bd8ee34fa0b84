/** The writes on a mailbox. Each is one command, so that order, lease and limits of a person can never disagree. */
import type { Model } from 'mongoose'
import type { SendProgress } from '../channels/channel.js'
import { claim, heldBy } from '../database/lease.js'
import {
  add,
  batch,
  FINISHED_KEPT,
  keepLease,
  type LeaseRequest,
  normalise,
  type Outcome,
  putOff,
  recordEnded,
  takeLease,
} from './mailbox-stages.js'
import type { Delivery, Mailbox, StoredMailbox } from './model.js'

export type Mailboxes = Model<StoredMailbox>

/** A mailbox that this process may send from, under the lease of this name. */
export interface Taken {
  readonly lease: string
  readonly mailbox: Mailbox
  /** Before the write that took or kept the lease, by `performance.now()`. */
  readonly takenAt: number
}

/** The finished ids take most of the space and concern nobody but the database. */
const SHOWN = { projection: { finished: 0 } } as const
const READ = { returnDocument: 'after', ...SHOWN } as const

/** Puts deliveries into the box (those known already are left out) and, if `mayLease`, leases it where something is due and nobody else holds it. */
export async function put(
  mailboxes: Mailboxes,
  id: string,
  deliveries: readonly Delivery[],
  { mayLease, ...request }: LeaseRequest & { readonly mayLease: boolean },
): Promise<{ readonly taken?: Taken | undefined; readonly mailbox: Mailbox; readonly refused: readonly string[] }> {
  const { lease, now } = request
  const stages = [...normalise(now), ...add(deliveries, now), ...(mayLease ? takeLease(request) : [])]
  const takenAt = performance.now()
  const found = await mailboxes.collection.findOneAndUpdate({ _id: id as never }, stages, { ...READ, upsert: true })
  const mailbox = found as unknown as Mailbox // an upsert that returns what is there afterwards always finds it
  return { taken: ownedBy(lease, mailbox, takenAt), mailbox, refused: mailbox.refused ?? [] }
}

/** Leases the box if something is due in it and nobody else holds it. */
export async function take(mailboxes: Mailboxes, id: string, request: LeaseRequest): Promise<Taken | undefined> {
  const { lease, now, leaseMs } = request
  const takenAt = performance.now()
  const options = { by: lease, leaseMs, before: normalise(now), after: [batch(lease)], ...SHOWN }
  const mailbox = await claim<Mailbox>(mailboxes.collection, { _id: id, dueAt: { $lte: now } }, options)
  return mailbox && { lease, mailbox, takenAt }
}

/**
 * Records what became of deliveries; keeps the lease only while there is something to do. What was sent is recorded also where the lease has been lost
 * meanwhile: it has been sent all the same.
 */
export async function settle(
  mailboxes: Mailboxes,
  { lease, mailbox }: Taken,
  outcome: Outcome,
  { now, leaseMs }: Omit<LeaseRequest, 'lease'>,
): Promise<Taken | undefined> {
  const stages = [recordEnded(outcome, now), ...putOff(outcome, lease, now), ...keepLease(outcome, { lease, now, leaseMs })]
  const takenAt = performance.now()
  const found = await mailboxes.collection.findOneAndUpdate({ _id: mailbox._id as never }, stages, READ)
  return ownedBy(lease, found as Mailbox | null, takenAt)
}

/** Records how far a try has come; false if the mailbox belongs to somebody else. */
export async function remember(
  mailboxes: Mailboxes,
  { lease, mailbox }: Taken,
  deliveryId: string,
  progress: SendProgress,
): Promise<boolean> {
  const { matchedCount } = await mailboxes.collection.updateOne(
    heldBy({ _id: mailbox._id, lease: { by: lease } }),
    { $set: { 'pending.$[delivery].progress': progress } },
    { arrayFilters: [{ 'delivery.id': deliveryId }] },
  )
  return matchedCount === 1
}

/** Records that deliveries that found no room have ended. */
export async function finish(mailboxes: Mailboxes, id: string, finished: readonly string[], now: Date): Promise<void> {
  const ended = { $each: finished.map((one) => ({ id: one, at: now })), $slice: -FINISHED_KEPT }
  await mailboxes.collection.updateOne({ _id: id as never }, { $push: { finished: ended } } as never)
}

function ownedBy(lease: string, mailbox: Mailbox | null, takenAt: number): Taken | undefined {
  return mailbox?.lease?.by === lease ? { lease, mailbox, takenAt } : undefined
}
