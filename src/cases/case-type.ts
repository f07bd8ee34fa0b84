/** The declaration of one kind of case: what may be done to it, each act in one place, and the times that run. */
import type { z } from 'zod'
import type { Calendar, DueDate } from '../calendar/index.js'
import type { Values } from '../dialogue/session.js'
import type { Rules } from '../people/organisation.js'
import type { Actor, By, CaseEvent, CaseRecord, Clock, Hearer, Reminder, Seat, Span } from './case.js'

/** What every event of a kind holds, by the name of its act. */
export type Schemas = Readonly<Record<string, z.ZodObject>>

/** Data that may be left out where nothing in it is required. */
type Holding<D> = Record<never, never> extends D ? { readonly data?: D } : { readonly data: D }

/** The events of a kind, told apart by their type, each with the data of its act. */
export type EventOf<S extends Schemas, State extends string, R, C extends Clock = Clock> = {
  [T in keyof S & string]: Omit<CaseEvent, 'type' | 'data' | 'from' | 'to' | 'record' | 'starts'> & {
    readonly type: T
    readonly from?: State
    readonly to?: State
    readonly record?: Partial<R>
    readonly starts?: readonly C[]
  } & Holding<z.output<S[T]>>
}[keyof S & string]

export interface Refusal {
  /** A locale key. */
  readonly key: string
  readonly params: Values
  /** No other answer would mend it: the dialogue that asked for it ends. */
  readonly isFinal?: true
}

/** What the company has set. */
export interface Setting {
  readonly rules: Rules
  readonly calendar: Calendar
  /** The kind's own part of the rules. */
  readonly own?: unknown
}

/** Somebody, and in what capacities. */
export interface Who {
  readonly by?: By
  readonly actors: readonly Actor[]
}

export interface ActContext<R, D> extends Setting {
  readonly record: R
  /** As it was given: what the schema requires may be missing yet. */
  readonly data: Partial<D>
  readonly at: Date
  readonly by?: By
  readonly onBehalfOf?: By
  readonly actors: readonly Actor[]
}

/** Of ours, so that what is said inside may be told. */
export type Colleague = Exclude<Hearer, 'CUSTOMER'>

/** How an event is told: with a card to whoever must hear, in a way of its own, or not at all. */
export type Telling = 'card' | 'own' | 'silent'

