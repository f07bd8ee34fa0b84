import { Schema } from 'mongoose'
import type { OutgoingMessage } from '../channels/channel.js'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import { idsOf } from '../database/due.js'
import { createGroupedDocuments } from '../database/grouped.js'
import type { DeliveryRequest } from '../delivery/index.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'
import { type Chased, withoutSurplus } from './drafts.js'
import type { Finished } from './finished.js'
import { upcastSession } from './upcast.js'

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
  /** The dialogues that were completed last: their buttons may be pressed once more. */
  readonly finished?: readonly Finished[]
  /** The card whose buttons belong to the present question. */
  readonly openCard?: { readonly card: string; readonly step: string }
  /** The messages and pressed buttons of the last hours: what is delivered again changes nothing, what is pressed again says nothing. */
  readonly seen: readonly { readonly key: string; readonly at: Date }[]
  /** What the last of them were answered with in the HTTP answer; `takenAt` once a repeated delivery has fetched it. */
  readonly replies: readonly { readonly key: string; readonly reply: OutgoingMessage; readonly takenAt?: Date }[]
  /** Counts repeated deliveries: a write that changes nothing would prove nothing. */
  readonly repeats?: number
  /** Said in this turn and not yet handed to delivery. */
  readonly outbox: readonly DeliveryRequest[]
  readonly outboxSince?: Date
  /** The limit of the channel keeps what was handed to delivery about until then. */
  readonly heldUntil?: Date
  readonly activeAt: Date
  /** Until when the wish to be told of things here stands against what is said elsewhere. */
  readonly turnedToAt?: Date
  /** When a silent person is to be reminded; absent when there is nothing to be reminded of. */
  readonly nudgeAt?: Date
  /** When something is to be done about a complaint in it that is not finished; worked out at each write, so that it is found by index. */
  readonly chaseAt?: Date
  /** What has been done about them. */
  readonly chased?: readonly Chased[]
}

export type LastOf = Pick<Conversation, 'activeAt' | 'turnedToAt'>

/** Silence after which a person is reminded (T9). */
export const NUDGE_AFTER_MS = 30 * 60_000

/** As it may stand in the database: documents written before 0.2 hold keys without their times. */
interface Kept extends Conversation {
  readonly keys?: readonly string[]
}

const schema = new Schema<Kept>(
  {
    _id: String,
    version: Number,
    language: String,
    session: {},
    suspended: [{}],
    drafts: [{}],
    finished: [{}],
    openCard: {},
    seen: [{}],
    repeats: Number,
    replies: [{}],
    outbox: [{}],
    outboxSince: Date,
    heldUntil: Date,
    activeAt: Date,
    turnedToAt: Date,
    nudgeAt: Date,
    chaseAt: Date,
    chased: [{}],
  },
  { versionKey: false, minimize: false },
)
schema.index({ outboxSince: 1 }, { sparse: true })
schema.index({ nudgeAt: 1 }, { sparse: true })
schema.index({ chaseAt: 1 }, { sparse: true })
schema.index({ 'session.revision': 1 }, { sparse: true })
schema.index({ 'suspended.revision': 1 }, { sparse: true })
schema.index({ 'drafts.revision': 1 }, { sparse: true })
schema.index({ 'drafts.facts.startedAt': 1 }, { sparse: true })

/** Where a talk names the revisions that its dialogues are on. */
const REVISIONS = ['session.revision', 'suspended.revision', 'drafts.revision'] as const

export type ConversationStore = ReturnType<typeof createConversationStore>

