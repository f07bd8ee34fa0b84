/** What is taken without asking: values that a flow names, and what was sent before anybody asked. */
import { branchesOf, type Flow, type Question, questionAt, type Step } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fieldsOf, knownTo } from './path.js'
import type { Fallback } from './schemas.js'
import { isNothing, isObject, type Session, type Value, type Values } from './session.js'

/** The fact that holds a message as it was told. */
export const TOLD = 'heard'
/** The fact that names those which an action has found by it. */
const FOUND = 'foundByWords'

/** What its fields are taken to be where nobody was asked. */
export const fallbacksOf = ({ input, default: own }: Question, id: string): Readonly<Record<string, Fallback>> => ({
  ...(own !== undefined && { [id]: own }),
  ...kindOf(input).defaults?.(input),
})

/** The session with what its present question can be taken to be. */
export function prefill(flow: Flow, step: Question, id: string, session: Session): Session {
  const open = Object.entries(fallbacksOf(step, id)).filter(([field]) => session.answers[field] === undefined)
  const given = open
    .map(([field, fallback]) => [field, fallbackValue(fallback, knownTo(flow, session))] as const)
    .filter(([, value]) => value !== undefined)
  if (given.length > 0) {
    const answers = Object.fromEntries(given)
    const own = open.filter(([, fallback]) => isOwnWords(fallback, session.facts)).map(([field]) => field)
    const taken = Object.fromEntries(given.filter(([field]) => !own.includes(field)))
    return { ...session, answers: { ...session.answers, ...answers }, taken: { ...session.taken, ...taken } }
  }
  const sent = session.answers[id] === undefined ? kindOf(step.input).sentBefore?.(session.facts) : undefined
  return sent === undefined ? session : { ...session, answers: { ...session.answers, [id]: sent } }
}

/** What was told in one go is said, even where it answers a later question; and so is what was found by it. */
const isOwnWords = (fallback: Fallback, { [FOUND]: found }: Values): boolean =>
  isObject(fallback) && (fallback.fact === TOLD || (Array.isArray(found) && found.includes(fallback.fact)))

/** Of these fields those that nobody has said, as long as they are what they were filled in with. */
export const unsaidOf = ({ taken = {}, answers }: Session, fields: readonly string[]): string[] =>
  fields.filter((field) => {
    const value = taken[field]
    return value !== undefined && !isNothing(value) && JSON.stringify(value) === JSON.stringify(answers[field])
  })

/** What is said was not filled in, though it is the same. */
export function withoutTaken(session: Session, said: Values): Session {
  if (!session.taken) return session
  return { ...session, taken: Object.fromEntries(Object.entries(session.taken).filter(([field]) => !(field in said))) }
}

/** True where nobody was asked: every answer of the question is its default. */
export function wasTaken(flow: Flow, session: Session, id: string): boolean {
  const step = questionAt(flow, id)
  const fallbacks = fallbacksOf(step, id)
  return fieldsOf(step, id).every((field) => {
    const value = field in fallbacks ? fallbackValue(fallbacks[field]!, knownTo(flow, session)) : undefined
    return value !== undefined && JSON.stringify(value) === JSON.stringify(session.answers[field])
  })
}

/** `owner.phone` looks into the answer `owner`. */
export function fallbackValue(fallback: Fallback, values: Values): Value | undefined {
  if (typeof fallback !== 'object' || fallback === null) return fallback
  let value: Value | undefined = values
  for (const name of fallback.fact.split('.')) {
    value = isObject(value) ? value[name] : undefined
  }
  return value ?? fallback.otherwise
}

/** Without what was taken from an answer that now changes: another owner has another phone. What a person typed stays. */
export function withoutStaleDefaults(flow: Flow, session: Session, changed: readonly string[]): Session {
  const known = { ...session.facts, ...session.answers }
  const renewed = new Set([...changed, ...changed.flatMap((field) => workedOutOf(flow, field))])
  const isStale = ([field, fallback]: readonly [string, Fallback]): boolean => {
    const isFromChanged = typeof fallback === 'object' && fallback !== null && renewed.has(fallback.fact.split('.')[0] ?? '')
    const was = isFromChanged ? fallbackValue(fallback, known) : undefined
    return was !== undefined && was !== null && JSON.stringify(was) === JSON.stringify(session.answers[field])
  }
  const stale = Object.entries(flow.steps).flatMap(([id, step]) => (step.type === 'question' ? takenAt(step, id) : []))
  const fields = stale.filter((one) => isStale(one) && !changed.includes(one[0])).map(([field]) => field)
  return { ...session, answers: Object.fromEntries(Object.entries(session.answers).filter(([field]) => !fields.includes(field))) }
}

/** All that may be taken at a question for a field, unsaid or by a tap. */
const takenAt = (step: Question, id: string): [string, Fallback][] => [
  ...Object.entries(kindOf(step.input).suggestions?.(step.input, id) ?? {}),
  ...Object.entries(fallbacksOf(step, id)),
  ...Object.values(step.shortcuts ?? {}).flatMap((answers) => Object.entries(answers)),
]

/** The facts that are worked out right behind the question of this field. */
function workedOutOf({ steps }: Flow, field: string): string[] {
  const asked = Object.entries(steps).find(([id, step]) => step.type === 'question' && fieldsOf(step, id).includes(field))?.[1]
  const facts: string[] = []
  const follow = (step: Step | undefined, most: number): void => {
    for (const { to } of step && most > 0 ? branchesOf(step) : []) {
      const next = steps[to]
      if (next?.type !== 'action') continue
      facts.push(...next.gives)
      follow(next, most - 1)
    }
  }
  follow(asked, MOST_ACTIONS)
  return facts
}
/** In a row, without a question between them. */
const MOST_ACTIONS = 3
