import { isDeepStrictEqual } from 'node:util'
import { keyOf } from '../reading/normalise.js'
import { afterName, beforeWord, closePiecesOf, piecesOf } from '../reading/pieces.js'
import type { Reading } from '../reading/reading.js'
import { compareParts } from './compare-parts.js'
import { allOf } from './inputs/all.js'
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
 * that begins with a field's name goes there, and what nothing can read goes on with the text before it. What is still open afterwards is asked
 * again; what was understood is kept. Whoever then says all of it once more, with what was understood in it, means it as a whole.
 */
export function readParts(input: SeveralInput, text: string, before: Values, context: ReadContext): PartsReading {
  const counted = isCounted(input) ? readPieced(input, piecesOf(text, false), before, context) : undefined
  if (counted && !counted.failure) return counted
  const first = readPieced(input, piecesOf(text), before, context)
  const close = closePiecesOf(text)
  if (!first.failure || close.length === piecesOf(text).length) return first
  const second = readPieced(input, close, before, context)
  return second.failure ? first : second
}

/** Where a number is asked for and no time, 20点 may be the number. */
const isCounted = ({ parts }: SeveralInput): boolean => {
  const inputs = Object.values(parts).map((part) => part.input)
  return inputs.some(({ type }) => type === 'number') && !inputs.some((one) => one.type === 'date' && one.time)
}

function readPieced(input: SeveralInput, texts: readonly string[], before: Values, context: ReadContext): PartsReading {
  const pieces = withNames(input, texts, context)
  const fields = Object.keys(input.parts)
  const open = fields.filter((field) => before[field] === undefined)
  const again = open.length < fields.length && open.length > 0 ? readPieces(input, pieces, fields, {}, context) : undefined
  const isRepeated =
    again && !again.failure && isWhole(input, again.found) && fields.some((field) => isSame(before[field], again.found[field]))
  const { found, failure } = isRepeated ? again : readPieces(input, pieces, open, before, context)
  // what follows from what was understood is worked out, whatever else was said
  if (failure) return { found: compareParts(input, { ...before, ...found }, found).found, failure }
  if (Object.keys(found).length === 0) return { found, failure: { field: open[0] ?? '', reason: 'several', values: {} } }
  if (isAmbiguous(input, pieces, before, found)) return { found: {}, failure: { field: '', reason: 'whichOf', values: {} } }
  return compareParts(input, { ...before, ...found }, found)
}

/** One figure without a name may be any of those that make up a balance, where the last of them is enough. */
const isAmbiguous = ({ balance, enough, parts }: SeveralInput, pieces: readonly string[], before: Values, found: Values): boolean =>
  balance !== undefined &&
  enough !== undefined &&
  pieces.length === 1 &&
  /^\d/.test(pieces[0] ?? '') &&
  found[balance[0]] !== undefined &&
  Object.keys(parts).every((field) => before[field] === undefined)

/** A name that stands alone belongs to what follows it: 净重 35. */
function withNames(input: SeveralInput, pieces: readonly string[], { words }: ReadContext): string[] {
  const names = Object.keys(input.parts).flatMap((field) => words.fieldNames(field).map(keyOf))
  const isName = (piece: string) => names.includes(keyOf(piece.replace(/[:=为是]$/, '')))
  const joined: string[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before !== undefined && isName(before)) joined.splice(-1, 1, `${before}${piece}`)
    else joined.push(piece)
  }
  return joined
}

