import { fallbackValue } from './defaults.js'
import type { Question } from './flow.js'
import { type Input, kindOf } from './inputs/index.js'
import type { Asked } from './inputs/kind.js'
import { fieldsOf, waysAround } from './path.js'
import type { Session, Values } from './session.js'

/** The present question as its kind sees it. */
export function askedOf({ step: id, answers, facts, correcting }: Session, step: Question): Asked<Input> {
  const input = offeredIn(step, facts)
  const suggestions = Object.entries(kindOf(input).suggestions?.(input, id) ?? {})
  const known = { ...facts, ...answers }
  const suggested = suggestions.map(([field, suggestion]) => [field, fallbackValue(suggestion, known)] as const)
  return {
    input,
    id,
    answers,
    ways: waysAround(step),
    ...(correcting !== undefined && fieldsOf(step, id).includes(correcting) && { correcting }),
    suggested: Object.fromEntries(suggested.filter(([, value]) => value !== undefined && value !== null)),
  }
}

/** The question with those of its options that are offered in this dialogue. */
export const offeredIn = ({ input }: Question, facts: Values): Input => kindOf(input).offeredIn?.(input, facts) ?? input
