import { z } from 'zod'
import { readCount } from '../../reading/numbers.js'
import { singleKind } from './kind.js'

export const number = singleKind({
  schema: z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    integer: z.boolean().default(false),
  }),
  reasons: ['number', 'integer', 'tooSmall', 'tooLarge'],
  readValue: (input, _field, text) => readCount(text, input),
})
