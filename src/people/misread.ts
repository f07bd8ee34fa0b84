/** What a schema says of what stands in a file, with the place of each fault. */
import { z } from 'zod'
import { nearestTo } from '../reading/nearest.js'
import type { OrganisationFault } from './check-organisation.js'

/** A name that nobody reads has a fault of its own, with those that may have been meant. */
export function misreadBy(schema: z.ZodType, given: unknown): OrganisationFault[] {
  const issues = schema.safeParse(given).error?.issues ?? []
  return issues.flatMap((issue) => {
    const path = issue.path.map((name) => (typeof name === 'number' ? name : String(name)))
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message, advice: '' }]
    return issue.keys.map((key) => {
      const nearest = nearestTo(key, namesAt(schema, path))
      return {
        path: [...path, key],
        message: `Unrecognized key: "${key}"`,
        advice: nearest.length > 0 ? `the nearest are: ${nearest.join(', ')}` : '',
      }
    })
  })
}

/** The names that an object at this place may have. */
function namesAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
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
