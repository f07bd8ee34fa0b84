import { Schema } from 'mongoose'
import type { IncomingMessage } from '../channels/channel.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { Lease } from '../database/lease.js'

/** One turn; resolves once it is committed. */
export type Take = (message: IncomingMessage) => Promise<unknown>

/** Where all replicas are with one account. */
export interface Account {
  /** `<channel>:<account>` */
  readonly _id: string
  readonly cursor?: string
  /** Of the last notification. */
  readonly pass?: { readonly value: string; readonly at: Date }
  /** Counts notifications: one that comes while somebody fetches is not forgotten. */
  readonly wakes: number
  /** When there is something to fetch. */
  readonly dueAt?: Date
  readonly lookedAt?: Date
  /** In a row, of the platform's. */
  readonly failures?: number
  readonly lease?: Lease
}

const accountSchema = new Schema<Account>(
  { _id: String, cursor: String, pass: {}, wakes: Number, dueAt: Date, lookedAt: Date, failures: Number, lease: {} },
  { versionKey: false },
)
accountSchema.index({ dueAt: 1 }, { sparse: true })
export const accountModel = (connection: Connection) => modelOf<Account>(connection, 'pullAccount', accountSchema)

/** A message whose turn failed. The cursor is beyond it, so it is kept here. */
export interface AsideMessage {
  readonly _id: string
  readonly message: IncomingMessage
  readonly dueAt?: Date
  readonly lease?: Lease
}

const asideSchema = new Schema<AsideMessage>({ _id: String, message: {}, dueAt: Date, lease: {} }, { versionKey: false })
asideSchema.index({ dueAt: 1 }, { sparse: true })
export const asideModel = (connection: Connection) => modelOf<AsideMessage>(connection, 'asideMessage', asideSchema)

/** A connection to a platform that one process at a time has. */
export interface StreamState {
  /** `<channel>:<account>` */
  readonly _id: string
  /** Not opened before. */
  readonly dueAt: Date
  /** In a row. */
  readonly failures?: number
  readonly lease?: Lease
}

const streamSchema = new Schema<StreamState>({ _id: String, dueAt: Date, failures: Number, lease: {} }, { versionKey: false })
export const streamModel = (connection: Connection) => modelOf<StreamState>(connection, 'stream', streamSchema)

/** A message whose turn has not ended yet. */
export interface InboxMessage {
  readonly _id: string
  readonly stream: string
  readonly message: IncomingMessage
  readonly at: Date
  /** Among those of one time. */
  readonly order: number
}

const inboxSchema = new Schema<InboxMessage>({ _id: String, stream: String, message: {}, at: Date, order: Number }, { versionKey: false })
inboxSchema.index({ stream: 1, at: 1, order: 1 })
export const inboxModel = (connection: Connection) => modelOf<InboxMessage>(connection, 'inboxMessage', inboxSchema)
