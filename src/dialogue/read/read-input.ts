import type { SingleInput } from '../flow.js'
import { MOST_NUMBER, MOST_NUMBERS } from '../limits.js'
import { tidy } from '../normalise.js'
import type { Words } from '../session.js'
import { type Option, readChoice, readChoices, readYesNo } from './choice.js'
import { readDate } from './date.js'
import { readCode, readName, readPhone, readPlate } from './identifiers.js'
import { readNumber } from './number.js'
import { readQuantity } from './quantity.js'
import { readRating } from './rating.js'
import { type Reading, refuse } from './reading.js'

export interface ReadContext {
  readonly at: Date
  readonly words: Words
}

/** Reads one value of one field; never guesses (domain.md 3.4). */
export function readInput(input: SingleInput, field: string, text: string, { at, words }: ReadContext): Reading {
  switch (input.type) {
    case 'text': {
      const plain = text.trim()
      const { length } = [...plain]
      if (length < input.min) return refuse('textShort', { min: input.min })
      return length > input.max ? refuse('textLong', { max: input.max, length }) : { ok: true, value: plain }
    }
    case 'number':
      return readBounded(readNumber(text.replace(/[袋包个吨%‰]$/, '')), input)
    case 'numbers':
      return readList(text, input)
    case 'quantity':
      return readQuantity(text, input.units, input.min, input.max)
    case 'date':
      return readDate(text, at, input)
    case 'name':
      return readName(text)
    case 'code':
      return readCode(text)
    case 'phone':
      return readPhone(text)
    case 'plate':
      return readPlate(text)
    case 'rating':
      return readRating(text, words)
    case 'yesno':
      return readYesNo(text)
    case 'choice':
    case 'choices': {
      const options = optionsOf(field, input.options, words)
      return input.type === 'choice' ? readChoice(text, options) : readChoices(text, options)
    }
  }
}

export function optionsOf(field: string, ids: readonly string[], words: Words): Option[] {
  return ids.map((id) => ({ id, names: words.optionNames(field, id) }))
}

interface Bounds {
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
}

function readBounded(number: number | undefined, { min = -MOST_NUMBER, max = MOST_NUMBER, integer }: Bounds): Reading<number> {
  if (number === undefined || !Number.isFinite(number)) return refuse('number')
  if (integer && !Number.isInteger(number)) return refuse('integer')
  if (number < min) return refuse('tooSmall', { min })
  return number > max ? refuse('tooLarge', { max }) : { ok: true, value: number }
}

function readList(text: string, bounds: Bounds): Reading<number[]> {
  const values: number[] = []
  const tokens = tidy(text)
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
  if (tokens.length > MOST_NUMBERS) return refuse('numbersMany', { count: tokens.length, max: MOST_NUMBERS })
  for (const token of tokens) {
    const reading = readBounded(readNumber(token.replace(/(kg|公斤|千克)$/i, '')), bounds)
    if (!reading.ok) return reading
    values.push(reading.value)
  }
  return values.length > 0 ? { ok: true, value: values } : refuse('number')
}
