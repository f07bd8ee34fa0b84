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
  /** The messages of the last hour: what is delivered again changes nothing. */
  readonly seen: readonly { readonly key: string; readonly at: Date }[]
  /** What the last of them were answered with in the HTTP answer; `takenAt` once a repeated delivery has fetched it. */
  readonly replies: readonly { readonly key: string; readonly reply: OutgoingMessage; readonly takenAt?: Date }[]
  /** Counts repeated deliveries: a write that changes nothing would prove nothing. */
  readonly repeats?: number
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
    seen: [{}],
    repeats: Number,
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
      return found ? upcast(found as unknown as Kept) : emptyConversation(contactId, now())
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

    /**
     * A write behind the one that remembered this message: what is acknowledged with our write concern cannot be rolled back, nor what came
     * before it. A plain read proves nothing, as it may show what a majority does not have yet.
     * @throws SessionConflictError when the message is remembered no more
     */
    async confirm(contactId: string, key: string, at: Date): Promise<void> {
      const { matchedCount } = await collection.updateOne(
        { _id: contactId as never, $or: [{ 'seen.key': key }, { keys: key }] },
        { $inc: { repeats: 1 }, $set: { 'replies.$[reply].takenAt': at } },
        { arrayFilters: [{ 'reply.key': key }] },
      )
      if (matchedCount === 0) throw new SessionConflictError(contactId)
    },

    /** A reply that came too late for its HTTP answer goes into the outbox. @returns false when a repeated delivery has fetched it */
    async redirectReply(contactId: string, key: string, request: DeliveryRequest, at: Date): Promise<boolean> {
      const { matchedCount } = await collection.updateOne(
        { _id: contactId as never, replies: { $elemMatch: { key, takenAt: { $exists: false } } } },
        { $pull: { replies: { key } }, $push: { outbox: request }, $min: { outboxSince: at }, $inc: { version: 1 } } as never,
      )
      return matchedCount === 1
    },

    /** Forgets what delivery has taken over, whatever was said since. */
    async clearOutboxes(done: readonly { id: string; requests: readonly string[] }[]): Promise<void> {
      const operations = done.map(({ id, requests }) => ({
        updateOne: { filter: { _id: id as never }, update: withoutRequests(requests) },
      }))
      if (operations.length > 0) await collection.bulkWrite(operations, { ordered: false })
    },

    withOutboxSince: (before: Date, limit: number): Promise<Conversation[]> =>
      model
        .find({ outboxSince: { $lte: before } })
        .sort({ outboxSince: 1 })
        .limit(limit)
        .lean<Kept[]>()
        .then(upcastAll),
    dueForNudge: (limit: number): Promise<Conversation[]> =>
      model
        .find({ nudgeAt: { $lte: now() } })
        .sort({ nudgeAt: 1 })
        .limit(limit)
        .lean<Kept[]>()
        .then(upcastAll),
    /** Talks with a dialogue that waits or was paused within the last day. */
    waiting: (limit: number): Promise<Conversation[]> =>
      model
        .find({ nudgeAt: { $gt: new Date(0) } })
        .limit(limit)
        .lean<Kept[]>()
        .then(upcastAll),
    languageOf: async (contactId: string): Promise<string | undefined> =>
      (await collection.findOne({ _id: contactId as never }, { projection: { language: 1 } }))?.language as string | undefined,
    revisionsInUse: (): Promise<string[]> => model.distinct('session.revision', { 'session.revision': { $type: 'string' } }),
    inRevision: (revision: string, limit: number): Promise<Conversation[]> =>
      model.find({ 'session.revision': revision }).limit(limit).lean<Kept[]>().then(upcastAll),
  }
}

const upcastAll = (found: readonly Kept[]): Conversation[] => found.map(upcast)

type Kept = Conversation & { readonly keys?: readonly string[] }

/** Documents written before 0.2 hold keys without their times. */
function upcast({ keys = [], ...conversation }: Kept): Conversation {
  return { ...conversation, seen: conversation.seen ?? keys.map((key) => ({ key, at: conversation.activeAt })) }
}

function withoutRequests(requests: readonly string[]) {
  const rest = { $filter: { input: '$outbox', cond: { $not: [{ $in: ['$$this.id', { $literal: requests }] }] } } }
  return [{ $set: { outbox: rest } }, { $set: { outboxSince: { $cond: [{ $eq: ['$outbox', []] }, '$$REMOVE', '$outboxSince'] } } }]
}

function emptyConversation(contactId: string, at: Date): Conversation {
  return {
    _id: contactId,
    version: 0,
    suspended: [],
    drafts: [],
    seen: [],
    replies: [],
    outbox: [],
    activeAt: at,
  }
}
