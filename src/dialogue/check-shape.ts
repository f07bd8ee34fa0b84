/** What does not have the shape of a dialogue, and as much of it as has, so that one misspelt word hides no other. */
import { z } from 'zod'
import { meantBy } from '../reading/nearest.js'
import type { FlowFault } from './check-flow.js'
import { type FlowDefinition, FlowSchema, type Step } from './flow.js'

/** @param value what stands in the file @param issues what the schema says of it */
export const shapeFaults = (value: unknown, issues: readonly z.core.$ZodIssue[]): FlowFault[] =>
  issues.flatMap((issue) => faultsOf(issue, value))

function faultsOf(issue: z.core.$ZodIssue, whole: unknown): FlowFault[] {
  const { path } = issue
  const given = valueAt(whole, path)
  const at = path.join('.')
  const named = (
    name: FlowFault['name'],
    typed: string,
    names: readonly string[],
    values: FlowFault['values'],
    place = path,
  ): FlowFault => {
    const nearest = meantBy(typed, names)
    return { path: place, name, values: { ...values, known: names.join(', ') }, ...(nearest && { nearest }) }
  }
  if (path.length === 0 && issue.code === 'invalid_type') return [{ path, name: 'noMap' }]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      isStep(valueAt(given, [key]))
        ? { path: [...path, key], name: 'misplacedStep', values: { key, at } }
        : named('unknownKey', key, namesAt(FlowSchema, whole, path), { key, at: at || 'id' }, [...path, key]),
    )
  if (issue.code === 'invalid_union' && 'discriminator' in issue) {
    const types = typesOf(schemaAt(FlowSchema, whole, path.slice(0, -1)))
    if (given === undefined) return [{ path, name: 'missingKey', values: { at: path.slice(0, -1).join('.'), key: 'type' } }]
    return [named('unknownType', String(given), types, { type: String(given) })]
  }
  if (given === undefined)
    return [{ path: path.slice(0, -1), name: 'missingKey', values: { at: path.slice(0, -1).join('.') || 'id', key: String(path.at(-1)) } }]
  if (issue.code === 'invalid_value') return [named('notAllowed', shown(given), issue.values.map(String), { at, given: shown(given) })]
  if (issue.code === 'invalid_union')
    // whichever of them was meant: what is within it, if anything is
    return deepest(issue).flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] }, whole))
  return [{ path, name: 'wrongValue', values: { at, given: shown(given), detail: issue.message } }]
}

/** The alternative that fits best is the one whose faults lie deepest. */
function deepest({ errors, ...issue }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const depthOf = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length))
  const [best = []] = [...errors].sort((one, other) => depthOf(other) - depthOf(one))
  return depthOf(best) > 0 || best.some(({ code }) => code === 'unrecognized_keys')
    ? best
    : [{ code: 'custom', path: [], message: issue.message, params: {} }]
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> => typeof value === 'object' && value !== null
const isStep = (value: unknown): boolean => isObject(value) && typeof value.type === 'string' && ('next' in value || value.type === 'end')

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((within: unknown, key) => (isObject(within) ? within[key] : undefined), value)

/** What of the schema describes this place; of several alternatives the one whose type the file names. */
function schemaAt(schema: unknown, value: unknown, path: readonly PropertyKey[]): unknown {
  const inner = alternative(unwrapped(schema), value)
  const [key, ...rest] = path
  if (key === undefined) return inner
  const below = isObject(value) ? value[key] : undefined
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[String(key)], below, rest)
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType, below, rest)
  return inner instanceof z.ZodArray ? schemaAt(inner.element, below, rest) : undefined
}

function alternative(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const type = isObject(value) ? value.type : undefined
    return schema.options.find((option) => option instanceof z.ZodObject && option.shape.type?.safeParse(type).success) ?? schema
  }
  if (!(schema instanceof z.ZodUnion)) return schema
  const kind = Array.isArray(value) ? z.ZodArray : z.ZodObject
  return schema.options.find((option) => option instanceof kind) ?? schema
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap())
  return schema
}

function namesAt(schema: unknown, value: unknown, path: readonly PropertyKey[]): string[] {
  const inner = schemaAt(schema, value, path)
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
}

const typesOf = (schema: unknown): string[] =>
  schema instanceof z.ZodDiscriminatedUnion
    ? schema.options.flatMap((option) => (option instanceof z.ZodObject ? [...(option.shape.type as z.ZodLiteral<string>).values] : []))
    : []

/** What can be read of a dialogue of which something cannot; undefined where hardly anything can. @returns `open`: steps of which it is not known where they lead */
export function readableParts(
  value: unknown,
): { readonly flow: FlowDefinition; readonly isWhole: boolean; readonly names: string[] } | undefined {
  const { steps: stepSchema, ...head } = FlowSchema.shape
  const { steps, ...rest }: { steps?: unknown } = isObject(value) ? value : {}
  const read = z.object(head).safeParse(rest)
  if (!read.success || !isObject(steps)) return undefined
  const whole = Object.entries(steps).flatMap(hoisted)
  const parts = whole.map(([id, step]) => [id, readableStep(stepSchema.valueType, step)] as const)
  return {
    flow: { ...read.data, steps: Object.fromEntries(parts.map(([id, { step }]) => [id, step])) },
    isWhole: parts.every(([, { isWhole }]) => isWhole),
    names: whole.flatMap(([id, step]) => [id, ...suppliedBy(step)]),
  }
}

/** A step that stands within another one by its blanks is meant to stand beside it. */
function hoisted([id, step]: [string, unknown]): [string, unknown][] {
  if (!isObject(step)) return [[id, step]]
  const within = Object.entries(step).filter(([, child]) => isStep(child))
  const own = Object.fromEntries(Object.entries(step).filter(([, child]) => !isStep(child)))
  return [[id, own], ...within.flatMap(hoisted)]
}

const UNKNOWN_ANSWER = { type: 'text' }

function readableStep(schema: z.ZodType<Step>, given: unknown): { readonly step: Step; readonly isWhole: boolean } {
  const { next }: { next?: unknown } = isObject(given) ? given : {}
  for (const tried of [given, { ...(isObject(given) ? given : {}), input: UNKNOWN_ANSWER }, { type: 'message', next }]) {
    const read = schema.safeParse(tried)
    if (read.success) return { step: read.data, isWhole: true }
  }
  return { step: { type: 'end', outcome: 'completed', values: [], silent: true }, isWhole: false }
}

function suppliedBy(step: unknown): string[] {
  const parts = valueAt(step, ['input', 'parts'])
  const gives = valueAt(step, ['gives'])
  return [...(isObject(parts) ? Object.keys(parts) : []), ...(Array.isArray(gives) ? gives.map(String) : [])]
}
