import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from './connect.js'

/**
 * Proof that the database commits: one tiny write with the write concern of all others. A ping would say yes during an election, on a full disk
 * and without a majority. Never throws; false after `withinMs`.
 */
export async function canCommit(connection: Connection, withinMs = 2_000): Promise<boolean> {
  const stop = new AbortController()
  const late = wait(withinMs, false, { signal: stop.signal, ref: false }).catch(() => false)
  try {
    return await Promise.race([write(connection), late])
  } catch {
    return false
  } finally {
    stop.abort()
  }
}

/** Counts up, because a write that changes nothing proves nothing. */
async function write(connection: Connection): Promise<boolean> {
  const probes = connection.db!.collection<{ _id: string; writes: number }>('probes')
  const { acknowledged } = await probes.updateOne({ _id: 'commit' }, { $inc: { writes: 1 } }, { upsert: true })
  return acknowledged
}