/** @param chasesOf when a talk is to be looked at because of a dialogue in it that is not finished, and which; that one is not forgotten until then */
export function createConversationStore(
  connection: Connection,
  now: () => Date,
  chasesOf: (talk: Conversation) => readonly { readonly session: Session; readonly at: Date }[] = () => [],
) {
  const model = modelOf<Kept>(connection, 'conversation', schema)
  const collection = collectionOf<Kept>(model)
  const documents = createGroupedDocuments<Kept>(collection)

  return {
    async read(contactId: string): Promise<Conversation> {
      const found = await documents.read(contactId)
      return found ? upcast(found) : emptyConversation(contactId, now())
    },

    /** One compare-and-set write. @throws SessionConflictError when somebody saved first */
    async commit(before: Conversation, after: Conversation): Promise<void> {
      const chases = chasesOf(after)
      const drafts = withoutSurplus(after.drafts, (draft) => chases.some(({ session }) => session === draft))
      const chaseAt = chases.length > 0 ? new Date(Math.min(...chases.map(({ at }) => at.getTime()))) : undefined
      const next = { ...after, version: before.version + 1, drafts, chaseAt }
      if (!(await documents.replace(before, next))) throw new SessionConflictError(before._id)
    },

    /**
     * A write behind the one that remembered this message: what is acknowledged with our write concern cannot be rolled back, nor what came
     * before it. A plain read proves nothing, as it may show what a majority does not have yet.
     * @throws SessionConflictError when the message is remembered no more
     */
    async confirm(contactId: string, key: string, at: Date): Promise<void> {
      const { matchedCount } = await collection.updateOne(
        { _id: contactId, $or: [{ 'seen.key': key }, { keys: key }] },
        { $inc: { repeats: 1 }, $set: { 'replies.$[reply].takenAt': at } },
        { arrayFilters: [{ 'reply.key': key }] },
      )
      if (matchedCount === 0) throw new SessionConflictError(contactId)
    },

    /** A reply that came too late for its HTTP answer goes into the outbox. @returns false when a repeated delivery has fetched it */
    async redirectReply(contactId: string, key: string, request: DeliveryRequest, at: Date): Promise<boolean> {
      const { matchedCount } = await collection.updateOne(
        { _id: contactId, replies: { $elemMatch: { key, takenAt: { $exists: false } } } },
        { $pull: { replies: { key } }, $push: { outbox: request }, $min: { outboxSince: at }, $inc: { version: 1 } },
      )
      return matchedCount === 1
    },

    /** Forgets what delivery has taken over, whatever was said since. */
    async clearOutboxes(done: readonly { id: string; requests: readonly string[] }[]): Promise<void> {
      const operations = done.map(({ id, requests }) => ({
        updateOne: { filter: { _id: id }, update: withoutRequests(requests) },
      }))
      if (operations.length > 0) await collection.bulkWrite(operations, { ordered: false })
    },

    /** A turn that is under way may undo this: it then sees from the outbox that something waits, and what it says itself is noted after it. */
    async noteHeld(contactId: string, until: Date): Promise<void> {
      await collection.updateOne({ _id: contactId }, { $max: { heldUntil: until } })
    },

    /** They have said something that is not for us. */
    async noteActive(contactId: string, at: Date): Promise<void> {
      await collection.updateOne({ _id: contactId }, { $max: { activeAt: at } })
    },

    /** Ids, the longest due first. */
    withOutboxSince: (before: Date) => idsDue('outboxSince', before),
    dueForNudge: () => idsDue('nudgeAt', now()),
    dueForChase: () => idsDue('chaseAt', now()),
    languageOf: async (contactId: string): Promise<string | undefined> =>
      (await collection.findOne({ _id: contactId }, { projection: { language: 1 } }))?.language,
    /** When somebody last said something by each of these contacts, or wished to be told of things there; those who never did are absent. */
    async lastOf(contactIds: readonly string[]): Promise<ReadonlyMap<string, LastOf>> {
      const found = await model.find({ _id: { $in: contactIds } }, { activeAt: 1, turnedToAt: 1 }).lean<(LastOf & { _id: string })[]>()
      return new Map(found.map(({ _id, ...last }) => [_id, last]))
    },
    /** Revisions of running, waiting and kept dialogues. */
    async revisionsInUse(): Promise<string[]> {
      const found = await Promise.all(REVISIONS.map((field) => model.distinct(field, { [field]: { $type: 'string' } })))
      return [...new Set(found.flat().map(String))]
    },
    inRevision: (revision: string) => idsOf(model.find({ $or: REVISIONS.map((field) => ({ [field]: revision })) }, { _id: 1 }).lean()),
    /** Drafts begun before that time are forgotten (Q13). */
    async purgeDrafts(begunBefore: Date): Promise<number> {
      const old = { facts: { $exists: true }, 'facts.startedAt': { $lt: begunBefore.toISOString() } }
      const { modifiedCount } = await collection.updateMany(
        { 'drafts.facts.startedAt': { $lt: begunBefore.toISOString() } },
        {
          $pull: { drafts: old },
          $inc: { version: 1 },
        },
      )
      return modifiedCount
    },
    /** Talks in which nobody has said anything since then; nothing may be left to say either. */
    async purgeInactive(since: Date): Promise<number> {
      return (await collection.deleteMany({ activeAt: { $lt: since }, outboxSince: { $not: { $type: 'date' } } })).deletedCount
    },
    /** Whether one of these has said something since then, is to hear something, or has not finished telling of a complaint, or a colleague for them. */
    async isBusy(contactIds: readonly string[], since: Date): Promise<boolean> {
      const reasons = [
        { activeAt: { $gt: since } },
        { outboxSince: { $exists: true } },
        { chaseAt: { $type: 'date' as const } },
        { 'drafts.takenBy': { $exists: true } },
      ]
      return (await collection.findOne({ _id: { $in: [...contactIds] }, $or: reasons }, { projection: { _id: 1 } })) !== null
    },
    /** Whatever was talked about with a contact. A turn that is under way loses, and runs again on nothing; the empty talk goes with those that nobody uses. */
    async forget(contactId: string): Promise<void> {
      for (;;) {
        const before = await documents.read(contactId)
        if (!before) return
        const empty = { ...emptyConversation(contactId, NEVER), version: before.version + 1 }
        if (await documents.replace(before, empty)) return
      }
    },
  }

  function idsDue(field: 'outboxSince' | 'nudgeAt' | 'chaseAt', until: Date): AsyncIterable<string> {
    return idsOf(
      model
        .find({ [field]: { $lte: until } }, { _id: 1 })
        .sort({ [field]: 1 })
        .lean(),
    )
  }
}

function upcast({ keys = [], session, ...conversation }: Kept): Conversation {
  return {
    ...conversation,
    ...(session && { session: upcastSession(session) }),
    suspended: conversation.suspended.map(upcastSession),
    drafts: conversation.drafts.map(upcastSession),
    seen: conversation.seen ?? keys.map((key) => ({ key, at: conversation.activeAt })),
  }
}

function withoutRequests(requests: readonly string[]) {
  const rest = { $filter: { input: '$outbox', cond: { $not: [{ $in: ['$$this.id', { $literal: requests }] }] } } }
  return [{ $set: { outbox: rest } }, { $set: { outboxSince: { $cond: [{ $eq: ['$outbox', []] }, '$$REMOVE', '$outboxSince'] } } }]
}

const NEVER = new Date(0)

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
