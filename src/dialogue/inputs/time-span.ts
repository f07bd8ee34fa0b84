import { z } from 'zod'
import { readTimeSpan } from '../../reading/clock.js'
import { fallback } from '../schemas.js'
import { misreadAs, SUGGESTED, singleKind } from './kind.js'

/** Hours of every day, kept as `HH:mm–HH:mm`; they may cross midnight. */
export const timeSpan = singleKind({
  schema: z.strictObject({
    type: z.literal('timeSpan'),
    /** What is probably meant: on a button. */
    usual: fallback.optional(),
  }),
  reasons: ['timeSpan'],
  readValue: (_input, _field, text) => {
    const reading = readTimeSpan(text)
    return reading.ok ? { ok: true, value: reading.value.join('–') } : reading
  },
  tap: ({ id, suggested: { [id]: usual } }, [first]) =>
    first === SUGGESTED && usual !== undefined ? { is: 'answer', answers: { [id]: usual } } : misreadAs(id, 'timeSpan'),
  suggestions: ({ usual }, id) => (usual === undefined ? {} : { [id]: usual }),
  suggested: ({ suggested }) => suggested,
  looksLike: /\d[:点时]/,
  isBrief: true,
})
