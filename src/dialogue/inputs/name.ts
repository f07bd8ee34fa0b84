import { z } from 'zod'
import { readName } from '../../reading/identifiers.js'
import { singleKind } from './kind.js'

/** How a person is called. */
export const name = singleKind({
  schema: z.strictObject({ type: z.literal('name') }),
  reasons: ['name'],
  readValue: (_input, _field, text) => readName(text),
  isMeant: () => false,
})