/** One thing that may be done to a case, with everything that is known of it. */
export interface Act<R extends CaseRecord, E extends { readonly data?: unknown }> {
  /** Row of the regulation's table that it follows. */
  readonly row?: number | string
  readonly from: readonly R['state'][]
  /** Where it leads; absent where the state stays. */
  readonly to?: R['state'] | ((record: R, data: Given<E>) => R['state'])
  readonly by: readonly Actor[]
  /** The round that begins where it leads back: undefined in all other cases. */
  readonly opensRound?: true
  /** It decides on what somebody asked for: these alone may, but never whoever asked, and nobody twice. */
  decides?(record: R): readonly Seat[]
  /** Who else decides on it after them. */
  decidesNext?(record: R): readonly Seat[]
  /** The act that asked for what it decides on; the one that began the case unless given. */
  readonly decidesOn?: string
  /** What the record lacks for it, whatever is given: said before its dialogue begins, with what there is to do about it. */
  lacks?(record: R, at: Date): Refusal | undefined
  /** Why it may not be done now, though state and role allow it; asked before what is missing. */
  refused?(context: ActContext<R, Given<E>>): Refusal | undefined
  /** Fields that are worked out for it with what else the kind knows, so that no dialogue asks for them. */
  readonly worksOut?: readonly string[]
  /** What it works out beside what was given. */
  adds?(context: ActContext<R, Given<E>>): Partial<Given<E>>
  /** What it changes beside state and clocks. */
  change?(record: R, event: E): Partial<R>
  /** The field that names the part of the record that it is about. */
  readonly about?: string
  readonly telling?: Telling
  /** Whoever hears of it hears at once: nobody's 免打扰 holds it back. */
  readonly isUrgent?: true
  /** Who hears of it besides those who have something to do. */
  readonly told?: readonly Colleague[] | ((event: E, rules: Rules) => readonly Colleague[])
  /** Whoever does it in this role has from then on what the role has to do with the case, until it changes hands. */
  readonly owns?: Seat
  /** It gives what a seat has to do to a colleague, or to whoever does it: the cards that asked others for it are closed. */
  readonly handsOver?: 'toColleague' | 'toDoer'
  /** It shows the case to those whom it names: to such alone who may read all of it. */
  readonly showsToNamed?: true
  /** In whose places it is done, those first for whom it is most wanted; otherwise as by any deputy. */
  doneFor?(record: R, data: Given<E>): readonly (readonly By[])[]
  /** People whom it names and who hear of it besides. */
  names?(event: E): readonly By[]
  /** Which of the open tasks it asks for (again); by default those that were not open before it. */
  asks?(task: Task, event: E): boolean
  /** The title of its card under `cards` of the texts, where it matters more than how the case stands. */
  heading?(event: E): string
  /** The dialogue by which whoever it names may answer. */
  readonly answeredBy?: string
  /** One press does it: the name of the button. */
  readonly button?: string
  /** The dialogue that ends in it; several acts may share one. */
  readonly dialogue?: string
  /** Somebody has to do it next. */
  readonly task?: {
    readonly seats: readonly (Seat | 'CUSTOMER')[] | ((record: R) => readonly (Seat | 'CUSTOMER')[])
    /** The clock that it stops or has its time from, or the first of these that runs. */
    readonly clock?: string | readonly string[]
    /** Why no time runs for it: without one it waits for ever, and nobody above hears of it. */
    readonly untimed?: string
    /** True while it is to be done, by default while it may be; where it may be to be done several times, what each of them is about. */
    waits?(record: R): boolean | readonly string[]
  }
  /** May be done though nobody waits for it: `more` is also listed under 更多, in this order. */
  readonly offered?: 'again' | { readonly more: number; when?(record: R, who?: Who): boolean }
  /** The case that begins with it and belongs to this one. */
  readonly begins?: Begins<R, E>
  /** What was given for it may be corrected later, by whoever stands in the role in which it was done. */
  readonly correctable?: {
    /** By the acts that settle it: everything, or these fields. Texts under `refused.settled` say what to do instead. */
    readonly until?: Readonly<Record<string, true | readonly string[]>>
    /** The field by which several of them are told apart; without it the last one of a round counts. */
    readonly each?: string
  }
  /** It corrects what an earlier event holds (`corrections.ts`). */
  readonly corrects?: true
  /** What is printed because of it, and for whom. */
  readonly prints?: { readonly what: 'forms' | 'letter'; readonly to: Exclude<Seat, 'REGISTRAR' | 'ASSIGNEE' | 'COPIED'> }
  /** Left out of the short story on the card, or of the whole story too. */
  readonly isBookkeeping?: true | 'everywhere'
}
type Given<E> = E extends { readonly data?: infer D } ? NonNullable<D> : never

/** A case that an act of another one begins; its own first act is one that nobody has to be asked for. */
export interface Begins<R extends CaseRecord, E> {
  readonly kind: string
  /** What its first act is given. @returns also whose matter it is, where that is not the same departments; undefined where this event begins none */
  with(record: R, event: E): { readonly data: Values; readonly departments?: readonly string[] } | undefined
}

/** Something that somebody has to do next with a case. */
export interface Task<Name extends string = string, ClockId extends string = string> {
  /** Names the button or the dialogue. */
  readonly id: string
  /** The act that it leads to; a dialogue may lead to others too. */
  readonly event: Name
  readonly by: 'button' | 'dialogue'
  readonly seats: readonly (Seat | 'CUSTOMER')[]
  readonly clocks: readonly ClockId[]
  /** What it is about where there are several. */
  readonly about?: string
}

