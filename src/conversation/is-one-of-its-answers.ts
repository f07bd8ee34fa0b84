import type { Input, SingleInput } from '../dialogue/flow.js'
import { type ReadContext, readInput } from '../dialogue/read/read-input.js'

/** Questions that only certain words answer, and those that any words would. */
const SINGLE: ReadonlySet<string> = new Set([
  'choice',
  'choices',
  'rating',
  'yesno',
  'date',
  'number',
  'numbers',
  'quantity',
  'phone',
  'plate',
])
const ANY_WORDS: ReadonlySet<string> = new Set(['text', 'name', 'code'])

/** True where a question takes these words and would not take just any. */
export function isOneOfItsAnswers(input: Input, field: string, text: string, context: ReadContext): boolean {
  const reads = (one: SingleInput, name: string) => !ANY_WORDS.has(one.type) && readInput(one, name, text, context).ok
  if (input.type === 'several') return Object.entries(input.parts).some(([part, { input: one }]) => reads(one, part))
  return SINGLE.has(input.type) && reads(input as SingleInput, field)
}
