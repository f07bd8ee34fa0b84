import sift from 'sift'
import { type Branch, type Flow, type Guard, type Question, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Way } from './inputs/kind.js'
import type { Session, Value, Values } from './session.js'

/** True when nothing of the question is to be asked any more. */
export const isAnswered = ({ input }: Question, id: string, answers: Values): boolean => kindOf(input).isAnswered(input, id, answers)

/** What stands below the options of a choice, in this order; a typed number counts them too. */
export const waysAround = ({ optional, unknown }: Question): Way[] => [
  ...(optional ? (['skip'] as const) : []),
  ...(unknown ? (['unknown'] as const) : []),
]

/** Names of the answers a question gives. */
export const fieldsOf = ({ input }: Pick<Question, 'input'>, id: string): readonly string[] => kindOf(input).fields(input, id)

/** Where the first branch leads whose guard holds. @throws Error where none does, which a checked flow never comes to */
export function follow(branches: readonly Branch[], known: Values): string {
  const branch = branches.find(({ when }) => when === undefined || holds(when, known))
  if (!branch) throw new Error('no branch fits: this flow was not checked')
  return branch.to
}

/** sift's other operations stay out: `$where` compiles text into code, `$regex` can take for ever. */
const { $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists } = sift
const OPERATIONS = { $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists }
const testers = new WeakMap<Guard, (known: Values) => boolean>()

/** @throws Error for an operation that guards do not have */
export function holds(guard: Guard, known: Values): boolean {
  const compiled = testers.get(guard) ?? sift.createQueryTester<Values>(guard, { operations: OPERATIONS })
  testers.set(guard, compiled)
  return compiled(known)
}

/** Ids of the questions in order from the start up to the present step, as the answers given so far lead there. */
export function pathOf(flow: Flow, session: Pick<Session, 'step' | 'answers' | 'facts'>): string[] {
  const questions: string[] = []
  const seen = new Set<string>()
  let known: Record<string, Value | undefined> = { ...session.facts }
  for (let id = flow.start; !seen.has(id); ) {
    seen.add(id)
    const step = flow.steps[id]
    if (!step || step.type === 'end') break
    if (step.type === 'question') {
      questions.push(id)
      if (id === session.step) break
      known = { ...known, ...pick(session.answers, fieldsOf(step, id)) }
    } else if (id === session.step) break
    id = follow(step.next, known)
  }
  return questions
}

/** The answers that belong to the way actually taken; those of a branch left by a correction stay stored but count no more. */
export function answersOnPath(flow: Flow, session: Session): Values {
  const fields = pathOf(flow, session).flatMap((id) => fieldsOf(questionAt(flow, id), id))
  return pick(session.answers, fields)
}

/** All that guards and texts may name: facts, and the answers on the way taken. */
export const knownTo = (flow: Flow, session: Session): Values => ({ ...session.facts, ...answersOnPath(flow, session) })

function pick(values: Values, keys: readonly string[]): Record<string, Value | undefined> {
  return Object.fromEntries(keys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]))
}
