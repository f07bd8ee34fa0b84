/** The writes on a mailbox. Each is one command, so that order, lease and limits of a person can never disagree. */
import type { SendProgress } from '../channels/channel.js'
import type { Collection } from '../database/connect.js'
import { claim, heldBy } from '../database/lease.js'
import {
  add,
  batch,
  dueNow,
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

export type Mailboxes = Collection<StoredMailbox>

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

/**
 * Puts deliveries into the box and, if `mayLease`, leases it where something is due and nobody else holds it. Those known already, sent or not, are
 * left out, so a write whose answer did not come is repeated with the same request.
 */
export async function put(
  mailboxes: Mailboxes,
  id: string,
  deliveries: readonly Delivery[],
  { mayLease, ...request }: LeaseRequest & { readonly mayLease: boolean },
): Promise<{ readonly taken?: Taken | undefined; readonly mailbox: Mailbox; readonly refused: readonly string[] }> {
  const { lease, now } = request
  const stages = [...normalise(now), ...add(deliveries), ...(mayLease ? takeLease(request) : [])]
  const takenAt = performance.now()
  const mailbox = await mailboxes.findOneAndUpdate({ _id: id }, stages, { ...READ, upsert: true })
  if (!mailbox) throw new Error(`mailbox ${id} is not there after it was written`) // never: an upsert returns what it made
  return { taken: ownedBy(lease, mailbox, takenAt), mailbox, refused: mailbox.refused ?? [] }
}

/** Leases the box if something is due in it and nobody else holds it. */
export async function take(mailboxes: Mailboxes, id: string, request: LeaseRequest): Promise<Taken | undefined> {
  const { lease, now, leaseMs } = request
  const takenAt = performance.now()
  const options = { by: lease, leaseMs, before: normalise(now), after: [batch(lease)], ...SHOWN }
  const mailbox = await claim(mailboxes, { _id: id, dueAt: { $lte: now } }, options)
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
  const found = await mailboxes.findOneAndUpdate({ _id: mailbox._id }, stages, READ)
  return ownedBy(lease, found, takenAt)
}

/** Records how far a try has come; false if the mailbox belongs to somebody else. */
export async function remember(
  mailboxes: Mailboxes,
  { lease, mailbox }: Taken,
  deliveryId: string,
  progress: SendProgress,
): Promise<boolean> {
  const { matchedCount } = await mailboxes.updateOne(
    heldBy({ _id: mailbox._id, lease: { by: lease } }),
    { $set: { 'pending.$[delivery].progress': progress } },
    { arrayFilters: [{ 'delivery.id': deliveryId }] },
  )
  return matchedCount === 1
}

/** What was wished for a later time is due now. Safe to repeat. */
export async function release(mailboxes: Mailboxes, ids: readonly string[], now: Date): Promise<void> {
  await mailboxes.updateMany({ _id: { $in: ids }, 'pending.wishedFor': { $gt: now } }, [...normalise(now), ...dueNow(now)])
}

/** Records that deliveries that found no room have ended. After a crash before it they are asked for, and set aside, once more. */
export async function finish(mailboxes: Mailboxes, id: string, finished: readonly string[], now: Date): Promise<void> {
  const ended = { $each: finished.map((one) => ({ id: one, at: now })), $slice: -FINISHED_KEPT }
  await mailboxes.updateOne({ _id: id }, { $push: { finished: ended } })
}

function ownedBy(lease: string, mailbox: Mailbox | null, takenAt: number): Taken | undefined {
  return mailbox?.lease?.by === lease ? { lease, mailbox, takenAt } : undefined
}
