import type { Model } from 'mongoose'
import type { ChannelLoad } from './model.js'

const FLUSH_MS = 1_000

/** Keeps all replicas together under the limits of one app; counts reach the database once a second. */
export function createChannelLoad(loads: Model<ChannelLoad>, sendsPerMinute: number, now: () => Date) {
  const counts = new Map<string, number>()
  const states = new Map<string, { pausedUntil: number; flushedAt: number }>()

  async function flush(channel: string): Promise<void> {
    const minute = Math.floor(now().getTime() / 60_000)
    const count = counts.get(channel) ?? 0
    counts.set(channel, 0)
    const load = await loads
      .findOneAndUpdate(
        { _id: channel },
        [{ $set: { count: { $add: [{ $cond: [{ $eq: ['$minute', minute] }, { $ifNull: ['$count', 0] }, 0] }, count] }, minute } }],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean()
    const full = load && load.count >= sendsPerMinute ? (minute + 1) * 60_000 : 0
    states.set(channel, { pausedUntil: Math.max(full, load?.pausedUntil?.getTime() ?? 0), flushedAt: now().getTime() })
  }

  return {
    /** When the channel may be used again; undefined if now. */
    async pausedUntil(channel: string): Promise<Date | undefined> {
      const state = states.get(channel)
      if (!state || now().getTime() - state.flushedAt > FLUSH_MS || now().getTime() < state.flushedAt) await flush(channel)
      const until = states.get(channel)?.pausedUntil ?? 0
      return until > now().getTime() ? new Date(until) : undefined
    },
    count(channel: string): void {
      counts.set(channel, (counts.get(channel) ?? 0) + 1)
    },
    /** The platform asked for silence. */
    async pause(channel: string, until: Date): Promise<void> {
      await loads.updateOne({ _id: channel }, { $set: { pausedUntil: until } }, { upsert: true })
      states.delete(channel)
    },
  }
}
