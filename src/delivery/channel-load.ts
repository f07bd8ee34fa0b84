import type { Model } from 'mongoose'
import { dayOf } from '../calendar/index.js'
import type { ChannelLoad } from './model.js'

/** So long a process may use what it took; and so long the count of a minute must therefore reach back. */
const GRANT_MS = 1_000
const WINDOW_MS = 60_000 + GRANT_MS

interface Share {
  readonly size: number
  left: number
  readonly takenAt: number
  readonly pausedUntil: number
}

/**
 * Keeps all replicas together under the limit of one app. A process takes a few sends at a time from the count that all share, twice as many each time
 * it runs out within a second, and never more than the limit leaves; so the limit holds in every minute, whatever the number of replicas.
 */
export function createChannelLoad(loads: Model<ChannelLoad>, limitOf: (channel: string) => number, now: () => Date) {
  const largest = (channel: string) => Math.max(1, Math.ceil(limitOf(channel) / 60))
  const shares = new Map<string, Share>()
  const taking = new Map<string, Promise<Share>>()

  const isFresh = (share: Share | undefined): share is Share => {
    const age = share ? now().getTime() - share.takenAt : -1
    return age >= 0 && age < GRANT_MS
  }

  /** When to ask again; undefined while there is something left. */
  function closedUntil(share: Share): number | undefined {
    if (share.pausedUntil > now().getTime()) return share.pausedUntil
    return share.size === 0 ? share.takenAt + GRANT_MS : undefined
  }

  function takeMore(channel: string): Promise<Share> {
    const running = taking.get(channel)
    if (running) return running
    const request = grant(loads, channel, nextSize(channel), limitOf(channel), now)
      .then((share) => {
        shares.set(channel, share)
        return share
      })
      .finally(() => taking.delete(channel))
    taking.set(channel, request)
    return request
  }

  function nextSize(channel: string): number {
    const before = shares.get(channel)
    if (!before || before.size === 0) return 1
    if (before.left === 0 && isFresh(before)) return Math.min(before.size * 2, largest(channel))
    return Math.max(1, before.size - before.left)
  }

  return {
    /** Takes one send; else tells when to ask again. */
    async take(channel: string): Promise<Date | undefined> {
      for (;;) {
        const known = shares.get(channel)
        const isUsable = isFresh(known) && (known.left > 0 || closedUntil(known) !== undefined)
        const share = isUsable ? known : await takeMore(channel)
        const until = closedUntil(share)
        if (until !== undefined) return new Date(until)
        if (share.left === 0) continue // others were faster
        share.left--
        return undefined
      }
    },
    /** False while it is known that `take` would give nothing. */
    isOpen(channel: string): boolean {
      const share = shares.get(channel)
      return !isFresh(share) || closedUntil(share) === undefined
    },
    /** The platform asked for silence. */
    async pause(channel: string, until: Date): Promise<void> {
      await loads.updateOne({ _id: channel }, { $set: { pausedUntil: until } }, { upsert: true })
      shares.set(channel, { size: 0, left: 0, takenAt: now().getTime(), pausedUntil: until.getTime() })
    },
  }
}

/** One write: drops what is older than the window, and puts down what this process gets. */
async function grant(loads: Model<ChannelLoad>, channel: string, size: number, limit: number, now: () => Date): Promise<Share> {
  const takenAt = now().getTime()
  // the database's clock, moved as far as this bot's clock was moved by hand: replicas agree on it however wrong their own clocks are
  const at = { $add: ['$$NOW', Math.round(takenAt - Date.now())] }
  const isRecent = { $and: [{ $gt: ['$$this.at', { $subtract: [at, WINDOW_MS] }] }, { $lte: ['$$this.at', { $add: [at, WINDOW_MS] }] }] }
  const room = { $max: [0, { $min: [size, { $subtract: [limit, { $sum: '$grants.n' }] }] }] }
  const month = dayOf(new Date(takenAt)).slice(0, 7)
  // of clocks that differ the later counts: none begins a month that is over anew
  const before = { $cond: [{ $gte: ['$month', month] }, { $ifNull: ['$takenInMonth', 0] }, 0] }
  const isPaused = { $gt: [{ $ifNull: ['$pausedUntil', new Date(0)] }, new Date(takenAt)] }
  const load = await loads.findOneAndUpdate(
    { _id: channel },
    [
      { $set: { grants: { $filter: { input: { $ifNull: ['$grants', []] }, cond: isRecent } } } },
      { $set: { granted: { $cond: [isPaused, 0, room] } } },
      { $set: { takenInMonth: { $add: [before, '$granted'] }, month: { $max: ['$month', month] } } },
      { $set: { grants: { $concatArrays: ['$grants', { $cond: [{ $gt: ['$granted', 0] }, [{ at, n: '$granted' }], []] }] } } },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true, projection: { granted: 1, pausedUntil: 1 }, lean: true },
  )
  const granted = load?.granted ?? 0
  return { size: granted, left: granted, takenAt, pausedUntil: load?.pausedUntil?.getTime() ?? 0 }
}
