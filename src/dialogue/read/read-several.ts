import type { SeveralInput } from '../flow.js'
import { keyOf, tidy } from '../normalise.js'
import type { Value, Values } from '../session.js'
import { type ReadContext, readInput } from './read-input.js'
import { type Reading, refuse } from './reading.js'

export type SeveralReading =
  | { readonly ok: true; readonly found: Values }
  | { readonly ok: false; readonly field: string; readonly reason: string; readonly values: Values }

/**
 * Several fields in one message, in any amount: `T2611-021 陕A12345 11月3日`. Each piece goes to the first open field that can read it; a piece
 * that begins with a field's name goes there. What is still open afterwards is asked again; what was understood is kept.
 */
export function readSeveral(input: SeveralInput, text: string, before: Values, context: ReadContext): SeveralReading {
  const found: Record<string, Value> = {}
  const open = Object.keys(input.parts).filter((field) => before[field] === undefined)
  let firstFailure: { field: string; reading: Reading & { ok: false } } | undefined

  for (const token of tokensOf(text)) {
    const named = namedField(token, Object.keys(input.parts), context)
    const targets = named ? [named.field] : open.filter((field) => !(field in found))
    const piece = named?.rest ?? token
    let taken = false
    for (const field of targets) {
      const reading = readInput(input.parts[field]!.input, field, piece, context)
      if (reading.ok) {
        found[field] = reading.value
        taken = true
        break
      }
      firstFailure ??= { field, reading }
    }
    if (!taken && firstFailure)
      return { ok: false, field: firstFailure.field, reason: firstFailure.reading.reason, values: firstFailure.reading.values }
    firstFailure = undefined
  }
  if (Object.keys(found).length === 0) return { field: open[0] ?? '', ...refuse('several') }
  return checkTogether(input, { ...before, ...found }, found)
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
      return { field: small, ...refuse('atMost', { other: large, value: less, limit: more }) }
    }
  }
  if (input.balance) {
    const [whole, first, second] = input.balance
    const [w, a, b] = [amountOf(all[whole]), amountOf(all[first]), amountOf(all[second])]
    if (w !== undefined && a !== undefined && b === undefined) found[second] = like(all[whole], w - a)
    if (w !== undefined && a !== undefined && b !== undefined && Math.abs(w - a - b) > 0.0051) {
      return { field: second, ...refuse('balance', { whole: w, first: a, second: b, expected: round(w - a) }) }
    }
    if (w !== undefined && a !== undefined && a >= w) return { field: first, ...refuse('atMost', { other: whole, value: a, limit: w }) }
  }
  return { ok: true, found }
}

const round = (value: number) => Math.round(value * 1000) / 1000
const like = (model: Value | undefined, value: number): Value => {
  const unit = unitOf(model)
  return unit === undefined ? round(value) : { value: round(value), unit }
}
