/**
 * Work that stands in a collection with a `dueAt`, done in a few lanes, each item by one process at a time: whoever takes it holds a lease,
 * which is renewed while it works. An item whose work fails is set aside and due again after its pause.
 */
import type { Due } from './due.js'
import { holdLease } from './hold-lease.js'
import { claim, type Held, heldBy, type Leasable, type Leased, renew } from './lease.js'

export interface QueueOptions<T extends Leased> {
  /** Its name where items are set aside. */
  readonly job: string
  readonly due: Pick<Due, 'attempt'>
  readonly collection: Leasable<T>
  /** Which of its items; all unless given. */
  readonly among?: object
  /** How many items this process works on at once. */
  readonly lanes: number
  readonly leaseMs: number
  readonly now: () => Date
  /** Says itself when the item is due again, or that it is done; the signal aborts when somebody else has taken it, and then nothing may be written. */
  readonly work: (item: Held<T>, signal: AbortSignal) => Promise<unknown>
}

export function createQueue<T extends Leased>({ job, due, collection, among, lanes, leaseMs, now, work }: QueueOptions<T>) {
  const running = new Set<Promise<void>>()
  let isWoken = false
  let isStopped = false

  async function runLane(): Promise<void> {
    do {
      isWoken = false
      for (let item = await next(); item; item = await next()) await whileHeld(item)
    } while (isWoken)
  }

  const next = async (): Promise<Held<T> | undefined> =>
    isStopped ? undefined : claim(collection, { ...among, dueAt: { $lte: now() } }, { leaseMs, sort: { dueAt: 1 } })

  async function whileHeld(item: Held<T>): Promise<void> {
    const lease = holdLease({ renew: () => renew(collection, item, leaseMs), leaseMs })
    try {
      const pausedUntil = await due.attempt(job, item._id, () => whileOurs(item, lease.signal))
      if (pausedUntil) await collection.updateOne(heldBy(item), { $set: { dueAt: pausedUntil }, $unset: { lease: true } })
    } finally {
      lease.stop()
    }
  }

  async function whileOurs(item: Held<T>, signal: AbortSignal): Promise<void> {
    try {
      await work(item, signal)
    } catch (error) {
      if (!signal.aborted) throw error // otherwise somebody else has it now
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
