/** Corrections: going back to a field that has an answer already. */
import { readChoice } from '../reading/choice.js'
import { keyOf } from '../reading/normalise.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fieldsOf, pathOf } from './path.js'
import type { Said, Session, Turn, Words } from './session.js'
import { ask, withoutOffer } from './walk.js'

/** «修改 数量» goes to that question; «修改» alone offers the fields. */
export function edit(flow: Flow, session: Session, wanted: string, words: Words): Turn {
  const fields = editable(flow, session)
  if (wanted !== '') {
    const options = fields.map(({ field }) => ({ id: field, names: words.fieldNames(field) }))
    const reading = readChoice(wanted, options)
    const target = reading.ok && fields.find(({ field }) => field === reading.value)
    if (target) return correct(flow, session, target.question, target.field)
  }
  const candidates = fields.map(({ field }) => ({ id: field, label: field, value: field }))
  if (candidates.length === 0) return ask(flow, session, session.step, [{ say: 'note', key: 'nothingBefore' }])
  const offered = { kind: 'field' as const, candidates }
  const unknown: Said[] = wanted === '' ? [] : [{ say: 'note', key: 'unknownField', values: { wanted } }]
  return { session: { ...session, offered }, say: [...unknown, { say: 'offer', step: session.step, ...offered }] }
}

function editable(flow: Flow, session: Session): { question: string; field: string }[] {
  return pathOf(flow, session)
    .filter((id) => id !== session.step || !kindOf(questionAt(flow, id).input).isReview)
    .flatMap((id) => fieldsOf(questionAt(flow, id), id).map((field) => ({ question: id, field })))
    .filter(({ field }, index, all) => session.answers[field] !== undefined && all.findIndex((other) => other.field === field) === index)
}

/** True where the text is the name of something that can be corrected now. */
export function namesField(flow: Flow, session: Session, text: string, words: Words): boolean {
  return editable(flow, session).some(({ field }) => words.fieldNames(field).some((name) => keyOf(name) === keyOf(text)))
}

/** Asks for a field again that has been picked from those offered. */
export function correctPicked(flow: Flow, session: Session, field: string): Turn {
  const target = editable(flow, session).find((one) => one.field === field)
  return target ? correct(flow, session, target.question, field) : ask(flow, withoutOffer(session), session.step, [])
}

/** Where a set is asked for, only that field. */
function correct(flow: Flow, session: Session, question: string, field: string): Turn {
  const step = questionAt(flow, question)
  const { [field]: previous, ...others } = session.answers
  const { isReopened, hidesPrevious } = kindOf(step.input)
  const answers = isReopened ? others : session.answers
  const turn = ask(flow, { ...withoutOffer(session), answers, failures: 0 }, question, [])
  return {
    ...turn,
    say: turn.say.map((said) =>
      said.say === 'question' ? { ...said, ...(previous !== undefined && !hidesPrevious && { previous, previousOf: field }) } : said,
    ),
  }
}
