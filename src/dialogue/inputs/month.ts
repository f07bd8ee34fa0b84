import { z } from 'zod'
import { readMonth } from '../../reading/month.js'
import { singleKind } from './kind.js'

/** A month that has been; the one that goes on, too, unless it must be over. */
export const month = singleKind({
  schema: z.strictObject({
    type: z.literal('month'),
    /** Not the one that goes on. */ isOver: z.boolean().default(false),
  }),
  reasons: ['month', 'monthFuture', 'monthOpen', 'monthRange'],
  readValue: (input, _field, text, { at }) => readMonth(text, at, input),
  show: (_input, _field, value) => ({ format: 'month', value }),
  // 本月 is meant for it also where it is not over
  isMeant: (_input, _field, text, { at }) => readMonth(text, at).ok,
  looksLike: /月/,
  isBrief: true,
})
