import { z } from 'zod'
import { readChoice } from '../../reading/choice.js'
import { dayBefore, readDate } from '../../reading/date.js'
import { DATE_SHAPE, mentionsOf } from '../../reading/mentions.js'
import { keyOf } from '../../reading/normalise.js'
import { fallback } from '../schemas.js'
import { isNothing, isObject } from '../session.js'
import { namedOptions, option, optionTexts } from './choice.js'
import { type Asked, type Outcome, outcomeOf, type ReadContext, singleKind } from './kind.js'

/** What is offered for an instant that lies back. */
const OFFERS = ['NOW', 'TODAY', 'YESTERDAY', 'DAY_BEFORE', 'EARLIER'] as const
type Offered = (typeof OFFERS)[number]
const DAYS_BACK = { TODAY: 0, YESTERDAY: 1, DAY_BEFORE: 2 } as const

/** @returns the day, as it is in Shanghai at that instant; undefined where the offer names none */
export const dayOffered = (offer: string, at: Date): string | undefined =>
  offer in DAYS_BACK ? dayBefore(at, DAYS_BACK[offer as keyof typeof DAYS_BACK]) : undefined

const schema = z.strictObject({
  type: z.literal('date'),
  time: z.boolean().default(false),
  future: z.boolean().default(false),
  past: z.boolean().default(true),
  /** Buttons; of an earlier day, and of one whose time counts, the time is asked for. */
  offers: z.array(z.enum(OFFERS)).optional(),
  /** The instant that NOW means, where it is not that of the reply. */
  now: fallback.optional(),
})
type DateInput = z.infer<typeof schema>

/** A day, or with `time` an instant. */
export const date = singleKind({
  schema,
  reasons: ['date', 'future', 'past', 'dateRange'],
  readValue: (input, _field, text, { at }) => readDate(text, at, input),
  read(asked, text, context) {
    const { input, id, answers } = asked
    const offered = offeredIn(asked, text, context)
    if (offered) return take(asked, offered, context.at)
    const kept = answers[id]
    const day = isObject(kept) && typeof kept.day === 'string' ? kept.day : undefined
    return outcomeOf(id, readDate(text, context.at, { ...input, day }))
  },
  isMeant: (input, _field, text, { at }) => readDate(text, at, input).ok,
  mentions: (input, _field, text, { at }) => (input.time ? [] : mentionsOf(text, DATE_SHAPE, (piece) => readDate(piece, at, input))),
  isAnswered: (_input, id, answers) => typeof answers[id] === 'string' || isNothing(answers[id]),
  suggestions: ({ now }, id) => (now === undefined ? {} : { [id]: now }),
  show: ({ time }, _field, value) =>
    isObject(value) && 'day' in value ? { format: 'day', value: value.day ?? null } : { format: time ? 'datetime' : 'day', value },
  buttons: ({ offers = [] }) => offers.map((id) => ({ id, shown: option(id) })),
  texts: ({ offers = [] }, place) => optionTexts(offers, place),
  looksLike: /[年月日号天]|^\d+[./-]\d+/,
  isBrief: true,
})

/** Only the whole of an offer: 昨天下午两点 says more than 昨天. */
function offeredIn({ input: { offers = [] }, id }: Asked<DateInput>, text: string, { words }: ReadContext): Offered | undefined {
  const options = namedOptions(id, offers, words)
  const isWhole = /^\d$/.test(keyOf(text)) || options.some((one) => [one.id, ...one.names].some((name) => keyOf(name) === keyOf(text)))
  const reading = isWhole ? readChoice(text, options) : undefined
  return reading?.ok ? offers.find((one) => one === reading.value) : undefined
}

/** The day is kept where the time is still to be said. */
function take({ input, id, suggested }: Asked<DateInput>, offered: Offered, at: Date): Outcome {
  if (offered === 'NOW') return { is: 'answer', answers: { [id]: suggested[id] ?? at.toISOString() } }
  // a day that was tapped before is not meant any more
  if (offered === 'EARLIER') return { is: 'kept', answers: { [id]: {} }, note: 'whichDay', values: {}, offers: [] }
  const day = dayBefore(at, DAYS_BACK[offered])
  return input.time
    ? { is: 'kept', answers: { [id]: { day } }, note: 'whichTime', values: {}, offers: [] }
    : { is: 'answer', answers: { [id]: day } }
}
