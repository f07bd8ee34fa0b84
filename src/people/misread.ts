/** What a schema says of what stands in a file or in the environment, with the place of each fault. */
import { z } from 'zod'
import type { Fault, FaultName } from '../faults/fault.js'
import { IN_ENGLISH } from '../faults/in-english.js'
import { meantBy } from '../reading/nearest.js'

type Path = readonly (string | number)[]
export interface Misread extends Fault {
  readonly path: Path
}
type Issue = z.core.$ZodIssue

/** Each thing that the schema does not allow; a name that nobody reads has a fault of its own. */
export function misreadBy(schema: z.ZodType, given: unknown): Misread[] {
  const issues = schema.safeParse(given).error?.issues ?? []
  return issues.flatMap((issue) => {
    const path = issue.path.map((name) => (typeof name === 'number' ? name : String(name)))
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unreadKey(key, path, namesAt(schema, path)))
    return [{ path, ...faultOf(issue, valueAt(given, path)) }]
  })
}

const unreadKey = (key: string, path: Path, known: readonly string[]): Misread => ({
  path: [...path, key],
  name: 'nobodyReads',
  values: { key, known: known.join(', ') },
  ...meant(key, known),
})

const WANTED: Readonly<Record<string, FaultName>> = {
  string: 'wantsText',
  number: 'wantsNumber',
  int: 'wantsWhole',
  boolean: 'wantsYesNo',
  array: 'wantsList',
  tuple: 'wantsList',
  object: 'wantsNames',
  record: 'wantsNames',
}

function faultOf(issue: Issue, value: unknown): Fault {
  const given = shown(value)
  const named = nameIn(issue)
  if (value === undefined) return { name: 'missingHere' }
  if (named) return { name: named, values: { given } }
  switch (issue.code) {
    case 'invalid_type':
      return WANTED[issue.expected] ? { name: WANTED[issue.expected]!, values: { given } } : unfit(issue, given)
    case 'invalid_value':
      return notAmong(issue.values, value)
    case 'invalid_union':
      return notAmong(valuesIn(issue.errors.flat()), value)
    case 'too_small':
      return tooSmall(issue, given)
    case 'too_big':
      return { name: issue.origin === 'array' ? 'tooMany' : 'tooHigh', values: { given, limit: Number(issue.maximum) } }
    default:
      return unfit(issue, given)
  }
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall, given: string): Fault {
  if (origin === 'string') return { name: 'nothingWritten' }
  const limit = Number(minimum)
  return origin === 'array'
    ? { name: 'tooFew', values: { limit } }
    : { name: inclusive === false ? 'notAbove' : 'tooLow', values: { given, limit } }
}

function notAmong(known: readonly unknown[], value: unknown): Fault {
  const names = known.map(String)
  return { name: 'unknownHere', values: { given: shown(value), known: names.join(', ') }, ...meant(String(value), names) }
}

const valuesIn = (issues: readonly Issue[]): readonly unknown[] =>
  issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))

const unfit = ({ message: detail }: Issue, given: string): Fault => ({ name: 'unfitHere', values: { given, detail } })

/** A schema that knows more of its fault than its kind says its name instead of a message. */
function nameIn(issue: Issue): FaultName | undefined {
  const { message } = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue
  return Object.hasOwn(IN_ENGLISH, message) ? (message as FaultName) : undefined
}

function meant(given: string, known: readonly string[]): Pick<Fault, 'nearest'> {
  const nearest = meantBy(given, known)
  return nearest === undefined ? {} : { nearest }
}

/** As it stands in the file. */
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)) || '""'

function valueAt(given: unknown, [first, ...rest]: Path): unknown {
  if (first === undefined || given === undefined) return given
  // one that is written alone is read as a list of one
  return typeof given === 'object' && given !== null ? valueAt(Reflect.get(given, first), rest) : given
}

/** The names that an object at this place may have. */
function namesAt(schema: unknown, path: Path): readonly string[] {
  const inner = unwrapped(schema)
  const [first, ...rest] = path
  if (inner instanceof z.ZodObject) return first === undefined ? Object.keys(inner.shape) : namesAt(inner.shape[first], rest)
  if (inner instanceof z.ZodArray) return namesAt(inner.element, rest)
  return inner instanceof z.ZodRecord ? namesAt(inner.valueType, rest) : []
}

function unwrapped(schema: unknown): unknown {
  const isWrapper = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
  return isWrapper ? unwrapped(schema.unwrap()) : schema
}
