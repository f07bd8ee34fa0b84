import { z } from 'zod'
import { readText } from '../../reading/text.js'
import { singleKind } from './kind.js'

/** Whatever people write, within a length. */
export const text = singleKind({
  schema: z.strictObject({ type: z.literal('text'), min: z.number().default(1), max: z.number().default(1000) }),
  reasons: ['textShort', 'textLong'],
  readValue: (input, _field, text) => readText(text, input),
  isMeant: () => false,
  isSentence: true,
})
