/** What every case has: a number, a state, events that made it what it is, clocks that run, people it waits for. */
import type { Role } from '../people/person.js'

/** In what capacity somebody acts; READER may read all of the record, SYSTEM is this program, ANYONE whoever may know of it. */
export type Actor = Role | 'REGISTRAR' | 'ASSIGNEE' | 'COPIED' | 'READER' | 'CUSTOMER' | 'SYSTEM' | 'ANYONE'

/**
 * Whom something waits for: a role at the case's plant (DEPT: the responsible departments), who registered it, who is named to do it, or whom a
 * colleague has asked.
 */
export type Seat = Exclude<Role, 'ADMIN' | 'SALES'> | 'REGISTRAR' | 'ASSIGNEE' | 'COPIED'

/** Who may have to hear of it besides: the salesperson of its customer, and the contacts of the customer. */
export type Hearer = Seat | 'SALESPERSON' | 'CUSTOMER'

export interface By {
  readonly id: string
  readonly name: string
}

export interface CustomerRef {
  readonly id: string
  readonly name: string
}

/** Something that happened to a case; never changed afterwards. */
export interface CaseEvent {
  /** Of the request that made it: the same request makes it once. */
  readonly id: string
  /** The version of its shape: how many upcasts its kind had when it was written. */
  readonly v?: number
  readonly type: string
  /** When it happened; for what a job does, the time that was due. */
  readonly at: Date
  /** In which it happened. */
  readonly round: number
  /** The round that begins with it. */
  readonly opens?: number
  readonly by?: By
  /** In whose place the person did it, while that one was on leave. */
  readonly onBehalfOf?: By
  /** The role in which the person did it. */
  readonly role?: Actor
  /** The seat that the person, or whoever they acted for, owns from then on. */
  readonly owns?: Seat
  readonly channel?: string
  readonly from?: string
  readonly to?: string
  /** What was given for it. */
  readonly data?: object
  /** Fields of the record that it sets as they are. */
  readonly record?: object
  readonly starts?: readonly Clock[]
  /** Keys of clocks that end with this event, and of those that run again. */
  readonly stops?: readonly string[]
  readonly resumes?: readonly string[]
}

/** A time that runs, with everything that will be said about it. */
export interface Clock<Id extends string = string> {
  /** Unique in the record: `T3#14`. */
  readonly key: string
  readonly id: Id
  readonly round: number
  readonly startedAt: Date
  readonly span: Span
  readonly dueAt: Date
  /** Overdue is counted from here. */
  readonly legalEndAt: Date
  readonly isProvisional: boolean
  readonly reminders: readonly Reminder[]
  /** Ids of reminders that have been made. */
  readonly told: readonly string[]
  readonly stoppedAt?: Date
  /** What it is about where one record has several of them: a sample. */
  readonly about?: string
}

/** How long: working days, working hours, hours by the clock, or until a day or a moment that somebody named. */
export interface Span {
  /** An instant, as ISO text. */
  readonly moment?: string
  readonly days?: number
  readonly hours?: number
  readonly day?: string
  readonly clockHours?: number
}

export interface Reminder {
  readonly id: 'early' | 'before' | 'noon' | 'hour' | 'due' | 'again' | 'overdue' | 'dayAfter'
  readonly at: Date
  readonly to: readonly Seat[]
}

/** What somebody has told or asked colleagues about a case. */
export interface Copy {
  /** The place of its event among the events of the case. */
  readonly about: string
  /** Who hears the replies: who sent it, and in whose place. */
  readonly from: readonly By[]
  readonly to: readonly By[]
  /** Those of them who are asked for a reply and have given none. */
  readonly open: readonly By[]
}

/** As much of a record as the kernel needs. Everything but its events can be worked out from them. */
export interface CaseRecord {
  /** Its number. */
  readonly _id: string
  /** What sort of case it is. */
  readonly caseKind: string
  /** The number of its events. */
  readonly version: number
  readonly state: string
  readonly round: number
  readonly plant?: string
  readonly departments: readonly string[]
  readonly registeredBy: By
  readonly registeredAt: Date
  /** The number of the rules that it began under, and is handled under (R22); absent in what began before they were numbered. */
  readonly rulesVersion?: number
  /** The colleague who is named to do what has been decided; absent where nobody is. */
  readonly assignee?: By
  readonly closedAt?: Date
  /** Whom it is about; absent where it is about no customer. */
  readonly customer?: CustomerRef
  /** The number of the case that it belongs to. */
  readonly parent?: string
  /** Those of its kind, where its declaration keeps them apart. */
  readonly fields?: object
  /** Of the request that made it: the same request makes it once. */
  readonly operationKey?: string
  /** Ids of events that somebody must still hear of; when to try again. */
  readonly notices?: readonly string[]
  readonly noticeDueAt?: Date
  readonly isOpen: boolean
  readonly events: readonly CaseEvent[]
  readonly clocks: readonly Clock[]
  /** Whom it waits for, as `QC@weinan`, `DEPT@weinan-packing` or the id of a person; for the task list. */
  readonly waitingFor: readonly string[]
  /** Who has taken on what a seat has to do; absent while nobody has. */
  readonly owners?: Readonly<Partial<Record<Seat, By>>>
  /** As `waitingFor`, with the owner in place of a seat that has one; absent where none of them has. */
  readonly turnOf?: readonly string[]
  /** What colleagues were sent about it, the oldest first; absent where nobody was. */
  readonly copies?: readonly Copy[]
  /** The nearest end of a running clock. */
  readonly nextDueAt?: Date
  /** From when on it is late: the nearest legal end of a running clock. */
  readonly overdueAt?: Date
  /** When the next reminder is to be made. */
  readonly remindAt?: Date
  /** A due date of it may move when next year's holidays are published. */
  readonly isProvisional?: boolean
}
