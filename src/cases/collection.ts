/** All cases of all kinds, in one collection: the kernel finds what is due and what somebody has to do with one query each. */
import { Schema } from 'mongoose'
import { type Connection, type Model, modelOf } from '../database/connect.js'
import type { CaseRecord } from './case.js'
import type { CaseType } from './case-type.js'
import { upcast } from './upcast.js'

/** What is not named here belongs to a kind and is kept as its declaration says. */
const schema = new Schema<CaseRecord>(
  {
    _id: String,
    operationKey: { type: String, unique: true },
    version: Number,
    state: String,
    isOpen: Boolean,
    noticeDueAt: Date,
    remindAt: Date,
    nextDueAt: Date,
    overdueAt: Date,
    registeredAt: Date,
    closedAt: Date,
    isProvisional: Boolean,
    waitingFor: [String],
    turnOf: { type: [String], default: undefined },
  },
  { collection: 'cases', discriminatorKey: 'caseKind', strict: false, versionKey: false, minimize: false },
)
schema.index({ noticeDueAt: 1 }, { sparse: true }) // what must still be told
schema.index({ remindAt: 1 }, { sparse: true }) // reminders that are due
schema.index({ isProvisional: 1 }, { sparse: true }) // dates to work out anew
schema.index({ waitingFor: 1, nextDueAt: 1 }) // 我的任务
schema.index({ 'registeredBy.id': 1, registeredAt: -1 }) // what somebody has registered
schema.index({ 'assignee.id': 1, registeredAt: -1 }, { sparse: true }) // what somebody is named to do
schema.index({ 'copies.open.id': 1 }, { sparse: true }) // what somebody was asked
schema.index({ 'customer.id': 1, registeredAt: -1 }) // of a customer
schema.index({ caseKind: 1, registeredAt: -1 }) // of a time
schema.index({ caseKind: 1, isOpen: 1, nextDueAt: 1 }) // open, the most pressing first
schema.index({ overdueAt: 1 }, { sparse: true }) // late
schema.index({ closedAt: -1 }, { sparse: true }) // how they went; what has been kept long enough
schema.index({ parent: 1 }, { sparse: true }) // what belongs to another case

/** The cases of every kind. */
export const allCases = (connection: Connection): Model<CaseRecord> => modelOf<CaseRecord>(connection, 'case', schema)

/** The cases of one kind: each query on it asks for these only. @param indexes those of its own fields */
export function casesOf<R extends CaseRecord>(
  connection: Connection,
  type: Pick<CaseType, 'kind' | 'upcasts'>,
  own: readonly CaseIndex[] = [],
): Model<R> {
  const all = allCases(connection)
  const model = connection.models[type.kind] ?? all.discriminator(type.kind, ownSchema(type, own))
  return model as unknown as Model<R>
}

/** Fields of a kind by which its cases are looked for. */
export interface CaseIndex {
  readonly fields: Readonly<Record<string, 1 | -1>>
  readonly isSparse?: true
}

function ownSchema(type: Pick<CaseType, 'kind' | 'upcasts'>, own: readonly CaseIndex[]): Schema {
  const schemaOfKind = new Schema({}, { strict: false, versionKey: false, minimize: false })
  // a cursor does not ask for the kind by itself
  schemaOfKind.pre('find', function () {
    this.where({ caseKind: type.kind })
  })
  // whoever reads one reads it as this version writes it
  schemaOfKind.post(['find', 'findOne'], (found: CaseRecord | CaseRecord[] | null) => {
    for (const record of found ? [found].flat() : []) Object.assign(record, upcast(type, record))
  })
  for (const { fields, isSparse } of own) schemaOfKind.index({ ...fields }, isSparse && { sparse: true })
  return schemaOfKind
}
