import type { By, Clock as CaseClock } from '../cases/case.js'
import type { EventOf } from '../cases/case-type.js'
import type { FileRef, Value, Values } from '../dialogue/session.js'
import type { Kind } from '../people/organisation.js'
import { keyOf } from '../reading/normalise.js'
import type { EVENTS, Recipient } from './events.js'

/** domain.md 2.1 */
export const STATES = [
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
export const ENDED: readonly State[] = ['CLOSED', 'WITHDRAWN', 'MERGED']

export type ComplaintEvent = EventOf<typeof EVENTS, State, Complaint, Clock>

export type ClockId =
  | 'T1'
  | 'T2'
  | 'T2b'
  | 'T2c'
  | 'T3'
  | 'T3b'
  | 'T4'
  | 'T4b'
  | 'T5'
  | 'T5a'
  | 'T6a'
  | 'T6b'
  | 'T7'
  | 'TF'
  | 'TM1'
  | 'TM2'
  | 'TM3'

export type Clock = CaseClock<ClockId>

/** 客户暂无法提供: what is still to be asked for (domain.md 4.1). */
export interface FollowUp {
  readonly field: string
  readonly dueAt: Date
  readonly doneAt?: Date
  /** It was not given: the customer cannot. */
  readonly isUnavailable?: true
}

/** Form 2 (domain.md 3.2): part A and the report as fields, everything after as events. Field names are those of the form. */
export interface Complaint {
  /** `TS-yyyyMMdd-nnn` */
  readonly _id: string
  readonly caseKind: string
  /** The session that it was told in: filing twice, or at 21:00 and by its person, files once. */
  readonly operationKey: string
  /** Of the answers that it was made from, so that the same session can correct it and repeat itself. */
  readonly answersHash?: string
  /** The number of its events. */
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
  /** The batch number in comparable form: who else got the same. */
  readonly batchKey?: string
  readonly isOpen: boolean
  /** Registered with what was known by 21:00 (transition 3). */
  readonly isIncomplete?: boolean
  /** 责任部门 by id: first those of the kind, then those that answer for the cause (F2.E05). */
  readonly departments: readonly string[]
  readonly liability?: 'OURS' | 'NOT_OURS' | 'SHARED'
  readonly causeCode?: string
  /** Of the last callback (F3.16). */
  readonly overall?: number
  readonly callbackOutcome?: 'answered' | 'unreachable'
  readonly major?: 'SUSPECTED' | 'CLASSIFIED' | 'OPINION_GIVEN' | 'GM_HANDLING' | 'DONE' | 'LOWERED'
  readonly majorClass?: string
  /** An improvement meeting has been proposed because of it, and has not ended. */
  readonly isMeetingOpen?: boolean | undefined
  readonly mergedInto?: string
  readonly closedAt?: Date
  readonly clocks: readonly Clock[]
  /** Whom it waits for, as `QC@weinan`, `DEPT@weinan-packing` or the id of a contact; for the task list. */
  readonly waitingFor: readonly string[]
  /** The nearest end of a running clock. */
  readonly nextDueAt?: Date
  /** A due date of it may move when next year's holidays are published. */
  readonly isProvisional?: boolean
  /** From when on it is late: the nearest legal end of a running clock. */
  readonly overdueAt?: Date
  /** Every callback that was answered, of all rounds. */
  readonly callbacks: readonly { readonly at: Date; readonly round: number; readonly overall: number }[]
  /** Plant and loading lane, once the desk check has named it. */
  readonly laneKey?: string
  /** When the next reminder is to be made. */
  readonly remindAt?: Date
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

/** Numbers are compared ignoring case, blanks and hyphens (domain.md 3.4). */
export function matchKeysOf(customerId: string, kind: string, { deliveryNo, batchNo }: { deliveryNo?: Value; batchNo?: Value }): string[] {
  const numbers = [
    ['d', deliveryNo],
    ['b', batchNo],
  ] as const
  return numbers.flatMap(([prefix, number]) => (typeof number === 'string' ? [`${customerId}|${kind}|${prefix}${keyOf(number)}`] : []))
}
