/** Corrections: going back to a field that has an answer already. */
import { readChoice } from '../reading/choice.js'
import { keyOf } from '../reading/normalise.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fieldsOf, pathOf } from './path.js'
import type { Said, Session, Turn, Words } from './session.js'
import { ask, withoutOffer } from './walk.js'

/** A field that has an answer, and the question that asks for it. */
export type Editable = { readonly question: string; readonly field: string }

/** A part of a name has so many; one letter stands in many names. */
const LEAST_LETTERS = 2

/** «修改 数量» goes to that question, «修改 日期» offers all dates, and «修改» alone every field. */
export function edit(flow: Flow, session: Session, wanted: string, words: Words): Turn {
  const fields = editable(flow, session)
  const meant = wanted === '' ? [] : meantBy(wanted, fields, words)
  const [target, ...others] = meant
  if (target && others.length === 0) return correct(flow, session, target.question, target.field)
  if (target) return offerFields(session, meant, [])
  if (fields.length === 0) return ask(flow, session, session.step, [{ say: 'note', key: 'nothingBefore' }])
  return offerFields(session, fields, wanted === '' ? [] : [{ say: 'note', key: 'unknownField', values: { wanted } }])
}

/** @param meant what the one that is picked is to become, where that was said already */
export function offerFields(session: Session, fields: readonly Editable[], said: readonly Said[], meant?: string): Turn {
  const candidates = fields.map(({ field }) => ({ id: field, label: field, value: field, ...(meant !== undefined && { meant }) }))
  const offered = { kind: 'field' as const, candidates }
  return { session: { ...session, offered }, say: [...said, { say: 'offer', step: session.step, ...offered }] }
}

/** Those that are named, or else the one whose name stands in a sentence. */
function meantBy(wanted: string, fields: readonly Editable[], words: Words): readonly Editable[] {
  const named = namedBy(wanted, fields, words)
  if (named.length > 0) return named
  const reading = readChoice(
    wanted,
    fields.map(({ field }) => ({ id: field, names: words.fieldNames(field) })),
  )
  return reading.ok ? fields.filter(({ field }) => field === reading.value) : []
}

/** Those that are called so, whose question is, or in whose name it stands: 日期 is in 开始日期 and in 结束日期. */
function namedBy(text: string, fields: readonly Editable[], words: Words): readonly Editable[] {
  const key = keyOf(text)
  const having = (names: (one: Editable) => readonly string[], fits: (name: string) => boolean) =>
    fields.filter((one) => names(one).map(keyOf).some(fits))
  const own = ({ field }: Editable) => words.fieldNames(field)
  const levels = [
    having(own, (name) => name === key),
    having(
      ({ question }) => words.fieldNames(question),
      (name) => name === key,
    ),
    key.length >= LEAST_LETTERS ? having(own, (name) => name.includes(key)) : [],
  ]
  return levels.find((found) => found.length > 0) ?? []
}

export function editable(flow: Flow, session: Session): Editable[] {
  // whoever is on the way back to a field has answered what comes behind it, too
  return pathOf(flow, session.correcting === undefined ? session : { ...session, step: '' })
    .filter((id) => id !== session.step || !kindOf(questionAt(flow, id).input).isReview)
    .flatMap((id) => fieldsOf(questionAt(flow, id), id).map((field) => ({ question: id, field })))
    .filter(({ field }, index, all) => session.answers[field] !== undefined && all.findIndex((other) => other.field === field) === index)
}

/** True where the text is the name of something that can be corrected now, or a part of one. */
export const namesField = (flow: Flow, session: Session, text: string, words: Words): boolean =>
  namedBy(text, editable(flow, session), words).length > 0

/** Asks for a field again that has been picked from those offered. */
export function correctPicked(flow: Flow, session: Session, field: string): Turn {
  const target = editable(flow, session).find((one) => one.field === field)
  return target ? correct(flow, session, target.question, field) : ask(flow, withoutOffer(session), session.step, [])
}

/** Asks for a field again. Where a set is asked for, only that field. What stands there stays until its successor has been read. */
export function correct(flow: Flow, session: Session, question: string, field: string): Turn {
  const step = questionAt(flow, question)
  const { [field]: previous, ...others } = session.answers
  const { isReopened, hidesPrevious } = kindOf(step.input)
  const answers = isReopened ? others : session.answers
  const turn = ask(flow, { ...withoutOffer(session), answers, failures: 0, correcting: field }, question, [])
  const isPart = step.input.type === 'several'
  return {
    ...turn,
    say: turn.say.map((said) =>
      said.say === 'question'
        ? { ...said, ...(isPart && { parts: [field] }), ...(previous !== undefined && !hidesPrevious && { previous, previousOf: field }) }
        : said,
    ),
  }
}
