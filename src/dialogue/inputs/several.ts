import { isDeepStrictEqual } from 'node:util'
import { piecesOf } from '../../reading/pieces.js'
import { isWhole, type SeveralInput, severalSchema } from '../parts.js'
import { type PartsReading, readParts } from '../read-parts.js'
import type { OfferedDay, Values } from '../session.js'
import { dayOffered } from './date.js'
import { type Asked, dayId, inputKind, misreadAs, type Outcome, plain, type ReadContext, SUGGESTED } from './kind.js'
import { boundedPlace } from './location.js'
import { singleOf } from './singles.js'

/** Several fields in one message, in any order and amount; what is still open is asked again. */
export const several = inputKind({
  schema: severalSchema,
  reasons: ['several', 'surplus', 'atMost', 'notBefore', 'balance', 'whichOf'],
  read: readTyped,
  tap(asked, [first = ''], context) {
    const day = daysOf(asked).find((one) => dayId(one) === first)
    if (day) return readDay(asked, day, context)
    const answers = openSuggestions(asked, {})
    return first === SUGGESTED && Object.keys(answers).length > 0 ? { is: 'answer', answers } : misreadAs(asked.id, 'several')
  },
  takePlace({ input: { parts } }, place) {
    const field = Object.keys(parts).find((name) => parts[name]?.input.type === 'location')
    return field === undefined ? undefined : { is: 'answer', answers: { [field]: boundedPlace(place) } }
  },
  suggested: (asked) => openSuggestions(asked, {}),
  days: daysOf,
  alongWith: (asked) => {
    const isNamed = Object.entries(asked.suggested).some(([field, value]) => isDeepStrictEqual(asked.answers[field], value))
    return isNamed ? openSuggestions(asked, {}) : {}
  },
  suggestions: ({ parts }) =>
    Object.fromEntries(Object.entries(parts).flatMap(([field, { suggest }]) => (suggest === undefined ? [] : [[field, suggest]]))),
  isMeant: ({ parts }, _field, text, context) =>
    Object.entries(parts).some(([field, { input }]) => singleOf(input).isMeant?.(input, field, text, context)),
  show({ parts }, field, value) {
    const part = parts[field]?.input
    return part ? singleOf(part).show(part, field, value) : plain(value)
  },
  fields: ({ parts }) => Object.keys(parts),
  isAnswered: (input, _id, answers) => isWhole(input, answers),
  openFields({ parts }, _id, answers) {
    const unknown = unknownOf(parts, answers)
    const needed = unknown.filter((field) => !parts[field]?.optional)
    return Object.values(parts).every(({ optional }) => optional) ? unknown : needed
  },
  stillAsked({ parts }, answers) {
    const unknown = unknownOf(parts, answers)
    if (unknown.length === 0 || unknown.length === Object.keys(parts).length) return undefined
    const needed = unknown.filter((field) => !parts[field]?.optional)
    return needed.length > 0 ? needed : undefined
  },
  defaults: ({ parts }) =>
    Object.fromEntries(Object.entries(parts).flatMap(([field, part]) => (part.default === undefined ? [] : [[field, part.default]]))),
  texts: ({ parts }) =>
    Object.entries(parts).flatMap(([field, { input }]) => [
      `fields.${field}.label`,
      ...(singleOf(input).texts?.(input, `fields.${field}`) ?? []),
    ]),
  faults: ({ parts, atMost = {}, notBefore = {}, balance = [], enough = [] }) =>
    [...Object.entries(atMost).flat(), ...Object.entries(notBefore).flat(), ...balance, ...[enough].flat()]
      .filter((name) => !(name in parts))
      .map((part) => ({ name: 'unknownPart', values: { part }, among: Object.keys(parts) })),
  isBrief: true,
})

function readTyped(asked: Asked<SeveralInput>, text: string, context: ReadContext): Outcome {
  const { found, failure } = readOpen(asked, text, context)
  if (failure && Object.keys(found).length === 0) return { is: 'misread', ...failure }
  return { is: 'answer', answers: withSuggested(asked, found), ...(failure && { failure }) }
}

/** Of the first day that is open: three for each would be too many. */
function daysOf({ input: { parts }, answers, correcting }: Asked<SeveralInput>): OfferedDay[] {
  const isOpen = (field: string) => (correcting === undefined ? answers[field] === undefined : field === correcting)
  const [field, part] = Object.entries(parts).find(([name, { input }]) => 'offers' in input && input.offers && isOpen(name)) ?? []
  return field !== undefined && part && 'offers' in part.input ? (part.input.offers ?? []).map((offer) => ({ field, offer })) : []
}

/** As if it were typed behind the name of its field: it is compared with the other days. */
function readDay(asked: Asked<SeveralInput>, { field, offer }: OfferedDay, context: ReadContext): Outcome {
  const [name = ''] = context.words.fieldNames(field)
  return readTyped(asked, `${name} ${dayOffered(offer, context.at) ?? ''}`, context)
}

/** A part that is being corrected is meant, unless more is said than one value: then all of them may be. */
function readOpen(asked: Asked<SeveralInput>, text: string, context: ReadContext): PartsReading {
  const { input, answers, correcting } = asked
  if (correcting === undefined) return readParts(input, text, openValues(asked), context)
  const anew = piecesOf(text).length > 1 ? readParts(input, text, {}, context) : undefined
  if (anew && !anew.failure && Object.keys(anew.found).length > 1) return anew
  const others = Object.keys(input.parts).filter((field) => field !== correcting)
  return readParts(input, text, Object.fromEntries(others.map((field) => [field, answers[field]])), context)
}

/** Whoever names the one that is suggested means what goes with it: the phone of a contact. Of somebody else it is asked. */
function withSuggested(asked: Asked<SeveralInput>, found: Values): Values {
  const known = Object.entries(asked.suggested)
  if (known.some(([field, value]) => isDeepStrictEqual(found[field], value))) return { ...openSuggestions(asked, found), ...found }
  const isOther = known.some(([field]) => found[field] !== undefined && asked.answers[field] !== undefined)
  const gone = known.filter(([field, value]) => isOther && found[field] === undefined && isDeepStrictEqual(asked.answers[field], value))
  return { ...Object.fromEntries(gone.map(([field]) => [field, undefined])), ...found }
}

/** What belongs together is offered together, or not at all once something else was said. */
function openSuggestions({ suggested, answers }: Asked<SeveralInput>, found: Values): Values {
  const known = { ...answers, ...found }
  const isOther = Object.entries(suggested).some(([field, value]) => known[field] !== undefined && !isDeepStrictEqual(known[field], value))
  return isOther ? {} : Object.fromEntries(Object.entries(suggested).filter(([field]) => known[field] === undefined))
}

const unknownOf = (parts: SeveralInput['parts'], answers: Values): string[] =>
  Object.keys(parts).filter((field) => answers[field] === undefined)

/** While a complete set is being corrected, every part may be said again; otherwise only what is still open. */
function openValues({ input, answers }: Asked<SeveralInput>): Values {
  const known = Object.fromEntries(Object.keys(input.parts).map((field) => [field, answers[field]]))
  return isWhole(input, known) ? {} : known
}
