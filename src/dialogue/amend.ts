/** Corrections in one sentence: 等级改成重大, 电话 13991300009, 数量不对，是80袋, 把包装日期改成11月1号. */
import { tidy } from '../reading/normalise.js'
import { askedOf } from './asked.js'
import { compareParts } from './compare-parts.js'
import { correct, type Editable, editable, offerFields } from './correct.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Outcome, ReadContext } from './inputs/kind.js'
import { singleOf } from './inputs/singles.js'
import { offerExchange } from './offer.js'
import { isObject, type Session, type Turn, type Value, type Values } from './session.js'
import { answered, kept, lookUp } from './take-answer.js'
import { withoutOffer } from './walk.js'

/** What ends one correction and begins the next. */
const CLAUSES = /[,，;；。\n]+/
/** Goes on with the correction before it: 数量不对，是80袋. */
const GOES_ON = /^(?:应该|应|是|改|换成|为)/
const OPENING = /^(?:请|麻烦|帮我|那个)*(?:把|将|修改|更正|改一下|改)?\s*/
const WRONG = /^(?:不对|错了|写错了|填错了|有误|不是[^,，]*)?[\s,，]*/
/** It says that something is to be put right. */
const CONNECTOR = /^(?:应该是|应该为|应为|应是|应该改成|改成了?|改为|改到|换成|变成|更正为|是|为|:|：|=|→)\s*/
const OUTRIGHT = /^(?:请|麻烦|把|将)*[^\s，,。]{1,10}?\s*(?:应该)?(?:改成|改为|更正为)\S/u
const ANY_TEXT: readonly string[] = ['text', 'location', 'name']
/** What has more parts is a story. */
const MOST_CLAUSES = 6

interface Said {
  readonly fields: readonly Editable[]
  readonly value: string
  /** It says that something is wrong, or the value stands apart: 数量 80袋. Otherwise it must be one that can be read: 等级较重. */
  readonly isSure: boolean
}

/**
 * What becomes of a sentence that names fields that have answers, and what they are to be. Undefined where it is none; nothing is taken of it where one
 * part of it is none.
 * @param isPlain a name with a value behind it is enough, as at the summary; elsewhere it must say that something is wrong
 */
export function amend(flow: Flow, session: Session, text: string, context: ReadContext, isPlain: boolean): Turn | undefined {
  const said = saidIn(flow, session, text, context, isPlain)
  if (!said) return undefined
  const answers: Record<string, Value | undefined> = {}
  let question: string | undefined
  for (const { fields, value, isSure } of said) {
    const read = fields.map((one) => ({ ...one, outcome: readFor(flow, session, one, value, context) }))
    const [fit, ...others] = read.filter(({ outcome }) => outcome.is === 'answer' && !outcome.failure)
    if (!fit) return isSure ? settle(flow, session, read) : undefined
    if (others.length > 0) return offerFields(session, [fit, ...others], [], value)
    if (fit.outcome.is === 'answer') Object.assign(answers, fit.outcome.answers)
    question ??= fit.question
  }
  return question === undefined ? undefined : answered(flow, { ...session, step: question, passed: [] }, answers)
}

/**
 * The same where any sentence is an answer: it must say outright what a field becomes (电话改成13991300008), and that must be one that can be read.
 */
export function amendOutright(flow: Flow, session: Session, text: string, context: ReadContext): Turn | undefined {
  if (!OUTRIGHT.test(text.trim())) return undefined
  const said = saidIn(flow, session, text, context, false)
  const isRead = said?.every(({ fields, value }) =>
    fields.some((one) => {
      const outcome = readFor(flow, session, one, value, context)
      return outcome.is === 'answer' && !outcome.failure
    }),
  )
  return isRead ? amend(flow, session, text, context, false) : undefined
}

/** What was meant for one field, where only that one is known. */
export function amendPicked(flow: Flow, session: Session, one: Editable, value: string, context: ReadContext): Turn | undefined {
  const outcome = readFor(flow, session, one, value, context)
  if (outcome.is !== 'answer' || outcome.failure) return undefined
  return answered(flow, { ...session, step: one.question, passed: [] }, outcome.answers)
}

