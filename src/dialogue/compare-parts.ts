import type { Failure } from './inputs/kind.js'
import type { SeveralInput } from './parts.js'
import { isObject, type Value, type Values } from './session.js'

/** Weighings differ in the last digit. */
const ROUNDING = 0.0051

/**
 * Whether the parts fit each other, and what follows from them.
 * @param all with what was known before
 * @param found in this reply: kept with what is worked out, or not at all where it does not fit
 */
export function compareParts(input: SeveralInput, all: Values, found: Values): { readonly found: Values; readonly failure?: Failure } {
  const failure = violated(input, all)
  if (failure) return { found: {}, failure: withExchange(input, all, found, failure) }
  return input.balance ? balance(input.balance, all, found) : { found }
}

/** With the two the other way round, where all of it fits then. */
function withExchange(input: SeveralInput, all: Values, found: Values, failure: Failure): Failure {
  const { field, values } = failure
  const other = String(values.other)
  const exchanged = { ...found, [field]: all[other], [other]: all[field] }
  const fits = !violated(input, { ...all, ...exchanged })
  return fits ? { ...failure, exchanged } : failure
}

/** What is more than it can be, or before it can be. */
function violated({ atMost = {}, notBefore = {} }: SeveralInput, all: Values): Failure | undefined {
  const [failure] = [
    ...Object.entries(atMost).flatMap(([small, large]) => exceeds(all, small, large) ?? []),
    ...Object.entries(notBefore).flatMap(([later, earlier]) => precedes(all, later, earlier) ?? []),
  ]
  return failure
}

function exceeds(all: Values, small: string, large: string): Failure | undefined {
  const [less, more] = [amountOf(all[small]), amountOf(all[large])]
  if (less === undefined || more === undefined || unitOf(all[small]) !== unitOf(all[large]) || less <= more) return undefined
  return { field: small, reason: 'atMost', values: { other: large, value: less, limit: more } }
}

/** Days compare as text. */
function precedes(all: Values, later: string, earlier: string): Failure | undefined {
  const [day, first] = [all[later], all[earlier]]
  if (typeof day !== 'string' || typeof first !== 'string' || day >= first) return undefined
  return { field: later, reason: 'notBefore', values: { other: earlier, day, first } }
}

function balance([whole, first, second]: readonly [string, string, string], all: Values, found: Values): ReturnType<typeof compareParts> {
  const [w, a, b] = [amountOf(all[whole]), amountOf(all[first]), amountOf(all[second])]
  if (w !== undefined && a === undefined && b !== undefined && b < w) return { found: { ...found, [first]: like(all[whole], w - b) } }
  if (w === undefined && a !== undefined && b !== undefined) return { found: { ...found, [whole]: like(all[first], a + b) } }
  if (w === undefined || a === undefined) return { found }
  if (b !== undefined && Math.abs(w - a - b) > ROUNDING) {
    const values = { whole: w, first: a, second: b, expected: round(w - a) }
    return { found: {}, failure: { field: second, reason: 'balance', values } }
  }
  if (a >= w) return { found: {}, failure: { field: first, reason: 'atMost', values: { other: whole, value: a, limit: w } } }
  return { found: b === undefined ? { ...found, [second]: like(all[whole], w - a) } : found }
}

/** Of a number, or of a quantity. */
function amountOf(value: Value | undefined): number | undefined {
  const amount = isObject(value) ? value.value : value
  return typeof amount === 'number' ? amount : undefined
}
const unitOf = (value: Value | undefined) => (isObject(value) ? value.unit : undefined)
const round = (value: number) => Math.round(value * 1000) / 1000
const like = (model: Value | undefined, value: number): Value =>
  isObject(model) ? { value: round(value), unit: model.unit } : round(value)
