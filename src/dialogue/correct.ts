/** Corrections: going back to a field that has an answer already. */
import type { Flow, Question } from './flow.js'
import { keyOf } from './normalise.js'
import { fieldsOf, pathOf } from './path.js'
import { readChoice } from './read/choice.js'
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
  const candidates = fields.map(({ question, field }) => ({ id: field, label: field, value: { question, field } }))
  if (candidates.length === 0) return ask(flow, session, session.step, [{ say: 'note', key: 'nothingBefore' }])
  const offered = { kind: 'field' as const, candidates }
  const unknown: Said[] = wanted === '' ? [] : [{ say: 'note', key: 'unknownField', values: { wanted } }]
  return { session: { ...session, offered }, say: [...unknown, { say: 'offer', step: session.step, ...offered }] }
}

function editable(flow: Flow, session: Session): { question: string; field: string }[] {
  return pathOf(flow, session)
    .filter((id) => id !== session.step || (flow.steps[id] as Question).input.type !== 'summary')
    .flatMap((id) => fieldsOf(flow.steps[id] as Question, id).map((field) => ({ question: id, field })))
    .filter(({ field }, index, all) => session.answers[field] !== undefined && all.findIndex((other) => other.field === field) === index)
}

/** True where the text is the name of something that can be corrected now. */
export function namesField(flow: Flow, session: Session, text: string, words: Words): boolean {
  return editable(flow, session).some(({ field }) => words.fieldNames(field).some((name) => keyOf(name) === keyOf(text)))
}

export function correct(flow: Flow, session: Session, question: string, field: string): Turn {
  const step = flow.steps[question] as Question
  const { [field]: previous, ...others } = session.answers
  // one part of a set is taken out, so that only it is asked again
  const answers = step.input.type === 'several' || step.input.type === 'files' ? others : session.answers
  const turn = ask(flow, { ...withoutOffer(session), answers, failures: 0 }, question, [])
  return {
    ...turn,
    say: turn.say.map((said) =>
      said.say === 'question' ? { ...said, ...(previous !== undefined && { previous, previousOf: field }) } : said,
    ),
  }
}
