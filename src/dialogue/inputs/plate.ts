import { z } from 'zod'
import { readPlate } from '../../reading/identifiers.js'
import { mentionsOf, PLATE_SHAPE } from '../../reading/mentions.js'
import { readAll, showAll } from './all.js'
import { singleKind } from './kind.js'

/** Of a vehicle; a plate looks like a plate even when a digit is missing. */
export const plate = singleKind({
  schema: z.strictObject({
    type: z.literal('plate'),
    /** Several may be given: then the answer is a list. */
    many: z.literal(true).optional(),
  }),
  reasons: ['plate'],
  readValue: ({ many }, _field, text) => (many ? readAll(text, readPlate) : readPlate(text)),
  mentions: (_input, _field, text) => mentionsOf(text, PLATE_SHAPE, readPlate),
  isUnmistakable: true,
  show: (_input, _field, value) => showAll(value),
  isAlike: () => true,
  // or the province is missing: E12345
  looksLike: /^\p{Script=Han}[A-Za-z]|^[A-Za-z]\d{4}[A-Za-z\d]$/u,
})
