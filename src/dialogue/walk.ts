/** Moving on: from a step to the next question that has no answer, to an action, or to the end. */
import type { Fallback, Flow, Question } from './flow.js'
import { answersOnPath, fieldsOf, follow, isAnswered, pathOf } from './path.js'
import { type FileRef, isNothing, type Said, type Session, type Turn, type Value, type Values } from './session.js'

/** A new session, moved on to its first question, action or end. */
export function begin(flow: Flow, id: string, facts: Values): Turn {
  const session: Session = {
    id,
    flow: flow.id,
    revision: flow.revision,
    status: 'active',
    step: flow.start,
    answers: {},
    facts,
    failures: 0,
    turn: 0,
    told: {},
    passed: [],
  }
  return walk(flow, session, flow.start, [])
}

/** From a step onwards to the next question that has no answer, the next action, or the end. */
export function walk(flow: Flow, from: Session, first: string, said: readonly Said[]): Turn {
  let session = from
  const say = [...said]
  for (let id = first; ; ) {
    const step = flow.steps[id]
    if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${id}`)
    const again = session.passed.includes(id)
    session = { ...session, step: id, passed: [...session.passed, id] }
    switch (step.type) {
      case 'end': {
        if (!step.silent) say.push({ say: 'message', step: id, values: valuesOf(step.values, flow, session) })
        const facts = { ...session.facts, ...answersOnPath(flow, session) }
        return {
          session: { ...session, status: step.outcome },
          say,
          ...(step.continueWith && { continueWith: { flow: step.continueWith, facts } }),
        }
      }
      case 'action':
        if (again) throw new Error(`flow ${flow.id} runs in a circle at ${id}`)
        return { session, say, action: { name: step.run, step: id } }
      case 'message': {
        const values = valuesOf(step.values, flow, session)
        const key = JSON.stringify(values)
        if (session.told[id] !== key) say.push({ say: 'message', step: id, values })
        session = { ...session, told: { ...session.told, [id]: key } }
        break
      }
      case 'question': {
        session = prefill(flow, step, id, session)
        if (again || !isAnswered(step, id, session.answers)) return ask(flow, session, id, say)
      }
    }
    id = follow(step.next, knownTo(flow, session))
  }
}

/** Defaults, and photos that were sent before anybody asked. */
function prefill(flow: Flow, step: Question, id: string, session: Session): Session {
  const open = Object.entries(fallbacksOf(step, id)).filter(([field]) => session.answers[field] === undefined)
  const given = open
    .map(([field, fallback]) => [field, fallbackValue(fallback, knownTo(flow, session))] as const)
    .filter(([, value]) => value !== undefined)
  if (given.length > 0) return { ...session, answers: { ...session.answers, ...Object.fromEntries(given) } }
  const photos = photosIn(session.facts.evidence)
  const isOpen = step.input.type === 'files' && session.answers[id] === undefined
  return isOpen && photos.length > 0 ? { ...session, answers: { ...session.answers, [id]: photos } } : session
}

export const photosIn = (evidence: Value | undefined): readonly FileRef[] =>
  Array.isArray(evidence) ? (evidence as readonly FileRef[]).filter(({ kind }) => kind !== 'text' && kind !== 'link') : []

function fallbacksOf({ input, default: own }: Question, id: string): Record<string, Fallback> {
  const parts = input.type === 'several' ? Object.entries(input.parts).map(([field, part]) => [field, part.default] as const) : []
  return Object.fromEntries(
    [[id, own] as const, ...parts].flatMap(([field, fallback]) => (fallback === undefined ? [] : [[field, fallback]])),
  )
}

/** True where nobody was asked: every answer of the question is its default. */
export function wasTaken(flow: Flow, session: Session, id: string): boolean {
  const step = flow.steps[id] as Question
  const fallbacks = fallbacksOf(step, id)
  return fieldsOf(step, id).every((field) => {
    const value = field in fallbacks ? fallbackValue(fallbacks[field]!, knownTo(flow, session)) : undefined
    return value !== undefined && JSON.stringify(value) === JSON.stringify(session.answers[field])
  })
}

/** `customer.contactName` looks into the answer of that name. */
function fallbackValue(fallback: Fallback, values: Values): Value | undefined {
  if (typeof fallback !== 'object' || fallback === null) return fallback
  let value: Value | undefined = values as Value
  for (const name of fallback.fact.split('.')) {
    value = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values)[name] : undefined
  }
  return value ?? fallback.otherwise
}

/** Without what was taken from an answer that now changes: another customer has another contact. What a person typed stays. */
export function withoutStaleDefaults(flow: Flow, session: Session, changed: readonly string[]): Session {
  const stale = Object.entries(flow.steps).flatMap(([id, step]) =>
    step.type !== 'question'
      ? []
      : Object.entries(fallbacksOf(step, id)).flatMap(([field, fallback]) => {
          const isFromChanged = typeof fallback === 'object' && fallback !== null && changed.includes(fallback.fact.split('.')[0] ?? '')
          const was = isFromChanged ? fallbackValue(fallback, session.answers) : undefined
          return was !== undefined && JSON.stringify(was) === JSON.stringify(session.answers[field]) ? [field] : []
        }),
  )
  return { ...session, answers: Object.fromEntries(Object.entries(session.answers).filter(([field]) => !stale.includes(field))) }
}

export function ask(flow: Flow, session: Session, id: string, said: readonly Said[]): Turn {
  const step = flow.steps[id] as Question
  const { input } = step
  const next = { ...session, step: id }
  if (session.offered && session.step === id) return { session: next, say: [...said, { say: 'offer', step: id, ...session.offered }] }
  if (input.type === 'summary') {
    const answers = answersOnPath(flow, next)
    const fields = [...new Set(pathOf(flow, next).flatMap((question) => fieldsOf(flow.steps[question] as Question, question)))].filter(
      (field) => answers[field] !== undefined,
    )
    return { session: { ...next, failures: session.failures }, say: [...said, { say: 'summary', step: id, answers, fields }] }
  }
  const open = input.type === 'several' ? Object.keys(input.parts).filter((field) => session.answers[field] === undefined) : undefined
  const previous = input.type !== 'several' && !isNothing(session.answers[id]) ? session.answers[id] : undefined
  return {
    session: next,
    say: [...said, { say: 'question', step: id, ...(open && { parts: open }), ...(previous !== undefined && { previous }) }],
  }
}

export function withoutOffer({ offered: _offered, ...session }: Session): Session {
  return session
}

export const knownTo = (flow: Flow, session: Session): Values => ({ ...session.facts, ...answersOnPath(flow, session) })

function valuesOf(names: readonly string[], flow: Flow, session: Session): Values {
  const known = knownTo(flow, session)
  return Object.fromEntries(names.map((name) => [name, known[name]]))
}
