/** Declares a kind of case in one object (design.md, “Cases”): its fields, acts, clocks, who may read it and what its cards show. */
import { z } from 'zod'
import type { Phrase } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import type { Role } from '../people/person.js'
import type { Actor, By, CaseEvent, CaseRecord, CustomerRef, Reminder, Seat } from './case.js'
import type { Act, ActContext, CaseType, ClockRule, EventOf, Refusal, Schemas } from './case-type.js'
import { COMMON_CLOCKS, COMMON_DATA, declaredCommonActs } from './common-acts.js'
import { dataOf } from './history.js'

/** Who may read a case with everything in it: a role at its plant (DEPT: of the departments whose matter it is), who registered it, who is named to do it, or the salesperson of its customer. */
export type Reader = Role | 'REGISTRAR' | 'ASSIGNEE' | 'SALESPERSON'

export interface Row {
  readonly label: Phrase
  readonly value: Phrase
}

/** Values of rows, as they are or in words of the kind, by the names of their labels; what is undefined has no row. */
export type NamedRows = Readonly<Record<string, string | Phrase | undefined>>

/** Something that is no act of the case and may be done from a card that asks for one. */
export interface Beside {
  /** The action and what it is about. */
  readonly key: string
  readonly label: Phrase
}

/** A case whose own fields stand together. */
export interface CaseOf<F extends object, State extends string = string> extends CaseRecord {
  readonly state: State
  readonly fields: F
}

/** Acts whose schema stands with them, and whose changes are changes of the fields. */
type Acts<F extends z.ZodObject, S extends Schemas, State extends string, Own> = {
  readonly [T in keyof S & string]: Omit<
    Act<CaseOf<z.output<F>, State>, Extract<EventOf<S, State, CaseOf<z.output<F>, State>>, { readonly type: T }>>,
    'change' | 'refused' | 'adds'
  > & {
    /** What must be given for it. The answers of its dialogue are parsed by it. */
    readonly data: S[T]
    change?(record: CaseOf<z.output<F>, State>, event: Given<z.output<S[T]>>): Partial<z.output<F>>
    refused?(context: OwnContext<F, S[T], State, Own>): Refusal | undefined
    /** What it works out beside what was given. */
    adds?(context: OwnContext<F, S[T], State, Own>): Partial<z.output<S[T]>>
    /** What it has to know of other cases of its kind, for the data that it is given. */
    recalls?(context: Recalled<Own>): Promise<Partial<z.output<S[T]>>>
  }
}

/** What an act may ask before it is decided. */
export interface Recalled<Own = unknown> {
  readonly given: Values
  readonly customer: CustomerRef | undefined
  readonly at: Date
  readonly own: Own
  /** Those cases of the kind that a filter of the database selects, the newest first. */
  find(filter: object): Promise<readonly CaseRecord[]>
}
type OwnContext<F extends z.ZodObject, D extends z.ZodObject, State extends string, Own> = ActContext<
  CaseOf<z.output<F>, State>,
  z.output<D>
> & { readonly own: Own }
interface Given<D> {
  readonly data: D
  readonly at: Date
}

export interface Declaration<F extends z.ZodObject, S extends Schemas, State extends string, Own> {
  /** Names its texts: the section `case` of `locales/<language>/<kind>.yaml`. */
  readonly kind: string
  /** Of its numbers: `LP` for `LP-20261103-001`. */
  readonly prefix: string
  /** What a record holds beside what every case has; parsed when it begins and after every change. */
  readonly fields: F
  readonly states: readonly State[]
  readonly ended: readonly State[]
  /** In the order in which their tasks are offered; the one with `from: []` begins a case, with `to` as its first state. */
  readonly acts: Acts<F, S, State, Own>
  readonly clocks?: Readonly<Record<string, ClockRule<CaseOf<z.output<F>, State>, CaseEvent & { readonly type: keyof S & string }>>>
  readonly readers: readonly Reader[]
  /** Who may push what waits; nobody unless given. */
  readonly pushers?: readonly Actor[]
  /** The action that makes a paper of a case, and the states in which 更多 offers it as `buttons.paper`. */
  readonly paper?: { readonly action: string; readonly from: readonly State[] }
  /** By the kind of the cases that belong to one of these: the act that notes the end of one of them. */
  readonly childEnded?: Readonly<Record<string, keyof S & string>>
  /** The colleague who is named to do it. */
  assignee?(fields: z.output<F>): By | undefined
  /** The fields in which whoever began it gave their name and number. */
  readonly registrar?: { readonly name: keyof z.output<F> & string; readonly phone: keyof z.output<F> & string }
  /** What its cards show, the most important first. */
  rows(record: CaseOf<z.output<F>, State>): NamedRows
  /** What else helps whoever has something to do with it. */
  beside?(record: CaseOf<z.output<F>, State>): readonly Beside[]
  /** The fields that stand in its yearly list, in this order; without it there is none. Their names are its `fieldNames`. */
  readonly listed?: readonly (keyof z.output<F> & string)[]
  /** Its own part of the organisation file: `rules.<kind>`. */
  readonly rules?: z.ZodType<Own>
}