function readPieces(
  input: SeveralInput,
  pieces: readonly string[],
  open: readonly string[],
  before: Values,
  context: ReadContext,
): PartsReading {
  const found: Record<string, Value> = {}
  const surplus: string[] = []
  let failure: Failure | undefined
  let last: string | undefined
  let sentence: string | undefined
  for (const whole of pieces) {
    const named = namedField(input, whole, context)
    const piece = named?.rest ?? whole
    const free = open.filter((field) => !(field in found) && !input.parts[field]?.named)
    const joining = named ? undefined : alike(input, found, piece, context)
    const more = last === undefined || isUnlike(input, last, found[last], piece) ? [] : [last]
    const alone = sentence === undefined ? unmistakable(input, open, found, piece, context) : []
    const fields = named ? [named.field] : joining ? [joining] : [...free, ...alone, ...more]
    const readings = fields.map((field) => ({ field, reading: readPart(input, field, piece, context) }))
    const fitting = readings.find(({ field, reading }) => reading.ok && (named || !(field in found) || isMany(input, field)))
    if (fitting?.reading.ok) {
      found[fitting.field] = joined(input, fitting.field, found[fitting.field], fitting.reading.value)
      last = isMany(input, fitting.field) ? fitting.field : undefined
      sentence = isText(input, fitting.field) ? fitting.field : undefined
    } else if (sentence !== undefined && !named && !context.words.isOption?.(piece)) {
      // an option would answer the question after this one
      const longer = readPart(input, sentence, `${found[sentence]} ${piece}`, context)
      if (longer.ok) found[sentence] = longer.value
      else failure ??= { field: sentence, reason: longer.reason, values: longer.values }
    } else if (!isKnown(input, piece, before, context)) {
      const refused = meant(input, named ? readings : readings.filter(({ field }) => free.includes(field)), piece)
      if (refused) failure ??= refused
      else surplus.push(piece)
    }
  }
  if (!failure && surplus.length > 0) return { found: {}, failure: { field: '', reason: 'surplus', values: { left: surplus.join('、') } } }
  return { found, ...(failure && { failure }) }
}

/**
 * Where nothing is asked for but what is read behind a name, the one that is meant without it: the only one that can read the piece, and rather a
 * figure than a text, which reads anything. Whoever mends the driver writes 李师傅.
 */
function unmistakable(input: SeveralInput, open: readonly string[], found: Values, piece: string, context: ReadContext): readonly string[] {
  if (!open.every((field) => input.parts[field]?.named)) return []
  const readable = open.filter((field) => !(field in found) && readPart(input, field, piece, context).ok)
  const figures = readable.filter((field) => !isText(input, field))
  return figures.length === 1 ? figures : readable.length === 1 ? readable : []
}

const isText = ({ parts }: SeveralInput, field: string): boolean => parts[field]?.input.type === 'text'

const isMany = ({ parts }: SeveralInput, field: string): boolean => {
  const part = parts[field]?.input
  return part !== undefined && 'many' in part && part.many === true
}

/** The list that a piece goes on with: one more of what looks like the one before. */
const alike = (input: SeveralInput, found: Values, piece: string, context: ReadContext): string | undefined =>
  Object.keys(found).find((field) => {
    const reading = isMany(input, field) ? readPart(input, field, piece, context) : undefined
    const kind = singleOf(input.parts[field]!.input)
    const [first] = allOf(found[field])
    return reading?.ok && first !== undefined && allOf(reading.value).every((one) => kind.isAlike?.(first, one))
  })

/** True of a piece that is surely no more of the same: e12345 after T2611-021. */
const isUnlike = ({ parts }: SeveralInput, field: string, value: Value | undefined, piece: string): boolean => {
  const [first] = allOf(value)
  return first !== undefined && singleOf(parts[field]!.input).isUnlike?.(first, piece) === true
}

const joined = (input: SeveralInput, field: string, before: Value | undefined, value: Value): Value => {
  const all = [...new Set([...allOf(before), ...allOf(value)])]
  return isMany(input, field) && all.length > 1 ? all : value
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

/** The field by whose name the piece begins; of several, the one that can read the rest: 发货35吨, 发货11月1日. And that which a word behind says: 前天到的. */
function namedField(input: SeveralInput, piece: string, context: ReadContext): { field: string; rest: string } | undefined {
  const named = Object.keys(input.parts).flatMap((field) =>
    context.words.fieldNames(field).flatMap((name) => {
      const rest = afterName(piece, name)
      return rest === undefined ? [] : [{ field, rest }]
    }),
  )
  const behind = Object.keys(input.parts).flatMap((field) =>
    (context.words.wordsBehind?.(field) ?? []).flatMap((word) => {
      const rest = beforeWord(piece, word)
      return rest === undefined ? [] : [{ field, rest }]
    }),
  )
  return [...named, ...behind].find(({ field, rest }) => readPart(input, field, rest, context).ok) ?? named[0]
}
