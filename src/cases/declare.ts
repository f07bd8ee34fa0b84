/** Declares a kind of case in one object (design.md, “Cases”): its fields, acts, clocks, who may read it and how it is shown. */
import type { z } from 'zod'
import type { Phrase } from '../delivery/notice.js'
import type { Role } from '../people/person.js'
import type { CaseEvent, CaseRecord, Clock } from './case.js'
import type { Act, ActContext, CaseType, ClockRule, EventOf, Refusal, Schemas } from './case-type.js'

/** Who may read a case with everything in it: a role at its plant, who registered it, or the customer's salesperson. */
export type Reader = Role | 'REGISTRAR' | 'SALESPERSON'

export interface Row {
  readonly label: Phrase
  readonly value: Phrase
}

/** A case of a kind whose own fields stand together under `fields`. */
export interface CaseOf<F, State extends string = string> extends CaseRecord {
  readonly state: State
  readonly fields: F
}

type Declared<F extends z.ZodObject, S extends Schemas, State extends string, O> = {
  readonly [T in keyof S & string]: Omit<
    Act<CaseOf<z.output<F>, State>, Extract<EventOf<S, State, CaseOf<z.output<F>, State>>, { readonly type: T }>>,
    'change' | 'refused'
  > & {
    /** What must be given for it: the answers of its dialogue are parsed by it. */
    readonly data: S[T]
    /** What it changes in the fields. */
    change?(record: CaseOf<z.output<F>, State>, event: { readonly data: z.output<S[T]>; readonly at: Date }): Partial<z.output<F>>
    /** @param own the kind's own part of the company's rules */
    refused?(context: ActContext<CaseOf<z.output<F>, State>, z.output<S[T]>> & { readonly own: O }): Refusal | undefined
  }
}

export interface Declaration<F extends z.ZodObject, S extends Schemas, State extends string, O> {
  readonly kind: string
  readonly prefix: string
  readonly fields: F
  readonly states: readonly State[]
  readonly ended: readonly State[]
  readonly acts: Declared<F, S, State, O>
  readonly readers: readonly Reader[]
  rows(record: CaseOf<z.output<F>, State>): readonly Row[]
  readonly clocks?: Readonly<Record<string, ClockRule<CaseOf<z.output<F>, State>, CaseEvent & { readonly type: keyof S & string }>>>
  readonly rules?: z.ZodType<O>
}

export function caseType<F extends z.ZodObject, S extends Schemas, State extends string, O = undefined>(
  declared: Declaration<F, S, State, O>,
): Declaration<F, S, State, O> {
  return declared
}
