import { isDeepStrictEqual } from 'node:util'
import { afterName, piecesOf } from '../reading/pieces.js'
import type { Reading } from '../reading/reading.js'
import { compareParts } from './compare-parts.js'
import type { Failure, ReadContext } from './inputs/kind.js'
import { singleOf } from './inputs/singles.js'
import { isWhole, type SeveralInput } from './parts.js'
import type { Value, Values } from './session.js'

export interface PartsReading {
  /** What was understood; kept even where something else was not. */
  readonly found: Values
  readonly failure?: Failure
}

/**
 * Several fields in one message, in any amount: `T2611-021 陕A12345 11月3日`. Each piece goes to the first open field that can read it; a piece
 * that begins with a field's name goes there. What is still open afterwards is asked again; what was understood is kept. Whoever then
 * says all of it once more, with what was understood in it, means it as a whole.
 */
export function readParts(input: SeveralInput, text: string, before: Values, context: ReadContext): PartsReading {
  const fields = Object.keys(input.parts)
  const open = fields.filter((field) => before[field] === undefined)
  const pieces = piecesOf(text)
  const again = open.length < fields.length && open.length > 0 ? readPieces(input, pieces, fields, {}, context) : undefined
  const isRepeated =
    again && !again.failure && isWhole(input, again.found) && fields.some((field) => isSame(before[field], again.found[field]))
  const { found, failure } = isRepeated ? again : readPieces(input, pieces, open, before, context)
  if (failure) return { found, failure }
  if (Object.keys(found).length === 0) return { found, failure: { field: open[0] ?? '', reason: 'several', values: {} } }
  return compareParts(input, { ...before, ...found }, found)
}

function readPieces(
  input: SeveralInput,
  pieces: readonly string[],
  open: readonly string[],
  before: Values,
  context: ReadContext,
): PartsReading {
  const found: Record<string, Value> = {}
  let failure: Failure | undefined
  for (const whole of pieces) {
    const named = namedField(whole, Object.keys(input.parts), context)
    const fields = named ? [named.field] : open.filter((field) => !(field in found))
    const piece = named?.rest ?? whole
    const readings = fields.map((field) => ({ field, reading: readPart(input, field, piece, context) }))
    const fitting = readings.find(({ reading }) => reading.ok)
    if (fitting?.reading.ok) found[fitting.field] = fitting.reading.value
    else if (!isKnown(input, piece, before, context)) failure ??= meant(input, readings, piece)
  }
  return { found, ...(failure && { failure }) }
}

function readPart({ parts }: SeveralInput, field: string, piece: string, context: ReadContext): Reading<Value> {
  const { input } = parts[field]!
  return singleOf(input).readValue(input, field, piece, context)
}

/** What was understood before may be said again. */
const isKnown = (input: SeveralInput, piece: string, before: Values, context: ReadContext): boolean =>
  Object.entries(before).some(([field, value]) => {
    const reading = input.parts[field] && readPart(input, field, piece, context)
    return reading?.ok && isSame(value, reading.value)
  })

const isSame = (one: Value | undefined, other: Value | undefined): boolean => one !== undefined && isDeepStrictEqual(one, other)

/** Of all fields that could not read a piece, the one that was probably meant. */
function meant(
  { parts }: SeveralInput,
  readings: readonly { readonly field: string; readonly reading: Reading<Value> }[],
  piece: string,
): Failure | undefined {
  const refused = readings.flatMap(({ field, reading }) => (reading.ok ? [] : [{ field, reason: reading.reason, values: reading.values }]))
  return refused.find(({ field }) => singleOf(parts[field]!.input).looksLike?.test(piece)) ?? refused[0]
}

function namedField(piece: string, fields: readonly string[], { words }: ReadContext): { field: string; rest: string } | undefined {
  for (const field of fields) {
    for (const name of words.fieldNames(field)) {
      const rest = afterName(piece, name)
      if (rest !== undefined) return { field, rest }
    }
  }
  return undefined
}
