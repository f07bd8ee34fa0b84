import { Schema } from 'mongoose'
import type { OutgoingMessage } from '../channels/channel.js'
import { type Connection, modelOf } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import type { DeliveryRequest } from '../delivery/index.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'

/** All that is kept of the talk with one contact: one document, read once and written once a turn. */
export interface Conversation {
  readonly _id: string
  readonly version: number
  readonly language?: string
  /** The one active session. */
  readonly session?: Session
  /** The dialogue that waits while another one runs. */
  readonly suspended: readonly Session[]
  /** Paused, cancelled or forgotten dialogues that 继续 brings back. */
  readonly drafts: readonly Session[]
  /** The card whose buttons belong to the present question. */
  readonly openCard?: { readonly card: string; readonly step: string }
  /** Keys of the last messages: what is delivered again changes nothing. */
  readonly keys: readonly string[]
  /** What the last of them were answered with in the HTTP answer. */
  readonly replies: readonly { readonly key: string; readonly reply: OutgoingMessage }[]
  /** Said in this turn and not yet handed to delivery. */
  readonly outbox: readonly DeliveryRequest[]
  readonly outboxSince?: Date
  readonly activeAt: Date
  /** When a silent person is to be reminded; absent when there is nothing to be reminded of. */
  readonly nudgeAt?: Date
}

/** Silence after which a person is reminded (T9). */
export const NUDGE_AFTER_MS = 30 * 60_000

const schema = new Schema<Conversation>(
  {
    _id: String,
    version: Number,
    language: String,
    session: {},
    suspended: [{}],
    drafts: [{}],
    openCard: {},
    keys: [String],
    replies: [{}],
    outbox: [{}],
    outboxSince: Date,
    activeAt: Date,
    nudgeAt: Date,
  },
  { versionKey: false, minimize: false },
)
schema.index({ outboxSince: 1 }, { sparse: true })
schema.index({ nudgeAt: 1 }, { sparse: true })
schema.index({ 'session.revision': 1 }, { sparse: true })

export type ConversationStore = ReturnType<typeof createConversationStore>

export function createConversationStore(connection: Connection, now: () => Date) {
  const model = modelOf<Conversation>(connection, 'conversation', schema)
  const { collection } = model

  return {
    async read(contactId: string): Promise<Conversation> {
      const found = await collection.findOne({ _id: contactId as never })
      return (found as unknown as Conversation | null) ?? emptyConversation(contactId, now())
    },

    /** One compare-and-set write. @throws SessionConflictError when somebody saved first */
    async commit(before: Conversation, after: Conversation): Promise<void> {
      const next = { ...after, version: before.version + 1 }
      if (before.version === 0) {
        await collection.insertOne(next as never).catch((error: unknown) => {
          throw isDuplicateKey(error) ? new SessionConflictError(before._id) : error
        })
        return
      }
      const { matchedCount } = await collection.replaceOne({ _id: before._id as never, version: before.version }, next as never)
      if (matchedCount === 0) throw new SessionConflictError(before._id)
    },

    /** Forgets what delivery has taken over; skipped where the talk went on meanwhile. */
    async clearOutboxes(done: readonly { id: string; version: number }[]): Promise<void> {
      const operations = done.map(({ id, version }) => ({
        updateOne: { filter: { _id: id as never, version }, update: { $set: { outbox: [] }, $unset: { outboxSince: true } } },
      }))
      if (operations.length > 0) await collection.bulkWrite(operations, { ordered: false })
    },

    withOutboxSince: (before: Date, limit: number): Promise<Conversation[]> =>
      model
        .find({ outboxSince: { $lte: before } })
        .sort({ outboxSince: 1 })
        .limit(limit)
        .lean<Conversation[]>(),
    dueForNudge: (limit: number): Promise<Conversation[]> =>
      model
        .find({ nudgeAt: { $lte: now() } })
        .sort({ nudgeAt: 1 })
        .limit(limit)
        .lean<Conversation[]>(),
    /** Talks with a dialogue that waits or was paused within the last day. */
    waiting: (limit: number): Promise<Conversation[]> =>
      model
        .find({ nudgeAt: { $gt: new Date(0) } })
        .limit(limit)
        .lean<Conversation[]>(),
    languageOf: async (contactId: string): Promise<string | undefined> =>
      (await collection.findOne({ _id: contactId as never }, { projection: { language: 1 } }))?.language as string | undefined,
    revisionsInUse: (): Promise<string[]> => model.distinct('session.revision', { 'session.revision': { $type: 'string' } }),
    inRevision: (revision: string, limit: number): Promise<Conversation[]> =>
      model.find({ 'session.revision': revision }).limit(limit).lean<Conversation[]>(),
  }
}

function emptyConversation(contactId: string, at: Date): Conversation {
  return {
    _id: contactId,
    version: 0,
    suspended: [],
    drafts: [],
    keys: [],
    replies: [],
    outbox: [],
    activeAt: at,
  }
}
