/** What is to be known of one kind of answer. All of it is pure; the engine makes turns of it, and the conversation sentences. */
import type { z } from 'zod'
import type { FaultName } from '../../faults/fault.js'
import type { Mention } from '../../reading/mentions.js'
import type { Reading } from '../../reading/reading.js'
import type { Fallback } from '../schemas.js'
import type { Command, FileRef, Offer, OfferedDay, OwnCommand, Place, Value, Values, Wanted, Words } from '../session.js'

/** The shape of an input in a flow file: `type` names the kind. */
export type InputSchema = z.ZodObject<{ readonly type: z.ZodLiteral<string> }, z.core.$strict>

export interface ReadContext {
  /** When the reply was sent; every date in it is understood from here. */
  readonly at: Date
  readonly words: Words
}

/** A question that waits for its answer. */
export interface Asked<I> {
  readonly input: I
  /** The step, which names the answer. */
  readonly id: string
  readonly answers: Values
  /** What is offered below the options. */
  readonly ways: readonly Way[]
  /** What its fields probably are, by field: offered, never taken unsaid. */
  readonly suggested: Values
  /** The field whose answer is to be replaced; the others stand. */
  readonly correcting?: string
}
export type Way = Extract<Command, 'skip' | 'unknown'>

export interface Failure {
  readonly field: string
  /** The name of a text under `retry`. */
  readonly reason: string
  readonly values: Values
  /** What would fit: two values that stand in each other's place. */
  readonly exchanged?: Values
}

/** What a reply means. */
export type Outcome =
  /** `failure`: a part that was not understood, beside others that were. */
  | { readonly is: 'answer'; readonly answers: Values; readonly failure?: Failure }
  | ({ readonly is: 'misread' } & Failure)
  /** Part of an answer; the question stays open. */
  | { readonly is: 'kept'; readonly answers: Values; readonly note: string; readonly values: Values; readonly offers: readonly Command[] }
  | { readonly is: 'command'; readonly command: Exclude<Command, OwnCommand> }
  /** The name of a field to be corrected, or else not understood. */
  | { readonly is: 'correction'; readonly text: string; readonly otherwise: Failure }
  /** The answer is complete and the text answers the next question, where that one takes any sentence. */
  | { readonly is: 'passedOn'; readonly answers: Values | undefined; readonly text: string; readonly otherwise: Failure }
  /** `answers`: what is kept of it meanwhile. */
  | { readonly is: 'lookup'; readonly wanted: Wanted; readonly answers?: Values }
  | { readonly is: 'confirmed' }
  /** Several options fit it. */
  | { readonly is: 'unclear'; readonly text: string; readonly options: readonly string[] }

/** How a value is put into words. */
export type Shown =
  | { readonly text: string }
  /** A text of `common`. */
  | { readonly key: string; readonly values?: Values }
  /** The label of an option. */
  | { readonly option: string }
  | { readonly format: 'day' | 'datetime' | 'month' | 'quantity' | 'yuan'; readonly value: Value }
  | { readonly all: readonly Shown[] }

/** The button with what is suggested. */
export const SUGGESTED = 'suggested'

/** The button with a day of one of the fields. */
export const dayId = ({ field, offer }: OfferedDay): string => `${field}.${offer}`

/** What can be tapped, with a number for those who type. */
export interface Button {
  readonly id: string
  readonly shown: Shown
}

/** A name that stands for nothing. */
export interface InputFault {
  readonly name: FaultName
  /** The name that is wrong is the first of them. */
  readonly values: Readonly<Record<string, string>>
  /** What it should be one of. */
  readonly among: readonly string[]
}

/** What of a kind does not depend on its schema; `I` is an input as it stands in a flow. */
export interface Behaviour<I> {
  /** Every reason for which a reply may be refused; each has a text under `retry`. */
  readonly reasons: readonly string[]
  read(asked: Asked<I>, text: string, context: ReadContext): Outcome
  /** How a value of one of its fields is put into words. */
  show(input: I, field: string, value: Value): Shown

  /** Tapped ids; without it the first is read as if it were typed. */
  tap?(asked: Asked<I>, values: readonly string[], context: ReadContext): Outcome
  /** Without it files are kept beside the dialogue. */
  takeFiles?(asked: Asked<I>, files: readonly FileRef[]): Outcome
  /** Without it a place is kept beside the dialogue. */
  takePlace?(asked: Asked<I>, place: Place): Outcome | undefined
  /** A record that was looked up for it; without it the record is the answer. */
  takeRecord?(asked: Asked<I>, value: Value): Extract<Outcome, { is: 'answer' | 'lookup' }>
  /** Why it is asked again where a lookup found nothing; without it `recordUnknown`. */
  missRecord?(asked: Asked<I>, text: string): Extract<Outcome, { is: 'misread' }>
  /** What there is to choose from before anything is looked up. */
  offered?(input: I, facts: Values): Offer | undefined
  /** Words that are commands at questions of this kind only; undefined where this one is none. */
  command?(asked: Asked<I>, command: OwnCommand): Outcome | undefined
  /** True where a text can hardly be anything but an answer to this question, so that it starts no other dialogue. */
  isMeant?(input: I, field: string, text: string, context: ReadContext): boolean

