import { z } from 'zod'
import { readName } from '../../reading/identifiers.js'
import { refuse } from '../../reading/reading.js'
import { singleKind } from './kind.js'
import { refuseCommand } from './refuse-command.js'

/** How a person is called. */
export const name = singleKind({
  schema: z.strictObject({ type: z.literal('name') }),
  reasons: ['name', 'commandOnly'],
  // 袋装 behind a name answers another question: nobody is called so, and no position either
  readValue: (_input, _field, text, { words }) => refuseCommand(text, words) ?? (words.isOption?.(text) ? refuse('name') : readName(text)),
  isMeant: () => false,
})
