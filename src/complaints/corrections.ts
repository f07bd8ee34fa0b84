/** What customer service may mend in part A, and what becomes of the record; the old value stays with the event (R3.2). Pure. */
import type { Value, Values } from '../dialogue/session.js'
import { isObject } from '../dialogue/session.js'
import { openFields } from './follow-ups.js'
import { batchKeyOf, type Complaint, matchKeysOf, numbersIn } from './model.js'
import { textOr } from './part-a.js'
import { siteOf } from './planned-visit.js'

/** In the order in which they are offered; each is a question of the dialogue, whose answers have the names of the form. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  CONTACT: ['complainant', 'phone'],
  DESCRIPTION: ['description'],
  DELIVERY_NO: ['deliveryNo'],
  BATCH_NO: ['batchNo'],
  TRUCK_NO: ['truckNo'],
  SITE: ['siteAddress'],
  SEVERITY: ['severity'],
}
const OWN = ['complainant', 'phone', 'description', 'severity'] as const
type Own = (typeof OWN)[number]
const isOwn = (field: string): field is Own => OWN.some((own) => own === field)

const namesIn = (data: Values): readonly string[] => FIELDS[String(data.field)] ?? []

/** What stood there and what stands there now, as it is read; and what need not be asked for any more. */
export function correctionOf(record: Complaint, data: Values): { before: string; after: string; given: string[] } {
  const names = namesIn(data)
  const before = names.map((name) => shown(isOwn(name) ? record[name] : name === 'siteAddress' ? siteOf(record) : record.details[name]))
  return {
    before: before.filter(Boolean).join(' '),
    after: names
      .map((name) => shown(data[name]))
      .filter(Boolean)
      .join(' '),
    given: openFields(record).filter((field) => names.includes(field)),
  }
}

export function correctionsIn(record: Complaint, data: Values): Partial<Complaint> {
  const given = namesIn(data).flatMap((name) => (data[name] === undefined || data[name] === null ? [] : [[name, data[name]] as const]))
  const own = given.flatMap(([name, value]) => (isOwn(name) && textOr(value) ? [[name, value] as const] : []))
  const details = { ...record.details, ...Object.fromEntries(given.filter(([name]) => !isOwn(name))) }
  const batchKey = batchKeyOf(details.batchNo)
  return {
    ...Object.fromEntries(own),
    details,
    matchKeys: matchKeysOf(record.customer.id, record.kind, details),
    ...(batchKey && { batchKey }),
    // the task to raise it, or to say why not
    ...(data.severity === 'SUSPECTED_MAJOR' && !record.major && { majorAsked: true }),
  }
}

const shown = (value: Value | undefined): string => (isObject(value) ? String(value.label ?? '') : numbersIn(value).join('、'))
