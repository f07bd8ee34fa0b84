import { z } from 'zod'
import { readDate } from '../../reading/date.js'
import { singleKind } from './kind.js'

/** A day, or with `time` an instant. */
export const date = singleKind({
  schema: z.strictObject({
    type: z.literal('date'),
    time: z.boolean().default(false),
    future: z.boolean().default(false),
    past: z.boolean().default(true),
  }),
  reasons: ['date', 'future', 'past', 'dateRange'],
  readValue: (input, _field, text, { at }) => readDate(text, at, input),
  show: ({ time }, _field, value) => ({ format: time ? 'datetime' : 'day', value }),
  looksLike: /[年月日号天]|^\d+[./-]\d+/,
})
