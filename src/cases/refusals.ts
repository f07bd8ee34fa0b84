import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { By } from './case.js'

/** A refused try (domain.md 8); allowed ones are events of the record. */
export interface Refused {
  readonly at: Date
  readonly by: By
  readonly action: string
  readonly reference: string
  readonly channel: string
  /** Why it was refused: a locale key. */
  readonly reason?: string
}
const schema = new Schema<Refused>(
  { at: Date, by: Schema.Types.Mixed, action: String, reference: String, channel: String, reason: String },
  { versionKey: false },
)
schema.index({ at: -1 })
schema.index({ reference: 1, at: 1 })
schema.index({ 'by.id': 1 }) // what whoever is erased has tried

export const refusalModel = (connection: Connection) => modelOf<Refused>(connection, 'refusal', schema)
