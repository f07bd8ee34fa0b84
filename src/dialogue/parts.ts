/** The parts of a question that asks for several fields at once. */
import { z } from 'zod'
import { singleInput } from './inputs/singles.js'
import { fallback, id } from './schemas.js'
import type { Values } from './session.js'

export const severalSchema = z.strictObject({
  type: z.literal('several'),
  parts: z.record(
    id,
    z.strictObject({
      input: singleInput,
      optional: z.boolean().default(false),
      /** Read only behind its name: 司机马师傅. */
      named: z.literal(true).optional(),
      default: fallback.optional(),
      /** Offered on a button, and never taken unsaid. */
      suggest: fallback.optional(),
    }),
  ),
  /** `{ counted: noted }`: the first may not be more than the second. */
  atMost: z.record(id, id).optional(),
  /** `{ arrivedAt: packedOn }`: the first day does not lie before the second. */
  notBefore: z.record(id, id).optional(),
  /** The first is the sum of the others; a missing one is worked out, a wrong one refused. */
  balance: z.tuple([id, id, id]).optional(),
  /** Whoever gives this one need not give the others. */
  enough: id.optional(),
})
export type SeveralInput = z.infer<typeof severalSchema>

/** True when every part that must be given is known; at least one where none must. */
export const isWhole = ({ parts, enough = '' }: SeveralInput, known: Values): boolean =>
  known[enough] !== undefined ||
  (Object.entries(parts).every(([field, { optional }]) => optional || known[field] !== undefined) &&
    Object.keys(parts).some((field) => known[field] !== undefined))