export interface ClockRule<R extends CaseRecord = CaseRecord, E extends CaseEvent = CaseEvent> {
  readonly starts: readonly E['type'][]
  readonly stops: readonly E['type'][]
  /** Acts after which the last of them runs again, with the time that was left. */
  readonly resumes?: readonly E['type'][]
  /** Undefined: this event does not start it after all. */
  span(rules: Rules, event: E, record: R): Span | undefined
  readonly chase: readonly (readonly [Reminder['id'], ...(readonly Seat[])])[]
  /** The reminder with which customers who chat, and have not answered, are asked once more. */
  readonly asksCustomerAgain?: Reminder['id']
  /** Why nobody above whoever has it to do hears of it. */
  readonly noneAbove?: string
  /** Where the event is not what it counts from. */
  startsAt?(event: E, record: R, rules: Rules): Date
  /** Where not every event that stops one stops this one. */
  isStoppedBy?(clock: Clock, event: E, record: R): boolean
  /** Acts after which nobody waits for it any more, though none of them does it. */
  lapses?(event: E, record: R): boolean
  readonly about?: (event: E) => string
  /** Where it does not end with office hours of its last day. */
  endsAt?(span: Span): DueDate
  /** Reminders at other times than the usual ones. */
  readonly moments?: Partial<Record<Reminder['id'], (lastDay: string, startedAt: Date, calendar: Calendar, plant?: string) => Date>>
  /** What is late from the start is chased after so many milliseconds. */
  readonly patienceMs?: number
  /** The act that notes that its time has passed. */
  readonly missed?: { readonly act: E['type']; isOpen(record: R): boolean }
  /** Those whom it reminds were asked by name: where they have left, nobody else is. */
  readonly isPersonal?: true
  /** Not even quiet hours hold it back. */
  readonly isUrgent?: true
  /** Runs on when a new round begins or the case ends. */
  readonly isBeside?: true
  /** The sentence of the kind that its reminders carry instead of the usual one: what to think of; or of some of them only. */
  readonly note?: string | Partial<Record<Reminder['id'], string>>
  /** `last`: no reason to hurry while anything else runs; `never`: shown in a way of its own. */
  readonly pressing?: 'last' | 'never'
}

export interface CaseType<R extends CaseRecord = CaseRecord, S extends Schemas = Schemas, E extends CaseEvent = CaseEvent> {
  readonly kind: string
  /** Of its numbers: `TS` for `TS-20261103-001`. */
  readonly prefix: string
  /** What each act must be given, and its event holds. */
  readonly data: S
  /** Its own part of the organisation file: `rules.<kind>`; without it there is none. */
  readonly rules?: z.ZodType
  /** In the order in which their tasks are offered. */
  readonly acts: { readonly [T in keyof S & string]: Act<R, Extract<E, { readonly type: T }>> }
  readonly clocks: Readonly<Record<string, ClockRule<R, E>>>
  readonly ended: readonly R['state'][]
  /** The fields that stand in its yearly list, in this order; without it there is none. */
  readonly listed?: readonly string[]
  /** The action that makes a paper of a case, and the states in which 更多 offers it as `buttons.paper`. */
  readonly paper?: { readonly action: string; readonly from: readonly R['state'][] }
  /** By the kind of the cases that belong to one of these: the act that notes the end of one of them. */
  readonly childEnded?: Readonly<Record<string, keyof S & string>>
  /** States in which another case has taken over what was attached to it. */
  readonly handedOver?: readonly R['state'][]
  /** Each makes of an event of one version one of the next; only ever added to, as what was written stays. */
  readonly upcasts?: readonly ((event: CaseEvent) => CaseEvent)[]
  /** The fields in which whoever began it gave their name and number, where the kind asks people of outside for them. */
  readonly registrar?: { readonly name: string; readonly phone: string }
  /** A record before its first event. */
  readonly blank: object
  /** What of a record is worked out from the rest and kept for queries, beside what the kernel keeps. */
  derive?(record: R): Partial<R>
}