  /** Names of the answers that the question gives. */
  fields(input: I, id: string): readonly string[]
  isAnswered(input: I, id: string, answers: Values): boolean
  /** The fields that a word such as 跳过 leaves without an answer. */
  openFields(input: I, id: string, answers: Values): readonly string[]
  /** Where only some fields are known: those that are asked for again. */
  stillAsked?(input: I, answers: Values): readonly string[] | undefined
  /** What fields are suggested to be. */
  suggestions?(input: I, id: string): Readonly<Record<string, Fallback>>
  /** What is offered on the button of what is suggested, by field. */
  suggested?(asked: Asked<I>): Values
  /** Days that can be tapped for those of its fields that are open. */
  days?(asked: Asked<I>): readonly OfferedDay[]
  /** What goes with an answer that is known already, and is not asked for. */
  alongWith?(asked: Asked<I>): Values
  /** Defaults of fields, beside that of the question. */
  defaults?(input: I): Readonly<Record<string, Fallback>>
  /** What has been sent before anybody asked. */
  sentBefore?(facts: Values): Value | undefined

  /** With those options alone that the facts of the dialogue leave. */
  offeredIn?(input: I, facts: Values): I
  /** Without it the question is a plain text. */
  buttons?(input: I): readonly Button[]
  /** Texts that it needs beside its label, question and examples; `place` is where the texts of the field stand. */
  texts?(input: I, place: string): readonly string[]
  faults?(input: I, known: { readonly lookups: readonly string[] }): readonly InputFault[]

  /** Several of its buttons may be ticked. */
  readonly isMany?: true
  /** It shows all answers instead of asking for one of its own. */
  readonly isReview?: true
  /** Its old answer is taken out before it is corrected. */
  readonly isReopened?: true
  /** Its old answer is not shown when it is asked again. */
  readonly hidesPrevious?: true
  /** It is asked again, with its buttons, after it was misread twice. */
  readonly isRepeated?: true
  /** Any sentence may be its answer. */
  readonly isSentence?: true
  /** Its answer is a few words, so that one message may answer it and the question after it. */
  readonly isBrief?: true
  /** It takes the one option that a longer sentence names. */
  readonly isFuzzy?: true
}

export type InputKind<S extends InputSchema = InputSchema> = Behaviour<z.infer<S>> & { readonly schema: S }

type Usual = 'fields' | 'isAnswered' | 'openFields'
const USUAL: Pick<Behaviour<unknown>, Usual> = {
  fields: (_, id) => [id],
  isAnswered: (_, id, answers) => answers[id] !== undefined,
  openFields: (_, id) => [id],
}

/** A kind of which a question has one answer, unless it says otherwise. */
export function inputKind<S extends InputSchema>(
  declared: Pick<InputKind<S>, 'schema'> & Omit<Behaviour<z.infer<S>>, Usual> & Partial<Pick<Behaviour<z.infer<S>>, Usual>>,
): InputKind<S> {
  return { ...USUAL, ...declared }
}

/** A kind that reads one value of one field, and so may be a part of `several`. */
export interface SingleBehaviour<I> extends Behaviour<I> {
  readValue(input: I, field: string, text: string, context: ReadContext): Reading<Value>
  /** What somewhere in a tidy text looks like a value of such a field. Without it the field is never heard in passing. */
  mentions?(input: I, field: string, text: string, context: ReadContext): readonly Mention<Value>[]
  /** Whatever looks like a value of it can hardly be one of another field. */
  readonly isUnmistakable?: true
  /** What somebody probably meant for it, even where it cannot be read. */
  readonly looksLike?: RegExp
  /** Of a kind that may be given several times: whether another value goes with one that is known. */
  isAlike?(one: string, other: string): boolean
  /** And whether it surely does not. */
  isUnlike?(one: string, other: string): boolean
}
export type SingleKind<S extends InputSchema = InputSchema> = SingleBehaviour<z.infer<S>> & { readonly schema: S }

type Derived = Usual | 'read' | 'isMeant' | 'show'
/** A kind that reads one value; the value itself is shown, unless it says otherwise. */
export function singleKind<S extends InputSchema>(
  declared: Pick<SingleKind<S>, 'schema'> &
    Omit<SingleBehaviour<z.infer<S>>, Derived> &
    Partial<Pick<SingleBehaviour<z.infer<S>>, Derived>>,
): SingleKind<S> {
  return {
    ...USUAL,
    read: ({ input, id }, text, context) => outcomeOf(id, declared.readValue(input, id, text, context)),
    isMeant: (input, field, text, context) => declared.readValue(input, field, text, context).ok,
    show: (_input, _field, value) => plain(value),
    ...declared,
  }
}

/** A reading as the answer to a question of one field. */
export const outcomeOf = (id: string, reading: Reading<Value>): Outcome =>
  reading.ok
    ? { is: 'answer', answers: { [id]: reading.value } }
    : { is: 'misread', field: id, reason: reading.reason, values: reading.values }

/** A question of one field was not answered. */
export const misreadAs = (id: string, reason: string, values: Values = {}): Extract<Outcome, { is: 'misread' }> => ({
  is: 'misread',
  field: id,
  reason,
  values,
})

/** The value as it is; of files, how many. */
export const plain = (value: Value): Shown =>
  typeof value === 'object' ? { key: 'fileCount', values: { count: Array.isArray(value) ? value.length : 1 } } : { text: String(value) }
