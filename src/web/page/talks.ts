/** What stands on each page: one document, so that a message and its number are one write and a reader after any number misses none. */
import { Schema } from 'mongoose'
import type { OutgoingMessage } from '../../channels/channel.js'
import { type Connection, collectionOf, modelOf } from '../../database/connect.js'
import { isDuplicateKey } from '../../database/retry.js'

/** Something that one side said. */
export interface Entry {
  /** Grows by one with each. */
  readonly n: number
  /** That of the message, whichever side it is of. */
  readonly id: string
  readonly at: Date
  readonly isOwn: boolean
  readonly message: OutgoingMessage
}

interface Talk {
  readonly _id: string
  readonly last: number
  readonly entries: readonly Entry[]
  readonly changedAt: Date
}

const schema = new Schema<Talk>({ _id: String, last: Number, entries: [{}], changedAt: Date }, { versionKey: false })
schema.index({ changedAt: 1 })

/** Nobody scrolls further back, and the document stays far below what the database takes. */
const MOST = 200

export type Talks = ReturnType<typeof createTalks>

export function createTalks(connection: Connection, now: () => Date) {
  const talks = collectionOf(modelOf<Talk>(connection, 'pageTalk', schema))

  /** Once for each id. */
  async function add(contact: string, entry: Omit<Entry, 'n' | 'at'>): Promise<void> {
    const next = { $add: [{ $ifNull: ['$last', 0] }, 1] }
    const added = { $mergeObjects: [{ $literal: { ...entry, at: now() } }, { n: next }] }
    const entries = { $slice: [{ $concatArrays: [{ $ifNull: ['$entries', []] }, [added]] }, -MOST] }
    const update = [{ $set: { last: next, entries, changedAt: now() } }]
    try {
      await talks.updateOne({ _id: contact, 'entries.id': { $ne: entry.id } }, update, { upsert: true })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      // it stands there already, or somebody has begun the talk at this moment
      await talks.updateOne({ _id: contact, 'entries.id': { $ne: entry.id } }, update)
    }
  }

  return {
    add,
    /** What was said after that number, in its order. */
    async after(contact: string, number: number): Promise<readonly Entry[]> {
      const entries = { $filter: { input: '$entries', cond: { $gt: ['$$this.n', number] } } }
      const [found] = await talks.aggregate<Pick<Talk, 'entries'>>([{ $match: { _id: contact } }, { $project: { entries } }]).toArray()
      return found?.entries ?? []
    },
    async forget(contacts: readonly string[]): Promise<void> {
      await talks.deleteMany({ _id: { $in: [...contacts] } })
    },
    async purge(unchangedSince: Date): Promise<number> {
      return (await talks.deleteMany({ changedAt: { $lt: unchangedSince } })).deletedCount
    },
  }
}
