import { z } from 'zod'
import { fittingOptions, type Option, readChoice, saidBehind } from '../../reading/choice.js'
import { optionMentions, type Wording } from '../../reading/mentions.js'
import { keyOf } from '../../reading/normalise.js'
import type { Value, Words } from '../session.js'
import { AMONG, offeredAmong } from './among.js'
import { misreadAs, outcomeOf, type Shown, singleKind } from './kind.js'

/** One of several options. */
export const choice = singleKind({
  schema: z.strictObject({
    type: z.literal('choice'),
    options: z.array(z.string()).min(1),
    ...AMONG,
    /** Only the first so many are offered; the rest can be typed. */ show: z.number().optional(),
    /** The question that is answered by what it is to become, behind the name of the option: 方案时限改为2个工作日. */ behind: z
      .string()
      .optional(),
  }),
  reasons: ['choice', 'choiceNumber'],
  readValue: (input, field, text, { words }) => readChoice(text, namedOptions(field, input.options, words)),
  /** The numbers go on with the ways around the question, which stand below the options. */
  read({ input, id, ways }, text, { words }) {
    const numbered = input.show ?? input.options.length
    const way = ways[Number(keyOf(text)) - 1 - numbered]
    if (way) return { is: 'command', command: way }
    const options = namedOptions(id, input.options, words)
    const reading = readChoice(text, options, numbered)
    const rest = reading.ok && input.behind ? saidBehind(text, options.find((one) => one.id === reading.value)?.names ?? []) : undefined
    if (reading.ok && input.behind && rest) return { is: 'answer', answers: { [id]: reading.value, [input.behind]: rest } }
    const fitting = reading.ok ? [] : fittingOptions(text, options)
    if (fitting.length > 1) return { is: 'unclear', text, options: fitting }
    if (reading.ok || !('count' in reading.values)) return outcomeOf(id, reading)
    return misreadAs(id, reading.reason, { count: numbered + ways.length })
  },
  mentions: ({ options }, field, text, { words }) => optionMentions(text, heardOptions(field, options, words)),
  isUnmistakable: true,
  show: (_input, _field, value) => option(value),
  buttons: (input) => input.options.slice(0, input.show).map((id) => ({ id, shown: option(id) })),
  offeredIn: offeredAmong,
  texts: (input, place) => optionTexts(input.options, place),
  isRepeated: true,
  isBrief: true,
  isFuzzy: true,
})

/** Options with all that people call them. */
export const namedOptions = (field: string, ids: readonly string[], words: Words): Option[] =>
  ids.map((id) => ({ id, names: words.optionNames(field, id) }))

/** Options with the words by which they are known in a longer text; none where the question is not answered in passing. */
export const heardOptions = (field: string, ids: readonly string[], words: Words): Wording[] =>
  ids.map((id) => ({ id, words: words.heardFor?.(field, id) ?? [] }))

/** The label of an option; its id, where an old answer names one that is offered no more. */
export const option = (value: Value): Shown => ({ option: String(value) })

/** Where the labels of options stand. */
export const optionTexts = (ids: readonly string[], place: string): string[] => ids.map((id) => `${place}.options.${id}.label`)
