import { Schema } from 'mongoose'
import type { AnswerPass, OutgoingMessage, SendProgress } from '../channels/channel.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { Lease } from '../database/lease.js'
import type { Topic } from './notice.js'

/** One message to one person on its way. */
export interface Delivery {
  readonly id: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
  /** Of the message that it answers. */
  readonly pass?: AnswerPass
  readonly queuedAt: Date
  /** Not to be tried before; later than `queuedAt` where it was wished so, or after a failure. */
  readonly notBefore: Date
  /** It was wished for this time, not for at once: until then it holds up none of the others. */
  readonly wishedFor?: Date
  /** Tries that failed. */
  readonly attempts: number
  /** True where the last one failed because of the platform, not of this message. */
  readonly isPlatformsFault?: boolean
  /**
   * Texts are merged only within one batch. It is set when the delivery is first handed to a sender and kept while an earlier try may have
   * arrived, so that a second try repeats exactly the same message and the platform can tell that it is the same.
   */
  readonly batch?: string
  /** What earlier tries have done already. */
  readonly progress?: SendProgress
}

/** How a delivery with a topic ended, kept until its domain has heard of it. */
export interface Report {
  readonly id: string
  readonly topic: Topic
  readonly outcome: 'sent' | 'dead' | 'closed'
  readonly at: Date
  readonly reason?: string
  /** What was to be said: of what did not arrive where the channel has a reply window. */
  readonly words?: string
  readonly notBefore: Date
  readonly attempts: number
}

/** Everything on its way to one person, so that order, lease and rate live in one document. */
export interface Mailbox {
  readonly _id: string
  readonly pending: readonly Delivery[]
  readonly reports: readonly Report[]
  /** Update codes of the last cards. */
  readonly cards: readonly CardCode[]
  /** When the messages of the running hour, or the last few before, went out; the platform drops or refuses what exceeds its limits. */
  readonly sent: readonly Date[]
  readonly lease?: Lease | null
  /** When there is something to do; absent when there is not. */
  readonly dueAt?: Date
  /** Nothing is sent before: a limit has been reached, or the platform did not answer. */
  readonly quietUntil?: Date
  /** Ids that the last write did not take because the box was full. */
  readonly refused?: readonly string[]
}

/** The part of a mailbox that only the database looks at. */
export interface StoredMailbox extends Mailbox {
  /** Deliveries that ended, so that asking again delivers nothing. */
  readonly finished: readonly Finished[]
}

export interface Finished extends Partial<SentAs> {
  readonly id: string
  readonly at: Date
  /** When the platform said that it has not arrived after all. */
  readonly failedAt?: Date
}

/** What is needed to know it again when the platform says later that it has not arrived. */
export interface SentAs {
  readonly traceId: string
  readonly topic?: Topic
  readonly words?: string
}

export interface CardCode {
  readonly card: string
  readonly code: string
}

/** Why a delivery cannot arrive: the platform says never; it did not work for a day; the box was full; the program failed. */
export const DEAD_KINDS = ['refused', 'expired', 'full', 'broken'] as const
export type DeadKind = (typeof DEAD_KINDS)[number]

/** A delivery that cannot arrive, kept for an administrator. */
export interface DeadLetter {
  readonly _id: string
  readonly to: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
  readonly kind?: DeadKind
  readonly reason: string
  readonly queuedAt: Date
  readonly deadAt: Date
}

/** What all replicas know of a channel: how many sends they took for themselves lately, and until when it must keep quiet. */
export interface ChannelLoad {
  readonly _id: string
  readonly grants: readonly { readonly at: Date; readonly n: number }[]
  /** How many sends the last request was given. */
  readonly granted: number
  readonly pausedUntil?: Date
  /** `yyyy-MM` in Shanghai, with how many were taken in it. */
  readonly month?: string
  readonly takenInMonth?: number
  /** Of what may be sent in the month: the largest amount of which it has been told that it is nearly used up. */
  readonly toldOf?: { readonly month: string; readonly amount: number }
}

const mailboxSchema = new Schema<StoredMailbox>(
  {
    _id: String,
    pending: [{}],
    reports: [{}],
    finished: [{}],
    cards: [{}],
    sent: [Date],
    lease: {},
    dueAt: Date,
    quietUntil: Date,
    refused: [String],
  },
  { versionKey: false },
)
mailboxSchema.index({ dueAt: 1 }, { sparse: true })

const deadLetterSchema = new Schema<DeadLetter>(
  { _id: String, to: String, message: {}, topic: {}, kind: String, reason: String, queuedAt: Date, deadAt: Date },
  { versionKey: false },
)
deadLetterSchema.index({ deadAt: -1 })
deadLetterSchema.index({ to: 1 }) // of whoever is erased

const channelLoadSchema = new Schema<ChannelLoad>(
  { _id: String, grants: [{}], granted: Number, pausedUntil: Date, month: String, takenInMonth: Number, toldOf: {} },
  { versionKey: false },
)

export type DeliveryModels = ReturnType<typeof deliveryModels>

/** The collections of delivery on this connection; what they need as indexes is built by `buildIndexes`. */
export function deliveryModels(connection: Connection) {
  return {
    mailboxes: modelOf<StoredMailbox>(connection, 'mailbox', mailboxSchema),
    deadLetters: modelOf<DeadLetter>(connection, 'deadLetter', deadLetterSchema),
    channelLoads: modelOf<ChannelLoad>(connection, 'channelLoad', channelLoadSchema),
  }
}
