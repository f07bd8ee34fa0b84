import { z } from 'zod'
import { AMOUNT_SHAPE, mentionsOf, WEIGHT_SHAPE } from '../../reading/mentions.js'
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
  mentions(input, _field, text) {
    const read = (piece: string) => readQuantity(piece, input.units, input.min, input.max)
    const named = mentionsOf(text, AMOUNT_SHAPE, read)
    if (input.units.length > 1) return named
    const bare = mentionsOf(text, WEIGHT_SHAPE, read).filter(({ from }) => !named.some((one) => one.from === from))
    return [...named, ...bare.map((one) => ({ ...one, needsName: true as const }))]
  },
  show: (_input, _field, value) => ({ format: 'quantity', value }),
  isBrief: true,
})
