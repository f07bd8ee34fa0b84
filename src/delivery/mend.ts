import mongoose from 'mongoose'
import { z } from 'zod'
import type { Mailboxes } from './mailbox.js'
import { ROOM_WITH_TOPIC } from './mailbox-stages.js'
import type { Delivery } from './model.js'

const LISTS = ['pending', 'reports', 'finished', 'cards', 'sent'] as const
const Readable = z.looseObject({
  id: z.string(),
  message: z.looseObject({ type: z.string() }),
  queuedAt: z.date(),
  notBefore: z.date(),
  attempts: z.number(),
})

/** Its lists may hold anything, and may be no lists at all. */
interface DamagedMailbox extends Partial<Record<(typeof LISTS)[number], unknown[]>> {
  readonly _id: string
  readonly dueAt?: Date
}

export interface MendDeps {
  readonly mailboxes: Mailboxes
  /** Keeps what the box cannot hold. */
  readonly setAside: (to: string, deliveries: readonly Delivery[]) => Promise<void>
  readonly now: () => Date
}

/**
 * Makes a mailbox usable that no write gets through to, because it has outgrown a document or holds what is no delivery. What does not fit is set aside,
 * what cannot be read is kept in `damagedMailboxes`. False if nothing is wrong with it.
 */
export async function mend({ mailboxes, setAside, now }: MendDeps, id: string): Promise<boolean> {
  const boxes = mailboxes.conn.collection<DamagedMailbox>(mailboxes.collectionName)
  const found = await boxes.findOne({ _id: id })
  if (!found) return false
  const brokenLists = LISTS.filter((list) => found[list] !== undefined && !Array.isArray(found[list]))
  const pending: unknown[] = Array.isArray(found.pending) ? found.pending : []
  const unreadable = pending.filter((item) => !Readable.safeParse(item).success)
  const excess = beyondRoom(pending.filter((item): item is Delivery => Readable.safeParse(item).success))
  if (brokenLists.length + unreadable.length + excess.length === 0) return false

  const damaged = { ...Object.fromEntries(brokenLists.map((list) => [list, found[list]])), unreadable }
  if (brokenLists.length + unreadable.length > 0)
    await mailboxes.conn.collection('damagedMailboxes').insertOne({ mailbox: id, at: now(), damaged })
  await setAside(id, excess)
  for (const list of brokenLists) await boxes.updateOne({ _id: id }, { $set: { [list]: [] } })
  await boxes.updateOne({ _id: id }, { $pull: { pending: { id: { $in: excess.map((one) => one.id) } } } })
  await boxes.updateOne({ _id: id }, { $pull: { pending: { $in: unreadable } }, $set: { dueAt: now() } })
  return true
}

/** The newest that do not fit; those without a topic first. */
function beyondRoom(pending: readonly Delivery[]): Delivery[] {
  const kept = new Set<Delivery>()
  let bytes = 0
  for (const delivery of [...pending.filter(({ topic }) => topic), ...pending.filter(({ topic }) => !topic)]) {
    bytes += mongoose.mongo.BSON.calculateObjectSize(delivery)
    if (kept.size >= ROOM_WITH_TOPIC.count || bytes > ROOM_WITH_TOPIC.bytes) break
    kept.add(delivery)
  }
  return pending.filter((delivery) => !kept.has(delivery))
}
