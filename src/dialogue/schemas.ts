/** Small schemas that flows are made of. */
import { z } from 'zod'

export const id = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase: a letter, then letters and digits')
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** A value, or `{ fact: name }`: what is known by that name. */
export const fallback = z.union([scalar, z.strictObject({ fact: z.string(), otherwise: z.null().optional() })])
export type Fallback = z.infer<typeof fallback>
