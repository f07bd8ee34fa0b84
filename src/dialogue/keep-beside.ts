/** What is sent in the middle of a question that asks for something else is kept as a fact, for whoever needs it later. */
import { askedOf } from './asked.js'
import { addFiles, isFiles } from './files.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import { boundedPlace } from './inputs/location.js'
import { isAnswered, pathOf } from './path.js'
import { type FileRef, isNothing, type Place, type Said, type Session, type Turn, type Values } from './session.js'
import { ask } from './walk.js'

const MOST_FILES = 50

/** Keeps files that nobody asked for as the fact `files`, and asks the present question again. */
export function keepFiles(flow: Flow, session: Session, sent: readonly FileRef[]): Turn {
  const files = addFiles(session.facts.files, sent)
  if (files.length > MOST_FILES) return ask(flow, session, session.step, [{ say: 'note', key: 'filesFull', values: { max: MOST_FILES } }])
  const facts = { ...session.facts, files }
  const answers = { ...givenAfterAll(flow, session, facts), ...moreOf(flow, session, sent) }
  const [joined] = Object.values(answers)
  const kept: Said = { say: 'note', key: 'filesKept', values: { count: (isFiles(joined) ? joined : files).length } }
  return ask(flow, { ...session, facts, answers: { ...session.answers, ...answers } }, session.step, [kept])
}

/** What was said to be missing, once as much of it has come as was asked for. */
function givenAfterAll(flow: Flow, session: Session, facts: Values): Values {
  for (const id of pathOf(flow, session)) {
    const step = questionAt(flow, id)
    const sent = isNothing(session.answers[id]) ? kindOf(step.input).sentBefore?.(facts) : undefined
    if (sent !== undefined && isAnswered(step, id, { [id]: sent })) return { [id]: sent }
  }
  return {}
}

/** One more of those that were asked for last, as far as there is room for it. */
function moreOf(flow: Flow, session: Session, sent: readonly FileRef[]): Values {
  const id = pathOf(flow, session).findLast((one) => isFiles(session.answers[one]) && kindOf(questionAt(flow, one).input).takeFiles)
  if (id === undefined) return {}
  const step = questionAt(flow, id)
  const outcome = kindOf(step.input).takeFiles?.(askedOf({ ...session, step: id }, step), sent)
  return outcome?.is === 'kept' || outcome?.is === 'answer' ? outcome.answers : {}
}

/** Keeps a place that nobody asked for as the fact `place`, and asks the present question again; the last one counts. */
export function keepPlace(flow: Flow, session: Session, given: Place): Turn {
  const place = boundedPlace(given)
  const kept: Said = { say: 'note', key: 'placeKept', values: { place: place.label } }
  return ask(flow, { ...session, facts: { ...session.facts, place } }, session.step, [kept])
}
