/**
 * What a message says of the fields of a dialogue, wherever they are asked: 「宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，张工13991300001」. Only what is
 * certain counts: a value beside the name of its field (批号HB2611-07, 60袋结块), or one that can hardly be anything else (a plate, the word for an
 * option). What could be of two fields is left to be asked.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Mention } from '../reading/mentions.js'
import { tidy } from '../reading/normalise.js'
import { endOf, isRuledOut } from './beside.js'
import { type Claim, claimsOf, createMentions, type Mentions, overlap, withoutForeignPhones, withoutRivals } from './claims.js'
import { compareParts } from './compare-parts.js'
import type { Flow } from './flow.js'
import { alikeIn, decides, type Field, fieldsOnPath, titlesIn, withoutUndecided } from './heard-fields.js'
import type { ReadContext } from './inputs/kind.js'
import type { SingleInput } from './inputs/singles.js'
import { isNothing, type Session, type Value, type Values, type Words } from './session.js'

/** A message of usual length; what is told behind it is asked. */
export const MOST_CHARS = 1000

export interface Heard {
  readonly answers: Values
  /** The parts of the message in which nothing was heard, and what beside something that was heard could be read and not told what it is. */
  readonly left: readonly string[]
}

/** The fields that are answered so, without those that are answered already. */
export function hear(flow: Flow, session: Session, said: string, context: ReadContext): Heard {
  const typed = tidy(said).slice(0, MOST_CHARS)
  const text = context.words.meant?.(typed) ?? typed
  const mentionsOf = createMentions(text, context)
  // which of several ways it goes decides what else is asked, and what an amount means
  let known = session
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { claims } = heardOn(flow, known, text, context, mentionsOf)
    const options = claims.filter(({ input, field }) => input.type === 'choice' && known.answers[field] === undefined)
    if (options.length === 0) break
    known = { ...known, answers: { ...known.answers, ...valuesOf(options) } }
  }
  const chosen = Object.fromEntries(Object.entries(known.answers).filter(([field]) => session.answers[field] === undefined))
  const onPath = Object.keys(chosen).filter((field) =>
    fieldsOnPath(flow, { ...known, answers: without(known.answers, field) }).some((one) => one.field === field),
  )
  const { answers, claims } = heardOn(flow, session, text, context, mentionsOf, pick(chosen, onPath), typed)
  const asked = fieldsOnPath(flow, session, { ...chosen, ...answers })
  return { answers, left: unheard(typed, claims, readingsIn(asked, mentionsOf)) }
}

/** The kind, then what kind of that. */
const MOST_ROUNDS = 3

const pick = (values: Values, fields: readonly string[]): Values => Object.fromEntries(fields.map((field) => [field, values[field]]))
const without = (values: Values, field: string): Values => Object.fromEntries(Object.entries(values).filter(([name]) => name !== field))

/** @param readings all values that may be of some field, whether or not it is known of which */
function unheard(text: string, claims: readonly Claim[], readings: readonly Mention[]): string[] {
  const isHeard = ({ from, to }: Pick<Mention, 'from' | 'to'>) => claims.some(({ mention }) => mention.from < to && from < mention.to)
  return [...text.matchAll(/[^,，;；。!！\n]+/g)].flatMap(({ index, 0: clause }) => {
    const [from, to] = [index, index + clause.length]
    if (!isHeard({ from, to })) return clause.trim() === '' ? [] : [clause.trim()]
    return readings.filter((one) => from <= one.from && one.to <= to && !isHeard(one)).map((one) => text.slice(one.from, one.to))
  })
}

/** Kinds of which a value can be told from the words around it. */
const TELLING: readonly string[] = ['date', 'quantity', 'phone', 'plate', 'code']

/** Of readings on the same letters the longest, in their order. */
function readingsIn(fields: readonly Field[], mentionsOf: Mentions): Mention[] {
  const all = fields
    .filter(({ input }) => TELLING.includes(input.type))
    .flatMap(mentionsOf)
    .filter(({ needsName }) => !needsName)
    .sort((one, other) => one.from - other.from || other.to - one.to)
  return all.filter((one, index) => !all.slice(0, index).some((other) => overlap(one, other)))
}

