import { z } from 'zod'
import { readCode } from '../../reading/identifiers.js'
import { CODE_SHAPE, isCodeByItself, mentionsOf } from '../../reading/mentions.js'
import { readAll, showAll } from './all.js'
import { singleKind } from './kind.js'

/** A number that somebody else has given: of a delivery note, a batch, a sample. */
export const code = singleKind({
  schema: z.strictObject({
    type: z.literal('code'),
    /** Several may be given: then the answer is a list. */
    many: z.literal(true).optional(),
  }),
  reasons: ['code'],
  readValue: ({ many }, _field, text) => (many ? readAll(text, readCode) : readCode(text)),
  mentions: (_input, _field, text) =>
    mentionsOf(text, CODE_SHAPE, readCode).map((one) => (isCodeByItself(one.value) ? one : { ...one, needsName: true })),
  isMeant: () => false,
  show: (_input, _field, value) => showAll(value),
  // HB2611-07 HB2611-08 are two batches, not a batch and a delivery note
  isAlike: (one, other) => lettersOf(one) !== '' && lettersOf(one) === lettersOf(other),
  isUnlike: (one, other) => lettersOf(one) !== lettersOf(other),
})

const lettersOf = (code: string): string => /^[A-Za-z]*/.exec(code)?.[0].toUpperCase() ?? ''
