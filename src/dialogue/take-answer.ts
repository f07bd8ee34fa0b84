/** What becomes of something that was understood, and of something that was not. */
import type { Flow, Question } from './flow.js'
import { boundedFile, cutPlace, MOST_EVIDENCE } from './limits.js'
import { follow, isAnswered, pathOf } from './path.js'
import { type FileRef, isNothing, type Said, type Session, type Turn, type Value, type Values } from './session.js'
import { ask, knownTo, photosIn, walk, withoutStaleDefaults } from './walk.js'

const FAILURES_TO_SHOW_EXAMPLES = 2

const FAILURES_TO_OFFER_A_PERSON = 3

export function answered(flow: Flow, session: Session, answers: Values): Turn {
  const { offered: _offered, ...rest } = withoutStaleDefaults(flow, session, Object.keys(answers))
  const next: Session = { ...rest, answers: { ...rest.answers, ...answers }, failures: 0 }
  const step = flow.steps[session.step] as Question
  const echo: Said[] = step.quiet ? [] : [{ say: 'echo', answers }]
  if (!isAnswered(step, session.step, next.answers)) return ask(flow, next, session.step, echo)
  return walk(flow, next, follow(step.next, knownTo(flow, next)), echo)
}

export function misread(flow: Flow, session: Session, field: string, reason: string, values: Values): Turn {
  const failures = session.failures + 1
  const say: Said[] = [{ say: 'retry', step: session.step, field, reason, values }]
  if (failures === FAILURES_TO_SHOW_EXAMPLES) say.push({ say: 'examples', step: session.step })
  if (failures >= FAILURES_TO_OFFER_A_PERSON) say.push({ say: 'note', key: 'offerPerson' })
  const step = flow.steps[session.step] as Question
  if (failures >= FAILURES_TO_SHOW_EXAMPLES && ['choice', 'choices', 'summary'].includes(step.input.type))
    return ask(flow, { ...session, failures }, session.step, say)
  return { session: { ...session, failures }, say }
}

export function withFiles(flow: Flow, session: Session, step: Question, files: readonly FileRef[]): Turn {
  if (step.input.type !== 'files') {
    const evidence = addFiles(session.facts.evidence, files)
    if (evidence.length > MOST_EVIDENCE)
      return ask(flow, session, session.step, [{ say: 'note', key: 'evidenceFull', values: { max: MOST_EVIDENCE } }])
    const kept: Said = { say: 'note', key: 'evidenceKept', values: { count: evidence.length } }
    const answers = { ...session.answers, ...givenAfterAll(flow, session, photosIn(evidence)) }
    return ask(flow, { ...session, answers, facts: { ...session.facts, evidence } }, session.step, [kept])
  }
  const all = addFiles(session.answers[session.step], files)
  if (all.length > step.input.max) return misread(flow, session, session.step, 'filesMax', { max: step.input.max })
  const next = { ...session, failures: 0, answers: { ...session.answers, [session.step]: all } }
  if (all.length === step.input.max) return answered(flow, next, { [session.step]: all })
  return {
    session: next,
    say: [
      {
        say: 'note',
        key: all.length < step.input.min ? 'filesMore' : 'filesReceived',
        values: { count: all.length, min: step.input.min, offer: all.length === Math.max(1, step.input.min) },
      },
    ],
  }
}

/** Photos that were said to be missing, once there are as many as were asked for. */
function givenAfterAll(flow: Flow, session: Session, photos: readonly FileRef[]): Values {
  const asked = pathOf(flow, session).find((id) => {
    const { input } = flow.steps[id] as Question
    return input.type === 'files' && isNothing(session.answers[id]) && photos.length >= Math.max(1, input.min)
  })
  return asked ? { [asked]: photos } : {}
}

function addFiles(before: Value | undefined, files: readonly FileRef[]): FileRef[] {
  const known = Array.isArray(before) ? (before as readonly FileRef[]) : []
  return [...known, ...files.filter(({ id }) => !known.some((file) => file.id === id)).map(boundedFile)]
}

export function withPlace(flow: Flow, session: Session, step: Question, given: Values & { readonly label: string }): Turn {
  const place = { ...given, label: cutPlace(given.label) }
  if (step.input.type === 'location') return answered(flow, session, { [session.step]: place })
  return ask(flow, { ...session, facts: { ...session.facts, place } }, session.step, [
    { say: 'note', key: 'placeKept', values: { place: place.label } },
  ])
}
