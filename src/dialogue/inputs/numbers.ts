import { z } from 'zod'
import { readWeights } from '../../reading/numbers.js'
import { plain, singleKind } from './kind.js'

/** Weights in kilograms, one after the other. */
export const numbers = singleKind({
  schema: z.strictObject({ type: z.literal('numbers'), min: z.number().optional(), max: z.number().optional() }),
  reasons: ['number', 'numbersMany', 'tooSmall', 'tooLarge'],
  readValue: (input, _field, text) => readWeights(text, input),
  show: (_input, _field, value) => (Array.isArray(value) ? { all: value.map(plain) } : plain(value)),
  isBrief: true,
})
