import { z } from 'zod'
import { readName } from '../../reading/identifiers.js'
import { FULL_NAME_SHAPE, mentionsOf, PERSON_SHAPE, personOf } from '../../reading/mentions.js'
import { refuse } from '../../reading/reading.js'
import { singleKind } from './kind.js'
import { refuseCommand } from './refuse-command.js'

/** How a person is called. */
export const name = singleKind({
  schema: z.strictObject({ type: z.literal('name') }),
  reasons: ['name', 'commandOnly'],
  // 袋装 behind a name answers another question: nobody is called so, and no position either
  readValue: (_input, _field, text, { words }) => refuseCommand(text, words) ?? (words.isOption?.(text) ? refuse('name') : readName(text)),
  mentions: (_input, _field, text) => [
    ...mentionsOf(text, PERSON_SHAPE, readName).map((one) => ({
      ...one,
      value: personOf(one.value),
      from: one.to - personOf(one.value).length,
    })),
    ...mentionsOf(text, FULL_NAME_SHAPE, readName).map((one) => ({ ...one, needsName: true as const })),
  ],
  isMeant: () => false,
})
