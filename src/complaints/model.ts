import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import { keyOf } from '../dialogue/normalise.js'
import type { FileRef, Value, Values } from '../dialogue/session.js'
import type { Kind } from '../staff/organisation.js'
import type { Role } from '../staff/person.js'

/** domain.md 2.1 */
const STATES = [
  'DRAFT',
  'REGISTERED',
  'REPORTED',
  'INVESTIGATING',
  'FACTS_PENDING',
  'NOT_OURS',
  'PLANNING',
  'PLAN_OFFERED',
  'EXECUTING',
  'FILING',
  'CALLBACK',
  'CLOSED',
  'WITHDRAWN',
  'MERGED',
] as const
export type State = (typeof STATES)[number]

export interface By {
  readonly id: string
  readonly name: string
}

/** Something that happened to a complaint; never changed afterwards. */
export interface ComplaintEvent {
  readonly id: string
  readonly type: 'received' | 'registered' | 'reported' | 'confirmed' | 'supplemented'
  readonly at: Date
  readonly by?: By
  readonly channel?: string
  readonly data?: Values
}

/** F2.B01–B04 for one person. */
export interface Recipient {
  readonly id: string
  readonly name: string
  readonly role: Extract<Role, 'MKT_HEAD' | 'QC_HEAD' | 'DEPT'>
  readonly department?: string
  readonly deliveredAt?: Date
  readonly confirmedAt?: Date
}

/** 客户暂无法提供: what is still to be asked for (domain.md 4.1). */
export interface FollowUp {
  readonly field: string
  readonly dueAt: Date
  readonly doneAt?: Date
}

/** Form 2 (domain.md 3.2), as far as registration and report go. Field names are those of the form. */
export interface Complaint {
  /** `TS-yyyyMMdd-nnn` */
  readonly _id: string
  /** Session, step and turn that filed it: filing twice files once. */
  readonly operationKey: string
  readonly version: number
  readonly state: State
  readonly round: number
  readonly kind: Kind
  readonly subKind?: string
  readonly receivedAt: Date
  readonly registeredAt: Date
  readonly registeredBy: By
  /** F2.A05: how the customer said it. */
  readonly source: string
  readonly channel: string
  readonly customer: { readonly id: string; readonly name: string; readonly isIncomplete: boolean }
  readonly complainant?: string
  readonly phone?: string
  readonly plant?: string
  readonly product?: string
  readonly packing?: string
  readonly description: string
  readonly demand: readonly string[]
  readonly severity: string
  /** Everything else that was answered, by field name. */
  readonly details: Values
  /** What was worked out from it. */
  readonly kindData: Values
  readonly attachments: readonly FileRef[]
  readonly followUps: readonly FollowUp[]
  readonly report: {
    readonly method: string
    readonly reportedAt?: Date
    readonly recipients: readonly Recipient[]
    readonly sameDayOk?: boolean
    readonly lateReason?: string
  }
  readonly events: readonly ComplaintEvent[]
  /** Events that somebody must still hear of. */
  readonly notices: readonly string[]
  readonly noticeDueAt?: Date
  readonly followUpDueAt?: Date
  /** Customer, kind, and delivery note or batch: who else complained about the same. */
  readonly matchKeys: readonly string[]
  readonly isOpen: boolean
  /** The dialogue and its revision that produced the record. */
  readonly flowRevision?: string
  readonly ruleSet: string
}

/** Answers of the complaint dialogue that have a field of the same name in the record. */
export const FORM_FIELDS = [
  'kind',
  'subKind',
  'customer',
  'complainant',
  'phone',
  'plant',
  'product',
  'packing',
  'description',
  'demand',
  'severity',
  'source',
] as const satisfies readonly (keyof Complaint)[]

const mixed = Schema.Types.Mixed
const schema = new Schema<Complaint>(
  {
    _id: String,
    operationKey: { type: String, unique: true },
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
    isOpen: Boolean,
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

interface Counter {
  readonly _id: string
  readonly value: number
}
const counterSchema = new Schema<Counter>({ _id: String, value: Number }, { versionKey: false })

/** A refused try (domain.md 8); allowed ones are events of the record. */
export interface Refusal {
  readonly at: Date
  readonly by: By
  readonly action: string
  readonly reference: string
  readonly channel: string
}
const refusalSchema = new Schema<Refusal>(
  { at: Date, by: mixed, action: String, reference: String, channel: String },
  { versionKey: false },
)
refusalSchema.index({ at: -1 })

export function complaintModels(connection: Connection) {
  return {
    complaints: modelOf<Complaint>(connection, 'complaint', schema),
    counters: modelOf<Counter>(connection, 'counter', counterSchema),
    refusals: modelOf<Refusal>(connection, 'refusal', refusalSchema),
  }
}

/** Numbers are compared ignoring case, blanks and hyphens (domain.md 3.4). */
export function matchKeysOf(customerId: string, kind: string, { deliveryNo, batchNo }: { deliveryNo?: Value; batchNo?: Value }): string[] {
  const numbers = [
    ['d', deliveryNo],
    ['b', batchNo],
  ] as const
  return numbers.flatMap(([prefix, number]) => (typeof number === 'string' ? [`${customerId}|${kind}|${prefix}${keyOf(number)}`] : []))
}
