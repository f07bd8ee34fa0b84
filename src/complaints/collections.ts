/** Complaints as the database keeps them. */
import type { CaseRecord } from '../cases/case.js'
import { type CaseIndex, casesOf } from '../cases/collection.js'
import { refusalModel } from '../cases/refusals.js'
import type { Connection } from '../database/connect.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'

const INDEXES: readonly CaseIndex[] = [
  { fields: { followUpDueAt: 1 }, isSparse: true }, // what the customer still owes us
  { fields: { 'report.recipients.id': 1, registeredAt: -1 } }, // what was reported to somebody
  { fields: { matchKeys: 1 } }, // duplicates
  { fields: { search: 1, registeredAt: -1 } }, // what somebody looks for
  { fields: { searchPhones: 1 } },
  { fields: { searchInside: 1 }, isSparse: true },
  { fields: { 'callbacks.at': -1 } }, // how satisfied they were, in a time
  { fields: { major: 1 }, isSparse: true },
  { fields: { laneKey: 1, registeredAt: -1 }, isSparse: true }, // what has something in common
  { fields: { batchKey: 1, registeredAt: -1 }, isSparse: true },
  { fields: { meeting: 1 }, isSparse: true }, // what an earlier version kept of meetings in the complaint itself
  { fields: { kind: 1, plant: 1, registeredAt: -1 } },
]

export function complaintModels(connection: Connection) {
  return {
    complaints: casesOf<Complaint>(connection, complaintEngine.kind, INDEXES),
    /** The same, as the kernel reads them. */
    cases: casesOf<CaseRecord>(connection, complaintEngine.kind, INDEXES),
    refusals: refusalModel(connection),
  }
}
