/** Complaints as the database keeps them. */
import { Schema } from 'mongoose'
import { refusalModel } from '../cases/refusals.js'
import { type Connection, modelOf } from '../database/connect.js'
import { type Complaint, STATES } from './model.js'

const mixed = Schema.Types.Mixed
const schema = new Schema<Complaint>(
  {
    _id: String,
    operationKey: { type: String, unique: true },
    answersHash: String,
    version: Number,
    state: { type: String, enum: STATES },
    round: Number,
    kind: String,
    subKind: String,
    receivedAt: Date,
    registeredAt: Date,
    registeredBy: mixed,
    source: String,
    channel: String,
    customer: mixed,
    complainant: String,
    phone: String,
    plant: String,
    product: String,
    packing: String,
    description: String,
    demand: [String],
    severity: String,
    details: mixed,
    kindData: mixed,
    attachments: [mixed],
    followUps: [mixed],
    report: mixed,
    events: [mixed],
    notices: [String],
    noticeDueAt: Date,
    followUpDueAt: Date,
    matchKeys: [String],
    batchKey: String,
    isOpen: Boolean,
    isIncomplete: Boolean,
    departments: [String],
    liability: String,
    causeCode: String,
    overall: Number,
    callbackOutcome: String,
    major: String,
    majorClass: String,
    meeting: String,
    measures: [mixed],
    mergedInto: String,
    closedAt: Date,
    clocks: [mixed],
    waitingFor: [String],
    nextDueAt: Date,
    overdueAt: Date,
    callbacks: [mixed],
    laneKey: String,
    remindAt: Date,
    isProvisional: Boolean,
    flowRevision: String,
    ruleSet: String,
  },
  { versionKey: false, minimize: false },
)
schema.index({ noticeDueAt: 1 }, { sparse: true })
schema.index({ followUpDueAt: 1 }, { sparse: true })
schema.index({ 'registeredBy.id': 1, registeredAt: -1 })
schema.index({ 'customer.id': 1, registeredAt: -1 })
schema.index({ 'report.recipients.id': 1, registeredAt: -1 })
schema.index({ matchKeys: 1 })
schema.index({ waitingFor: 1, nextDueAt: 1 })
schema.index({ remindAt: 1 }, { sparse: true })
schema.index({ overdueAt: 1 }, { sparse: true })
schema.index({ 'callbacks.at': -1 })
schema.index({ major: 1 }, { sparse: true })
schema.index({ laneKey: 1, registeredAt: -1 }, { sparse: true })
schema.index({ isProvisional: 1 }, { sparse: true })
schema.index({ registeredAt: -1 })
schema.index({ kind: 1, plant: 1, registeredAt: -1 })
schema.index({ isOpen: 1, nextDueAt: 1 })
schema.index({ closedAt: -1 }, { sparse: true })
schema.index({ batchKey: 1, registeredAt: -1 }, { sparse: true })

interface Counter {
  readonly _id: string
  readonly value: number
}
const counterSchema = new Schema<Counter>({ _id: String, value: Number }, { versionKey: false })

export function complaintModels(connection: Connection) {
  return {
    complaints: modelOf<Complaint>(connection, 'complaint', schema),
    counters: modelOf<Counter>(connection, 'counter', counterSchema),
    refusals: refusalModel(connection),
  }
}
