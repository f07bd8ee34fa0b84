import { z } from 'zod'
import { AMOUNT_SHAPE, mentionsOf } from '../../reading/mentions.js'
import { readQuantity, UNITS } from '../../reading/quantity.js'
import { singleKind } from './kind.js'

/** An amount with its unit; one without a unit is taken only where one unit is possible. */
export const quantity = singleKind({
  schema: z.strictObject({
    type: z.literal('quantity'),
    units: z.array(z.enum(UNITS)).min(1),
    min: z.number().default(0),
    max: z.number().optional(),
  }),
  reasons: ['quantity', 'unit', 'unitMissing', 'tooSmall', 'tooLarge'],
  readValue: (input, _field, text) => readQuantity(text, input.units, input.min, input.max),
  mentions: (input, _field, text) => mentionsOf(text, AMOUNT_SHAPE, (piece) => readQuantity(piece, input.units, input.min, input.max)),
  show: (_input, _field, value) => ({ format: 'quantity', value }),
  isBrief: true,
})