function heardOn(
  flow: Flow,
  session: Session,
  text: string,
  context: ReadContext,
  mentionsOf: Mentions,
  chosen: Values = {},
  typed = text,
): { readonly answers: Values; readonly claims: readonly Claim[] } {
  const fields = withoutUndecided(flow, session, chosen)
  const passed = fields.filter(({ input, field }) => input.type === 'choice' && !decides(flow, field)).flatMap(mentionsOf)
  const claims = fields.flatMap((field) => claimsOf(field, fields, alikeIn(flow, field), passed, text, context.words, mentionsOf))
  const certain = withoutForeignPhones(withoutRivals(claims), text, titlesIn(flow, context))
  const heard = valuesOf(certain.map((claim) => asTyped(claim, typed)))
  const answers = fitting(flow, session, { ...heard, ...lessThanHeard(fields, heard, flow, text, context.words, mentionsOf) })
  return { answers, claims: certain.filter(({ field }) => answers[field] !== undefined) }
}

/** A sentence is kept as it was written. */
const asTyped = (claim: Claim, typed: string): Claim =>
  claim.input.type === 'text'
    ? { ...claim, mention: { ...claim.mention, value: typed.slice(claim.mention.from, claim.mention.to) } }
    : claim

/** One value for each field, or all of one that takes several; none where it was given two. */
function valuesOf(claims: readonly Claim[]): Values {
  const fields = [...new Set(claims.map(({ field }) => field))]
  return Object.fromEntries(
    fields.flatMap((field) => {
      const own = claims.filter((claim) => claim.field === field)
      const isMany = takesSeveral(own[0]!.input)
      const named = own.filter(({ name }) => name > 0)
      const values = distinct((isMany || named.length === 0 ? own : named).map(({ mention }) => mention.value))
      const [only] = values
      if (own[0]?.input.type === 'text') return [[field, values.join('，')]]
      if (only !== undefined && values.length === 1) return [[field, only]]
      return isMany ? [[field, values.flat()]] : []
    }),
  )
}

const distinct = (values: readonly Value[]): Value[] =>
  values.filter((value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) === index)

const takesSeveral = (input: SingleInput): boolean => input.type === 'choices' || ('many' in input && input.many === true)

/** What is told by how much less it is: 单上400袋，少了8袋 are 392. None where two such numbers are said. */
function lessThanHeard(fields: readonly Field[], heard: Values, flow: Flow, text: string, words: Words, mentionsOf: Mentions): Values {
  const bounds = Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several' ? Object.entries(step.input.atMost ?? {}) : [],
  )
  return Object.fromEntries(
    bounds.flatMap(([small, large]) => {
      const [one, most, fewer] = [fields.find(({ field }) => field === small), heard[large], words.spokenOf?.(small).fewer ?? []]
      if (one?.input.type !== 'number' || typeof most !== 'number' || heard[small] !== undefined || fewer.length === 0) return []
      const missing = distinct(
        mentionsOf(one)
          .filter((mention) => endOf(text.slice(0, mention.from), fewer) !== '' && !isRuledOut(small, text, mention, words))
          .map(({ value }) => value),
      )
      const [only] = missing
      return missing.length === 1 && typeof only === 'number' && only < most ? [[small, most - only]] : []
    }),
  )
}

/** Without what does not go together with the rest of its question: more affected than delivered. */
function fitting(flow: Flow, session: Session, heard: Values): Values {
  let fits = heard
  for (const step of Object.values(flow.steps)) {
    if (step.type !== 'question' || step.input.type !== 'several') continue
    const own = Object.keys(step.input.parts).filter((field) => fits[field] !== undefined)
    const found = Object.fromEntries(own.map((field) => [field, fits[field]]))
    const known = Object.fromEntries(Object.entries(session.answers).filter(([, value]) => !isNothing(value)))
    if (own.length > 0 && compareParts(step.input, { ...known, ...found }, found).failure)
      fits = Object.fromEntries(Object.entries(fits).filter(([field]) => !own.includes(field)))
  }
  return fits
}
