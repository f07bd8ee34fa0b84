/** Numbers within bounds, one or several in a message. */
import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { type Reading, refuse } from './reading.js'

/** Where a dialogue names no bound of its own. */
const MOST_NUMBER = 1e9
const MOST_NUMBERS = 100

export interface Bounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly integer?: boolean | undefined
}

/** One number; a word for what is counted may stand behind it: `692袋`, `3‰`, `20点`. Refused as `number`, `integer`, `tooSmall` with `min` or `tooLarge` with `max`. */
export const readCount = (text: string, bounds: Bounds): Reading<number> =>
  within(readNumber(text.replace(/(?:[袋包个件点吨天度℃%‰]|°C)$/, '')), bounds)

/**
 * Weights in kilograms, in the order in which they were written, separated by blanks or commas; all of them fit or none is taken. Refused
 * like one number, or as `numbersMany` with `count` and `max`.
 */
export function readWeights(text: string, bounds: Bounds): Reading<number[]> {
  const values: number[] = []
  const pieces = tidy(text)
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
  if (pieces.length > MOST_NUMBERS) return refuse('numbersMany', { count: pieces.length, max: MOST_NUMBERS })
  for (const piece of pieces) {
    const reading = within(readNumber(piece.replace(/(kg|公斤|千克)$/i, '')), bounds)
    if (!reading.ok) return reading
    values.push(reading.value)
  }
  return values.length > 0 ? { ok: true, value: values } : refuse('number')
}

function within(number: number | undefined, { min = -MOST_NUMBER, max = MOST_NUMBER, integer }: Bounds): Reading<number> {
  if (number === undefined || !Number.isFinite(number)) return refuse('number')
  if (integer && !Number.isInteger(number)) return refuse('integer')
  if (number < min) return refuse('tooSmall', { min })
  return number > max ? refuse('tooLarge', { max }) : { ok: true, value: number }
}
