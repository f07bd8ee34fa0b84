import { z } from 'zod'
import { COUNT_SHAPE, mentionsOf } from '../../reading/mentions.js'
import { readCount } from '../../reading/numbers.js'
import { singleKind } from './kind.js'

/** A number without a unit of its own; a word for what is counted may stand behind it. */
export const number = singleKind({
  schema: z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    integer: z.boolean().default(false),
  }),
  reasons: ['number', 'integer', 'tooSmall', 'tooLarge'],
  readValue: (input, _field, text) => readCount(text, input),
  mentions: (input, _field, text) => mentionsOf(text, COUNT_SHAPE, (piece) => readCount(piece, input)),
  isBrief: true,
})
