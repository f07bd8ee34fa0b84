import { z } from 'zod'
import { readPhone } from '../../reading/identifiers.js'
import { mentionsOf, PHONE_SHAPE } from '../../reading/mentions.js'
import { singleKind } from './kind.js'

/** Of somebody who can be called back. */
export const phone = singleKind({
  schema: z.strictObject({ type: z.literal('phone') }),
  reasons: ['phone'],
  readValue: (_input, _field, text) => readPhone(text),
  mentions: (_input, _field, text) => mentionsOf(text, PHONE_SHAPE, readPhone),
  isUnmistakable: true,
  looksLike: /^[\d+-]{6,}$/,
})
