import { z } from 'zod'
import { readPlate } from '../../reading/identifiers.js'
import { singleKind } from './kind.js'

/** Of a vehicle; a plate looks like a plate even when a digit is missing. */
export const plate = singleKind({
  schema: z.strictObject({ type: z.literal('plate') }),
  reasons: ['plate'],
  readValue: (_input, _field, text) => readPlate(text),
  looksLike: /^\p{Script=Han}[A-Za-z]/u,
})