function saidIn(flow: Flow, session: Session, text: string, context: ReadContext, isPlain: boolean): readonly Said[] | undefined {
  const clauses = tidy(text).split(CLAUSES).filter(Boolean)
  const joined: string[] = []
  for (const clause of clauses) {
    const before = joined.at(-1)
    if (before !== undefined && GOES_ON.test(clause.trim())) joined.splice(-1, 1, `${before}，${clause.trim()}`)
    else joined.push(clause.trim())
  }
  if (joined.length === 0 || joined.length > MOST_CLAUSES) return undefined
  const fields = editable(flow, session)
  // whatever is written may go on behind a comma
  const whole = saidOf(flow, tidy(text), fields, context, isPlain)
  if (whole?.isSure && whole.fields.every((one) => takesAnyText(flow, one))) return [{ ...whole, value: asTyped(whole.value, text) }]
  const said = joined.map((clause) => saidOf(flow, clause, fields, context, isPlain))
  return said.every((one) => one !== undefined) ? said : undefined
}

/** The end of the message as it was typed; where the tidy form has another length, the tidy form. */
function asTyped(end: string, text: string): string {
  const typed = text.trim()
  return typed.length === tidy(text).length ? typed.slice(typed.length - end.length) : end
}

function saidOf(flow: Flow, clause: string, fields: readonly Editable[], { words }: ReadContext, isPlain: boolean): Said | undefined {
  const plain = clause.replace(OPENING, '')
  const named = longestNamed(plain, fields, ({ field }) => words.fieldNames(field))
  const { own, length } = named.own.length > 0 ? named : longestNamed(plain, fields, ({ question }) => words.fieldNames(question))
  if (own.length === 0) return undefined
  const rest = plain.slice(length)
  const value = rest.trim().replace(WRONG, '').replace(CONNECTOR, '').trim()
  const isSure = value !== rest.trim() || plain !== clause || (isPlain && /^[\s:：\dA-Za-z]/.test(rest))
  if (value === '' || !(isSure || isPlain)) return undefined
  const meant = isSure ? own : own.filter((one) => !takesAnyText(flow, one))
  return meant.length > 0 ? { fields: meant, value, isSure } : undefined
}

/** The fields with the longest of the names that a text begins with, and how long that is. */
function longestNamed(
  text: string,
  fields: readonly Editable[],
  namesOf: (one: Editable) => readonly string[],
): { readonly own: readonly Editable[]; readonly length: number } {
  const named = fields.map((one) => ({
    one,
    length: Math.max(0, ...namesOf(one).map((name) => (text.toLowerCase().startsWith(tidy(name).toLowerCase()) ? tidy(name).length : 0))),
  }))
  const length = Math.max(0, ...named.map((each) => each.length))
  return { own: length === 0 ? [] : named.filter((each) => each.length === length).map(({ one }) => one), length }
}

/** 地点, 原因: nearly any text could be one. */
function takesAnyText(flow: Flow, { question, field }: Editable): boolean {
  const { input } = questionAt(flow, question)
  const { type } = input.type === 'several' ? (input.parts[field]?.input ?? input) : input
  return ANY_TEXT.includes(type)
}

/** The value as an answer to that field alone. */
function readFor(flow: Flow, session: Session, { question, field }: Editable, value: string, context: ReadContext): Outcome {
  const step = questionAt(flow, question)
  const { input } = step
  if (input.type !== 'several') return kindOf(input).read(askedOf({ ...session, step: question }, step), value, context)
  const part = input.parts[field]!.input
  const reading = singleOf(part).readValue(part, field, value, context)
  if (!reading.ok) return { is: 'misread', field, reason: reading.reason, values: reading.values }
  const found = { [field]: reading.value }
  const { failure } = compareParts(input, { ...ownOf(session.answers, input.parts), ...found }, found)
  return failure ? { is: 'misread', ...failure } : { is: 'answer', answers: found }
}

const ownOf = (answers: Values, parts: object): Values =>
  Object.fromEntries(
    Object.keys(parts).map((field) => [field, isObject(answers[field]) && 'none' in answers[field] ? undefined : answers[field]]),
  )

/** Where it can only be one field: what is to be looked up or asked first, or why it was not taken. What stood there still stands. */
function settle(flow: Flow, session: Session, read: readonly (Editable & { readonly outcome: Outcome })[]): Turn | undefined {
  const [only, ...others] = read
  if (!only || others.length > 0) return undefined
  const { question, field, outcome } = only
  if (outcome.is === 'lookup') return lookUp({ ...withoutOffer(session), step: question }, outcome)
  if (outcome.is === 'misread') {
    const { reason, values, exchanged } = outcome
    if (exchanged) return offerExchange({ ...withoutOffer(session), step: question, correcting: field }, outcome, exchanged)
    return { session, say: [{ say: 'retry', step: question, field: outcome.field, reason, values }] }
  }
  if (outcome.is === 'kept') return kept({ ...withoutOffer(session), step: question }, outcome)
  return correct(flow, session, question, field)
}
