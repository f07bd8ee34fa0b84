import { z } from 'zod'
import { readYesNo } from '../../reading/choice.js'
import { singleKind } from './kind.js'

/** The answer is true or false. */
export const yesno = singleKind({
  schema: z.strictObject({ type: z.literal('yesno') }),
  reasons: ['yesno'],
  readValue: (_input, field, text, { words }) => readYesNo(text, words.fieldNames(field)),
  tap: ({ id }, [first]) => ({ is: 'answer', answers: { [id]: first === 'yes' } }),
  show: (_input, _field, value) => ({ key: value ? 'yes' : 'no' }),
  buttons: () => ['yes', 'no'].map((id) => ({ id, shown: { key: id } })),
  isBrief: true,
})
