/**
 * A document that one process at a time works on: it carries its lease, which runs out when its holder dies. Leases are compared by the
 * database's clock: those of the replicas may differ, and the bot's own can be moved.
 */
import { randomUUID } from 'node:crypto'
import type mongoose from 'mongoose'

export interface Lease {
  readonly by: string
  readonly until: Date
}
export type Held<T> = T & { readonly lease: Lease }
interface Holding {
  readonly _id: string
  readonly lease: Pick<Lease, 'by'>
}
/** What may be held. */
export interface Leased {
  readonly _id: string
  readonly lease?: Lease | null
}
/** A collection as far as leases are concerned: what else its documents hold is nothing to them. */
export interface Leasable<T> {
  findOneAndUpdate(filter: object, stages: object[], options: mongoose.mongo.FindOneAndUpdateOptions): Promise<T | null>
  updateOne(filter: object, change: object | object[]): Promise<{ readonly matchedCount: number }>
}

export interface ClaimOptions {
  readonly leaseMs: number
  /** A name of its own unless given; whoever repeats a write whose answer did not come gives the same one. */
  readonly by?: string
  readonly sort?: Readonly<Record<string, 1 | -1>>
  readonly projection?: Readonly<Record<string, 0 | 1>>
  /** Stages of the same write, before the lease is set and after it. */
  readonly before?: readonly object[]
  readonly after?: readonly object[]
}

/** In one command, the first document of these that nobody holds, as it is then. */
export async function claim<T extends Leased>(
  collection: Leasable<T>,
  among: object,
  { leaseMs, by = randomUUID(), before = [], after = [], ...options }: ClaimOptions,
): Promise<Held<T> | undefined> {
  const stages = [...before, { $set: { lease: leaseFor(by, leaseMs) } }, ...after]
  const found = await collection.findOneAndUpdate({ ...among, $expr: isFreeFor(by) }, stages, { ...options, returnDocument: 'after' })
  return found && isHeld(found) ? found : undefined
}

const isHeld = <T extends Leased>(found: T): found is Held<T> => Boolean(found.lease)

/** @returns false where it belongs to somebody else by now */
export async function renew(collection: Pick<Leasable<unknown>, 'updateOne'>, held: Holding, leaseMs: number): Promise<boolean> {
  const { matchedCount } = await collection.updateOne(heldBy(held), [{ $set: { lease: leaseFor(held.lease.by, leaseMs) } }])
  return matchedCount === 1
}

/** Others may take it at once. */
export async function release(collection: Pick<Leasable<unknown>, 'updateOne'>, held: Holding): Promise<void> {
  await collection.updateOne(heldBy(held), { $unset: { lease: true } })
}

/** The document as long as this holder has it: for every write that belongs to the work. */
export const heldBy = ({ _id, lease }: Holding) => ({ _id, 'lease.by': lease.by })

/** For writes that set the lease themselves: a lease from now on. */
export const leaseFor = (by: string, leaseMs: number) => ({ by: { $literal: by }, until: { $add: ['$$NOW', leaseMs] } })
/** Nobody holds it, its time is over, or it is this very lease, whose write is being repeated. */
export const isFreeFor = (by: string) => ({
  $or: [{ $lte: [{ $ifNull: ['$lease.until', new Date(0)] }, '$$NOW'] }, { $eq: ['$lease.by', { $literal: by }] }],
})
