/**
 * Work that stands in a collection with a `dueAt`, done in a few lanes, each item by one process at a time. Whoever takes an item holds a
 * lease, which is renewed while it works and runs out when it dies. Leases are compared by the database's clock: those of the replicas may
 * differ, and the bot's own can be moved.
 */
import { randomUUID } from 'node:crypto'
import type mongoose from 'mongoose'

export interface Lease {
  readonly by: string
  readonly until: Date
}
interface Item {
  readonly _id: string
  readonly lease?: Lease
}
export type Held<T> = T & { readonly lease: Lease }

export interface QueueOptions<T extends Item> {
  readonly collection: mongoose.Collection<mongoose.mongo.BSON.Document>
  /** Which of its items; all unless given. */
  readonly among?: object
  /** How many items this process works on at once. */
  readonly lanes: number
  readonly leaseMs: number
  readonly now: () => Date
  /** Says itself when the item is due again, or that it is done; the signal aborts when somebody else has taken it, and then nothing may be written. */
  readonly work: (item: Held<T>, signal: AbortSignal) => Promise<unknown>
}

const IS_FREE = { $expr: { $lte: [{ $ifNull: ['$lease.until', new Date(0)] }, '$$NOW'] } }

export function createQueue<T extends Item>({ collection, among, lanes, leaseMs, now, work }: QueueOptions<T>) {
  const running = new Set<Promise<void>>()
  let isWoken = false
  let isStopped = false

  async function runLane(): Promise<void> {
    do {
      isWoken = false
      for (let item = await claim(); item; item = await claim()) await whileHeld(item)
    } while (isWoken)
  }

  const leaseFor = (by: string) => [{ $set: { lease: { by, until: { $add: ['$$NOW', leaseMs] } } } }]

  async function claim(): Promise<Held<T> | undefined> {
    if (isStopped) return undefined
    const options = { sort: { dueAt: 1 }, returnDocument: 'after' } as const
    const found = await collection.findOneAndUpdate({ ...among, dueAt: { $lte: now() }, ...IS_FREE }, leaseFor(randomUUID()), options)
    return (found as unknown as Held<T> | null) ?? undefined
  }

  async function whileHeld(item: Held<T>): Promise<void> {
    const { _id, lease } = item
    const lost = new AbortController()
    const renew = async () => {
      const { matchedCount } = await collection.updateOne({ _id: _id as never, 'lease.by': lease.by }, leaseFor(lease.by))
      if (matchedCount === 0) lost.abort(new Error(`the lease of ${_id} was lost`))
    }
    // a renewal that fails is made again before the lease ends
    const timer = setInterval(() => void renew().catch(() => {}), leaseMs / 3)
    timer.unref()
    try {
      await work(item, lost.signal)
    } finally {
      clearInterval(timer)
    }
  }

  return {
    /** There may be something to do; returns at once. */
    wake(): void {
      isWoken = true
      if (running.size >= lanes) return
      const lane: Promise<void> = runLane().finally(() => running.delete(lane))
      lane.catch(() => {}) // what was held is free when its lease has run out
      running.add(lane)
    },
    /** Nothing more is taken. */
    stop(): void {
      isStopped = true
    },
    /** Waits until nothing is due any more; throws what ended a lane. */
    async ended(): Promise<void> {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
