import { isDeepStrictEqual } from 'node:util'
import type { SeveralInput } from '../flow.js'
import { keyOf, tidy } from '../normalise.js'
import type { Value, Values } from '../session.js'
import { type ReadContext, readInput } from './read-input.js'
import { type Reading, refuse } from './reading.js'

export interface SeveralReading {
  /** What was understood; kept even where something else was not. */
  readonly found: Values
  readonly failure?: { readonly field: string; readonly reason: string; readonly values: Values }
}

/**
 * Several fields in one message, in any amount: `T2611-021 陕A12345 11月3日`. Each piece goes to the first open field that can read it; a piece
 * that begins with a field's name goes there. What is still open afterwards is asked again; what was understood is kept. Whoever then
 * says all of it once more, with what was understood in it, means it as a whole.
 */
export function readSeveral(input: SeveralInput, text: string, before: Values, context: ReadContext): SeveralReading {
  const fields = Object.keys(input.parts)
  const open = fields.filter((field) => before[field] === undefined)
  const tokens = tokensOf(text)
  const again = open.length < fields.length && open.length > 0 ? readPieces(input, tokens, fields, {}, context) : undefined
  const isRepeated = again && isWhole(input, again) && fields.some((field) => isSame(before[field], again.found[field]))
  const { found, failure } = isRepeated ? again : readPieces(input, tokens, open, before, context)
  if (failure) return { found, failure }
  if (Object.keys(found).length === 0) return { found, failure: { field: open[0] ?? '', ...refuse('several') } }
  return checkTogether(input, { ...before, ...found }, found)
}

function readPieces(
  input: SeveralInput,
  tokens: readonly string[],
  open: readonly string[],
  before: Values,
  context: ReadContext,
): SeveralReading & { readonly found: Record<string, Value> } {
  const found: Record<string, Value> = {}
  let failure: SeveralReading['failure']
  for (const token of tokens) {
    const named = namedField(token, Object.keys(input.parts), context)
    const targets = named ? [named.field] : open.filter((field) => !(field in found))
    const piece = named?.rest ?? token
    const readings = targets.map((field) => ({ field, reading: readInput(input.parts[field]!.input, field, piece, context) }))
    const fitting = readings.find(({ reading }) => reading.ok)
    if (fitting?.reading.ok) found[fitting.field] = fitting.reading.value
    else if (!isKnown(input, piece, before, context)) failure ??= meant(readings, piece)
  }
  return { found, ...(failure && { failure }) }
}

const isWhole = ({ parts }: SeveralInput, { found, failure }: SeveralReading): boolean =>
  !failure && Object.keys(parts).every((field) => parts[field]!.optional || found[field] !== undefined)

/** What was understood before may be said again. */
const isKnown = ({ parts }: SeveralInput, piece: string, before: Values, context: ReadContext): boolean =>
  Object.entries(before).some(([field, value]) => {
    const reading = parts[field] && readInput(parts[field].input, field, piece, context)
    return reading?.ok && isSame(value, reading.value)
  })

const isSame = (one: Value | undefined, other: Value | undefined): boolean => one !== undefined && isDeepStrictEqual(one, other)

/** Of all fields that could not read a piece, the one that was probably meant: a plate looks like a plate even when a digit is missing. */
function meant(readings: readonly { field: string; reading: Reading }[], piece: string): SeveralReading['failure'] {
  const looksLike = (reason: string) =>
    (reason === 'plate'
      ? /^\p{Script=Han}[A-Za-z]/u
      : reason === 'phone'
        ? /^[\d+-]{6,}$/
        : reason === 'date' || reason === 'future' || reason === 'past' || reason === 'dateRange'
          ? /[年月日号天]|^\d+[./-]\d+/
          : /^$/
    ).test(piece)
  const refused = readings.flatMap(({ field, reading }) => (reading.ok ? [] : [{ field, reason: reading.reason, values: reading.values }]))
  return refused.find(({ reason }) => looksLike(reason)) ?? refused[0]
}

function tokensOf(text: string): string[] {
  return tidy(text)
    .replace(/(\d)\s+(?=(吨|t|kg|公斤|袋|包)(\s|$|[,，、;；]))/gi, '$1')
    .replace(/(\d)\s*(月)\s*(\d+)\s*([日号])?/g, '$1$2$3$4')
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
}

function namedField(token: string, fields: readonly string[], { words }: ReadContext): { field: string; rest: string } | undefined {
  for (const field of fields) {
    for (const name of words.fieldNames(field)) {
      if (token.length > name.length && keyOf(token).startsWith(keyOf(name))) {
        return { field, rest: token.slice(name.length).replace(/^[:：=为是]+/, '') }
      }
    }
  }
  return undefined
}

const amountOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'object' && value !== null && 'value' in value ? Number(value.value) : undefined
const unitOf = (value: Value | undefined) => (typeof value === 'object' && value !== null && 'unit' in value ? value.unit : undefined)

function checkTogether(input: SeveralInput, all: Values, found: Record<string, Value>): SeveralReading {
  for (const [small, large] of Object.entries(input.atMost ?? {})) {
    const [less, more] = [amountOf(all[small]), amountOf(all[large])]
    if (less !== undefined && more !== undefined && unitOf(all[small]) === unitOf(all[large]) && less > more) {
      return { found: {}, failure: { field: small, ...refuse('atMost', { other: large, value: less, limit: more }) } }
    }
  }
  if (input.balance) {
    const [whole, first, second] = input.balance
    const [w, a, b] = [amountOf(all[whole]), amountOf(all[first]), amountOf(all[second])]
    if (w !== undefined && a !== undefined && b === undefined) found[second] = like(all[whole], w - a)
    if (w !== undefined && a !== undefined && b !== undefined && Math.abs(w - a - b) > 0.0051) {
      return { found: {}, failure: { field: second, ...refuse('balance', { whole: w, first: a, second: b, expected: round(w - a) }) } }
    }
    if (w !== undefined && a !== undefined && a >= w)
      return { found: {}, failure: { field: first, ...refuse('atMost', { other: whole, value: a, limit: w }) } }
  }
  return { found }
}

const round = (value: number) => Math.round(value * 1000) / 1000
const like = (model: Value | undefined, value: number): Value => {
  const unit = unitOf(model)
  return unit === undefined ? round(value) : { value: round(value), unit }
}
