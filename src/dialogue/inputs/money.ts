import { z } from 'zod'
import { readMoney } from '../../reading/money.js'
import { singleKind } from './kind.js'

/** A sum in yuan with two decimals; a number of anything else is none. */
export const money = singleKind({
  schema: z.strictObject({ type: z.literal('money'), min: z.number().default(0), max: z.number().optional() }),
  reasons: ['money', 'moneySurplus', 'tooSmall', 'tooLarge'],
  readValue: (input, _field, text) => readMoney(text, input),
  show: (_input, _field, value) => ({ format: 'yuan', value }),
  looksLike: /[¥￥元块]/,
})
