import { Schema } from 'mongoose'
import type { OutgoingMessage } from '../channels/channel.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { Topic } from './notice.js'

/** One message to one person on its way. */
export interface Delivery {
  readonly id: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
  readonly queuedAt: Date
  /** Not to be tried before; later than `queuedAt` after a failure. */
  readonly notBefore: Date
  readonly attempts: number
}

/** Everything on its way to one person, so that order, lease and rate live in one document. */
export interface Mailbox {
  readonly _id: string
  readonly pending: readonly Delivery[]
  /** Ids of the last deliveries that ended, so that asking again delivers nothing. */
  readonly finished: readonly string[]
  /** Update codes of the last cards. */
  readonly cards: readonly { readonly card: string; readonly code: string }[]
  /** When the last messages of the running hour went out; the platform silently drops what exceeds its limits. */
  readonly sent: readonly Date[]
  readonly lease?: { readonly by: string; readonly until: Date } | null
  /** When the first of `pending` may be tried; absent when there is none. */
  readonly dueAt?: Date
}

/** A delivery that cannot arrive, kept for an administrator. */
export interface DeadLetter {
  readonly _id: string
  readonly to: string
  readonly message: OutgoingMessage
  readonly topic?: Topic
  readonly reason: string
  readonly queuedAt: Date
  readonly deadAt: Date
}

/** What all replicas know of a channel: its sends of the running minute, and until when it must keep quiet. */
export interface ChannelLoad {
  readonly _id: string
  readonly minute: number
  readonly count: number
  readonly pausedUntil?: Date
}

const mailboxSchema = new Schema<Mailbox>(
  { _id: String, pending: [{}], finished: [String], cards: [{}], sent: [Date], lease: {}, dueAt: Date },
  { versionKey: false },
)
mailboxSchema.index({ dueAt: 1 }, { sparse: true })

const deadLetterSchema = new Schema<DeadLetter>(
  { _id: String, to: String, message: {}, topic: {}, reason: String, queuedAt: Date, deadAt: Date },
  { versionKey: false },
)
deadLetterSchema.index({ deadAt: -1 })

const channelLoadSchema = new Schema<ChannelLoad>({ _id: String, minute: Number, count: Number, pausedUntil: Date }, { versionKey: false })

export type DeliveryModels = ReturnType<typeof deliveryModels>

export function deliveryModels(connection: Connection) {
  return {
    mailboxes: modelOf<Mailbox>(connection, 'mailbox', mailboxSchema),
    deadLetters: modelOf<DeadLetter>(connection, 'deadLetter', deadLetterSchema),
    channelLoads: modelOf<ChannelLoad>(connection, 'channelLoad', channelLoadSchema),
  }
}
