/** What customer service may mend in part A, and what becomes of the record; the old value stays with the event (R3.2). Pure. */
import type { Value, Values } from '../dialogue/session.js'
import { isUnfinished } from './completeness.js'
import type { Recipient } from './events.js'
import { openFields } from './follow-ups.js'
import { batchKeyOf, type Complaint, matchKeysOf } from './model.js'
import { textOr } from './part-a.js'
import { siteOf } from './planned-visit.js'
import { withRecipients } from './recipients.js'
import { sameDayOutcome } from './same-day.js'

/** What may be chosen, each with the fields of the form that its questions answer. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  CONTACT: ['complainant', 'complainantTitle', 'phone'],
  DESCRIPTION: ['description'],
  DELIVERY_NO: ['deliveryNo'],
  BATCH_NO: ['batchNo'],
  TRUCK_NO: ['truckNo'],
  SITE: ['siteAddress', 'projectName'],
  SEVERITY: ['severity'],
  AMOUNTS: ['deliveredQty', 'affectedQty', 'usedQty', 'remainingQty'],
  DEMAND: ['demand'],
  CUSTOMER: ['customer'],
  KIND: ['kind', 'subKind'],
  PRODUCT: ['product'],
  PACKING: ['packing'],
  DATES: ['packedOn', 'shippedAt', 'arrivedAt'],
  COUNTS: ['notedBags', 'countedBags', 'totalBags', 'brokenBags'],
  COUNTED_BY: ['countedBy'],
  WEIGHTS: ['weights', 'weighedAs', 'tareKg'],
  BULK: ['ourGross', 'ourTare', 'ourNet', 'theirGross', 'theirTare', 'theirNet'],
  SCALE: ['contractPermille', 'scaleOwner', 'scaleValidTo'],
  USE_DETAILS: ['ageDays', 'tempC', 'mix', 'testReport'],
  STAGE: ['stage'],
  STORAGE: ['storage'],
  USE_PART: ['usePart'],
  STOP_USE: ['stopUse'],
  TRANSPORT: ['transportBy', 'carrier', 'driver'],
  SOURCE: ['source'],
  RECEIVED_AT: ['receivedAt'],
}
/** With a place of their own in the record; the others stand among its details. */
const OWN = [
  'complainant',
  'phone',
  'description',
  'severity',
  'demand',
  'customer',
  'kind',
  'subKind',
  'product',
  'packing',
  'source',
] as const
const isOwn = (field: string): field is (typeof OWN)[number] => OWN.some((own) => own === field)

/** The fields that are corrected now: those that were answered. */
const namesIn = (data: Values): readonly string[] =>
  (FIELDS[String(data.field)] ?? []).filter((name) => data[name] !== undefined && data[name] !== null)

const valuesOf = (data: Values): Values => Object.fromEntries(namesIn(data).map((name) => [name, data[name]]))

/** What stood there and what stands there now; and what need not be asked for any more. */
export function correctionOf(record: Complaint, data: Values): { before?: Values; after: Values; given: string[] } {
  const names = namesIn(data)
  const before = names
    .map((name): [string, Value | undefined] => [name, valueIn(record, name)])
    .filter(([, value]) => value !== undefined && value !== '')
  return {
    ...(before.length > 0 && { before: Object.fromEntries(before) }),
    after: valuesOf(data),
    given: openFields(record).filter((field) => names.includes(field)),
  }
}

function valueIn(record: Complaint, name: string): Value | undefined {
  if (name === 'siteAddress') return siteOf(record)
  if (name === 'receivedAt') return record.receivedAt.toISOString()
  if (name === 'customer') return { id: record.customer.id, name: record.customer.name }
  const value = isOwn(name) ? record[name] : record.details[name]
  return typeof value === 'object' && Array.isArray(value) ? [...value] : (value as Value | undefined)
}

/** What an event of this kind holds beside what was answered. */
export interface Corrected {
  readonly kindData?: Values | undefined
  /** Whom it concerns by the other kind. */
  readonly departments?: readonly string[] | undefined
  readonly recipients?: readonly Recipient[] | undefined
}

export function correctionsIn(
  record: Complaint,
  at: Date,
  data: Values,
  { kindData, departments, recipients }: Corrected,
): Partial<Complaint> {
  const given = Object.entries(valuesOf(data))
  const own = Object.fromEntries(given.filter(([name]) => isOwn(name))) as Partial<Complaint>
  const others = Object.fromEntries(given.filter(([name]) => !isOwn(name) && name !== 'receivedAt'))
  const details = { ...without(record.details, outdatedBy(data)), ...others }
  const { customer = record.customer, kind = record.kind } = own
  const batchKey = batchKeyOf(details.batchNo)
  return {
    ...own,
    ...(own.kind && own.kind !== 'QUALITY' && { subKind: undefined }),
    details,
    ...(kindData && { kindData }),
    matchKeys: matchKeysOf(customer.id, kind, details),
    ...(batchKey && { batchKey }),
    ...heardAt(record, at, data),
    ...(departments && recipients && { departments, report: withRecipients(record.report, recipients) }),
    // the task to raise it, or to say why not
    ...(data.severity === 'SUSPECTED_MAJOR' && !record.major && { majorAsked: true }),
  }
}

/** What belonged to the answer that stood there before, and is not asked with this one. */
function outdatedBy({ transportBy, weights }: Values): string[] {
  return [...(transportBy !== undefined && transportBy !== null ? ['carrier', 'driver'] : []), ...(weights ? ['tareKg'] : [])]
}

const without = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)))

/** True where nothing of a registration that was cut short is missing any more. */
export const isWholeWith = (record: Complaint, changed: Partial<Complaint>): boolean =>
  record.isIncomplete === true && !isUnfinished({ ...record, ...changed })

/** Whether it was reported the same day is measured from when the customer said it (R19.1.b). */
function heardAt({ report }: Complaint, at: Date, data: Values): Partial<Complaint> {
  const text = textOr(data.receivedAt)
  if (text === undefined) return {}
  const receivedAt = new Date(text)
  const sameDayOk = report.reportedAt && sameDayOutcome(report.recipients, receivedAt, at)
  const isLate = sameDayOk === false && report.lateReason === undefined
  return {
    receivedAt,
    report: { ...report, ...(sameDayOk !== undefined && { sameDayOk }), ...(isLate && { lateReason: String(data.reason) }) },
  }
}
