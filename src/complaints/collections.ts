/** Complaints as the database keeps them. */
import { Schema } from 'mongoose'
import { type CaseIndex, casesOf } from '../cases/collection.js'
import { refusalModel } from '../cases/refusals.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { Complaint } from './model.js'

const INDEXES: readonly CaseIndex[] = [
  { fields: { followUpDueAt: 1 }, isSparse: true }, // what the customer still owes us
  { fields: { 'report.recipients.id': 1, registeredAt: -1 } }, // what was reported to somebody
  { fields: { matchKeys: 1 } }, // duplicates
  { fields: { 'callbacks.at': -1 } }, // how satisfied they were, in a time
  { fields: { major: 1 }, isSparse: true },
  { fields: { laneKey: 1, registeredAt: -1 }, isSparse: true }, // what has something in common
  { fields: { batchKey: 1, registeredAt: -1 }, isSparse: true },
  { fields: { kind: 1, plant: 1, registeredAt: -1 } },
]

interface Counter {
  readonly _id: string
  readonly value: number
}
const counterSchema = new Schema<Counter>({ _id: String, value: Number }, { versionKey: false })

export function complaintModels(connection: Connection) {
  return {
    complaints: casesOf<Complaint>(connection, { kind: 'complaint' }, INDEXES),
    counters: modelOf<Counter>(connection, 'counter', counterSchema),
    refusals: refusalModel(connection),
  }
}
