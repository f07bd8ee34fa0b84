import { z } from 'zod'
import { clausesWith } from '../../reading/clauses.js'
import { refuse } from '../../reading/reading.js'
import { readText } from '../../reading/text.js'
import { singleKind } from './kind.js'
import { refuseCommand } from './refuse-command.js'

/** Whatever people write, within a length. */
export const text = singleKind({
  schema: z.strictObject({
    type: z.literal('text'),
    min: z.number().default(1),
    max: z.number().default(1000),
    /** What an option of the dialogue is called is no answer either: 诉求 is no reason for a correction. */
    noOption: z.literal(true).optional(),
    /** It is said to somebody, so that 对的 is an answer. */
    isSpoken: z.literal(true).optional(),
  }),
  reasons: ['textShort', 'textLong', 'commandOnly'],
  readValue(input, _field, text, { words }) {
    const isOption = input.noOption && words.isOption?.(text)
    const refused = input.isSpoken ? undefined : refuseCommand(text, words)
    return refused ?? (isOption ? refuse('commandOnly', { text: text.trim() }) : readText(text, input))
  },
  mentions: ({ min, max }, field, text, { words }) =>
    clausesWith(text, words.spokenOf?.(field).heard ?? []).filter(({ value }) => value.length >= min && value.length <= max),
  isUnmistakable: true,
  isMeant: () => false,
  isSentence: true,
})
