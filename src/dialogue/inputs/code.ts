import { z } from 'zod'
import { readCode } from '../../reading/identifiers.js'
import { singleKind } from './kind.js'

/** A number that somebody else has given: of a delivery note, a batch, a sample. */
export const code = singleKind({
  schema: z.strictObject({ type: z.literal('code') }),
  reasons: ['code'],
  readValue: (_input, _field, text) => readCode(text),
  isMeant: () => false,
})