/** A kind of case that the kernel can carry with nothing but this declaration. */
export interface Declared extends CaseType {
  readonly fields: z.ZodObject
  readonly readers: readonly Reader[]
  rows(record: CaseRecord): NamedRows
  beside?(record: CaseRecord): readonly Beside[]
  /** By the names of the acts that ask. */
  readonly recalls: Readonly<Record<string, Recalls>>
}
type Recalls = (context: Recalled) => Promise<object>

/** The usual reminders: at the end of the time, and once it is overdue; then whoever stands above hears it too. */
export const dueThenLate = (first: Seat, ...above: readonly Seat[]): ClockRule['chase'] => [
  ['due', first],
  ['overdue', first, ...above],
]

/** One seat hears all of these. */
export const reminding = (seat: Seat, ...reminders: readonly Reminder['id'][]): ClockRule['chase'] => reminders.map((id) => [id, seat])

const BY_OURSELVES: readonly Actor[] = ['SYSTEM']
const Moved = z.looseObject({ clock: z.string(), id: z.string() })

/** The declaration as the kernel reads it, with the acts that every case has: reminded, pushed, recalculated, followed, erased. */
export function caseType<F extends z.ZodObject, S extends Schemas, State extends string, Own = unknown>(
  declared: Declaration<F, S, State, Own>,
): Declared {
  const { kind, prefix, fields, states, ended, clocks = {}, readers, pushers = [], rows } = declared
  const named = Object.entries(declared.acts as unknown as Record<string, OwnAct>)
  const everywhere = { from: states, telling: 'silent' } as const
  const acts: CaseType['acts'] = {
    ...Object.fromEntries(named.map(([name, act]) => [name, ofFields(act, fields, declared.assignee as Assigns | undefined)])),
    ...declaredCommonActs(
      states.filter((state) => !ended.includes(state)),
      states,
    ),
    reminded: { ...everywhere, by: BY_OURSELVES, telling: 'own' },
    pushed: { from: states, by: pushers, asks: ({ id }, event) => id === dataOf(event).step },
    followed: { from: states, by: BY_OURSELVES, change: (_, { record = {} }) => record, asks: () => true },
    recalculated: {
      from: states,
      by: BY_OURSELVES,
      asks: ({ clocks: own }, event) => own.includes(String(dataOf(event).id)),
    },
    /** Somebody of outside wished to be taken out of it, and has been. */
    erased: { ...everywhere, by: BY_OURSELVES, isBookkeeping: true },
  }
  return {
    kind,
    prefix,
    fields,
    readers,
    ...(declared.rules && { rules: declared.rules }),
    ended,
    ...(declared.listed && { listed: declared.listed }),
    ...(declared.paper && { paper: declared.paper }),
    ...(declared.childEnded && { childEnded: declared.childEnded }),
    acts,
    data: {
      ...Object.fromEntries(named.map(([name, { data }]) => [name, data])),
      ...COMMON_DATA,
      reminded: z.looseObject({ clock: z.string(), reminders: z.array(z.string()) }),
      pushed: z.looseObject({ step: z.string() }),
      recalculated: Moved,
      followed: z.object({}),
      erased: z.object({}),
    },
    recalls: Object.fromEntries(named.flatMap(([name, { recalls }]) => (recalls ? [[name, recalls]] : []))),
    clocks: { ...(clocks as CaseType['clocks']), ...COMMON_CLOCKS },
    rows: rows as unknown as Declared['rows'],
    ...(declared.registrar && { registrar: declared.registrar }),
    ...(declared.beside && { beside: declared.beside as unknown as NonNullable<Declared['beside']> }),
    blank: { departments: [], fields: {} },
  }
}

interface OwnAct extends Omit<CaseType['acts'][string], 'change'> {
  readonly data: z.ZodObject
  change?(record: CaseRecord, event: CaseEvent): object
  readonly recalls?: Recalls
}

type Assigns = (fields: object) => By | undefined

/** An act that changes the fields, as one that changes the record. */
function ofFields({ data: _, recalls: __, change, ...act }: OwnAct, fields: z.ZodObject, assigns?: Assigns): CaseType['acts'][string] {
  if (!change) return act
  return {
    ...act,
    change: (record: CaseRecord, event: CaseEvent) => {
      const before = record.fields
      const after = fields.parse({ ...before, ...change(record, { ...event, data: event.data ?? {} }) })
      return { fields: after, ...(assigns && { assignee: assigns(after) }) }
    },
  }
}
