import { z } from 'zod'
import { readChoices } from '../../reading/choice.js'
import { optionMentions } from '../../reading/mentions.js'
import { AMONG, offeredAmong } from './among.js'
import { heardOptions, namedOptions, option, optionTexts } from './choice.js'
import { misreadAs, singleKind } from './kind.js'

/** One or more of several options. */
export const choices = singleKind({
  schema: z.strictObject({
    type: z.literal('choices'),
    options: z.array(z.string()).min(2),
    ...AMONG,
  }),
  reasons: ['choice', 'choiceNumber'],
  readValue: (input, field, text, { words }) => readChoices(text, namedOptions(field, input.options, words)),
  tap({ input, id }, values) {
    const known = values.filter((value) => input.options.includes(value))
    return known.length > 0 ? { is: 'answer', answers: { [id]: known } } : misreadAs(id, 'choice')
  },
  show: (_input, _field, value) => (Array.isArray(value) ? { all: value.map(option) } : option(value)),
  buttons: (input) => input.options.map((id) => ({ id, shown: option(id) })),
  offeredIn: offeredAmong,
  mentions: ({ options }, field, text, { words }) =>
    optionMentions(text, heardOptions(field, options, words), true).map((one) => ({ ...one, value: [one.value] })),
  isUnmistakable: true,
  isMany: true,
  texts: (input, place) => optionTexts(input.options, place),
  isRepeated: true,
  isBrief: true,
  isFuzzy: true,
})
