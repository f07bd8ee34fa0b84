/** The rules that may be changed in chat: those of the schema that say how they are shown (`chatRules`). Pure. */
import { z } from 'zod'
import { chatRules, type OwnRules, type RuleInChat, rulesSchema } from './organisation-schema.js'

export interface Rule extends RuleInChat {
  /** The last name of its path, which no other one has; its texts stand under it. */
  readonly id: string
  /** `rules.retention.draftDays` */
  readonly path: string
  /** Of the value itself. */
  readonly schema: z.ZodType
}

/** In the order of the schema. @param own what kinds of case read under `rules` */
export const rulesIn = (own: OwnRules): readonly Rule[] => rulesUnder(rulesSchema(own), ['rules'])

function rulesUnder(schema: unknown, path: readonly string[]): Rule[] {
  if (!(schema instanceof z.ZodType)) return []
  const shown = chatRules.get(schema)
  if (shown) return [{ ...shown, id: path.at(-1)!, path: path.join('.'), schema }]
  const inner = unwrapped(schema)
  return inner instanceof z.ZodObject ? Object.entries(inner.shape).flatMap(([name, one]) => rulesUnder(one, [...path, name])) : []
}

const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema
