/** A complaint: what every case has, its own fields, and its events by their names. */
import type { CaseRecord } from '../cases/case.js'
import type { EventOf } from '../cases/case-type.js'
import type { Value } from '../dialogue/session.js'
import { keyOf } from '../reading/normalise.js'
import type { EVENTS } from './events.js'
import type { Fields, State } from './fields.js'

export type ComplaintEvent = EventOf<typeof EVENTS, State, Complaint>

/** Its departments are first those of the kind, then those that answer for the cause (F2.E05). */
export interface Complaint extends Omit<CaseRecord, keyof Fields | 'events'>, Fields {
  /** The session that it was told in: filing twice, or at 21:00 and by its person, files once. */
  readonly operationKey: string
  readonly notices: readonly string[]
  readonly events: readonly ComplaintEvent[]
}
export type FollowUp = Complaint['followUps'][number]

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

/** Numbers are compared ignoring case, blanks and hyphens (domain.md 3.4); each note and each batch for itself. */
export function matchKeysOf(customerId: string, kind: string, { deliveryNo, batchNo }: { deliveryNo?: Value; batchNo?: Value }): string[] {
  const numbers = [
    ['d', deliveryNo],
    ['b', batchNo],
  ] as const
  return numbers.flatMap(([prefix, number]) => numbersIn(number).map((one) => `${customerId}|${kind}|${prefix}${keyOf(one)}`))
}

/** Of one note, batch or truck, or of several. */
export const numbersIn = (value: Value | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')

/** One where there is one, as it was always kept, else all. */
export function batchKeyOf(batchNo: Value | undefined): Complaint['batchKey'] {
  const keys = numbersIn(batchNo).map(keyOf)
  return keys.length > 1 ? keys : keys[0]
}

/** The batches of a complaint in comparable form. */
export const batchKeysOf = ({ batchKey }: Pick<Complaint, 'batchKey'>): string[] => [batchKey ?? []].flat()
