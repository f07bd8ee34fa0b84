import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { type Reading, refuse } from './reading.js'

/** What amounts are given in. */
export const UNITS = ['t', 'bag', 'kg'] as const
export type Unit = (typeof UNITS)[number]
export type Quantity = { readonly value: number; readonly unit: Unit }

/** Where a dialogue names no bound of its own. */
const MOST_QUANTITY = 1e6
/** What people write, the unit that it means, and how much of it. */
const WORDS: readonly (readonly [RegExp, Unit, number])[] = [
  [/^(吨|顿|t|tons?|tonnes?)$/i, 't', 1],
  [/^(公斤|千克|kg)$/i, 'kg', 1],
  [/^斤$/, 'kg', 0.5],
  [/^(袋|包|bags?)$/i, 'bag', 1],
]
const NUMERAL = '[\\d.,，零〇一二两三四五六七八九十百千万点半+-]+'
const SHAPE = new RegExp(`^(?:约|大约|大概)?(${NUMERAL})\\s*(吨|顿|公斤|千克|斤|袋|包|车|[a-z]+)?\\s*(半|[一二两三四五六七八九\\d])?$`, 'i')

/**
 * `35.2t`, `20包`, `三十五吨二`, `两吨半`. A number without a unit is taken only where one unit is possible; no unit is guessed. Kilograms become tonnes,
 * and tonnes kilograms, where only the other one is possible.
 * @param min in the unit of the answer; the amount must be more, or may be 0 where `min` is 0
 * @param max in the unit of the answer; the amount may be as much
 * @returns refused as `quantity`, `unit`, `unitMissing` with `number`, `tooSmall` with `min` or `tooLarge` with `max`
 */
export function readQuantity(text: string, units: readonly Unit[], min: number, max = MOST_QUANTITY): Reading<Quantity> {
  const [, digits, word, tail] = SHAPE.exec(tidy(text).replace(/\s+/g, '')) ?? []
  const number = digits === undefined ? undefined : readNumber(digits)
  if (number === undefined) return refuse('quantity')
  const named = word === undefined ? undefined : WORDS.find(([pattern]) => pattern.test(word))
  if (word !== undefined && !named) return refuse('unit')
  if (!named && units.length > 1) return refuse('unitMissing', { number })
  const rest = tail === undefined ? 0 : tail === '半' ? 0.5 : (readNumber(tail) ?? 0) / 10
  const [, unit, factor] = named ?? [undefined, units[0]!, 1]
  const amount = fitTo(units, unit, (number + rest) * factor)
  if (!amount) return refuse('unit')
  if (amount.value <= min && !(min === 0 && amount.value === 0)) return refuse('tooSmall', { min })
  if (amount.value > max) return refuse('tooLarge', { max })
  return { ok: true, value: amount }
}

function fitTo(units: readonly Unit[], unit: Unit, value: number): Quantity | undefined {
  if (value < 0) return undefined
  if (units.includes(unit)) return { value: round(value), unit }
  if (unit === 'kg' && units.includes('t')) return { value: round(value / 1000), unit: 't' }
  if (unit === 't' && units.includes('kg')) return { value: round(value * 1000), unit: 'kg' }
  return undefined
}

const round = (value: number) => Math.round(value * 1e6) / 1e6
