/**
 * What a message says of the fields of a dialogue, wherever they are asked: 「宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，张工13991300001」. Only what is
 * certain counts: a value beside the name of its field (批号HB2611-07, 60袋结块), or one that can hardly be anything else (a plate, the word for an
 * option). What could be of two fields is left to be asked.
 */
import { isDeepStrictEqual } from 'node:util'
import { readName } from '../reading/identifiers.js'
import { isBeforePhone, type Mention, mayBeginLater, mentionsOf, opensClause, PERSON_SHAPE } from '../reading/mentions.js'
import { tidy } from '../reading/normalise.js'
import { shapeOf } from '../reading/wordings.js'
import { clauseAround, endOf, nameBefore, nameLooselyBefore, type Place, wordBehind } from './beside.js'
import { compareParts } from './compare-parts.js'
import type { Flow } from './flow.js'
import type { ReadContext } from './inputs/kind.js'
import { type SingleInput, singleOf } from './inputs/singles.js'
import { pathOf } from './path.js'
import { isNothing, type Session, type Value, type Values, type Words } from './session.js'

/** A field of a question that may have been spoken of. */
interface Field {
  readonly field: string
  readonly question: string
  readonly input: SingleInput
  /** It goes with a phone number in the same question. */
  readonly isOfPhone: boolean
}

interface Claim extends Field {
  readonly mention: Mention<Value>
  /** The letters of the name that stands beside it; none where it stands alone. */
  readonly name: number
}

/** A message of usual length; what is told behind it is asked. */
export const MOST_CHARS = 1000
export interface Heard {
  readonly answers: Values
  /** The parts of the message in which nothing was heard, and what beside something that was heard could be read and not told what it is. */
  readonly left: readonly string[]
}

/** The fields that are answered so, without those that are answered already. */
export function hear(flow: Flow, session: Session, said: string, context: ReadContext): Heard {
  const typed = tidy(said).slice(0, MOST_CHARS)
  const text = context.words.meant?.(typed) ?? typed
  const mentionsOf = createMentions(text, context)
  // which of several ways it goes decides what else is asked, and what an amount means
  let known = session
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { claims } = heardOn(flow, known, text, context, mentionsOf)
    const options = claims.filter(({ input, field }) => input.type === 'choice' && known.answers[field] === undefined)
    if (options.length === 0) break
    known = { ...known, answers: { ...known.answers, ...valuesOf(options) } }
  }
  const chosen = Object.fromEntries(Object.entries(known.answers).filter(([field]) => session.answers[field] === undefined))
  const onPath = Object.keys(chosen).filter((field) =>
    fieldsOnPath(flow, { ...known, answers: without(known.answers, field) }).some((one) => one.field === field),
  )
  const { answers, claims } = heardOn(flow, session, text, context, mentionsOf, pick(chosen, onPath), typed)
  const asked = fieldsOnPath(flow, session, { ...chosen, ...answers })
  return { answers, left: unheard(typed, claims, readingsIn(asked, mentionsOf)) }
}

/** What in the text looks like a value of a field; looked for once, however often it is asked. */
type Mentions = (one: Pick<Field, 'field' | 'input'>) => readonly Mention<Value>[]

function createMentions(text: string, context: ReadContext): Mentions {
  const known = new Map<SingleInput, readonly Mention<Value>[]>()
  return ({ field, input }) => {
    const found = known.get(input) ?? singleOf(input).mentions?.(input, field, text, context) ?? []
    known.set(input, found)
    return found
  }
}

/** The kind, then what kind of that. */
const MOST_ROUNDS = 3

const pick = (values: Values, fields: readonly string[]): Values => Object.fromEntries(fields.map((field) => [field, values[field]]))
const without = (values: Values, field: string): Values => Object.fromEntries(Object.entries(values).filter(([name]) => name !== field))

/** @param readings all values that may be of some field, whether or not it is known of which */
function unheard(text: string, claims: readonly Claim[], readings: readonly Mention[]): string[] {
  const isHeard = ({ from, to }: Pick<Mention, 'from' | 'to'>) => claims.some(({ mention }) => mention.from < to && from < mention.to)
  return [...text.matchAll(/[^,，;；。!！\n]+/g)].flatMap(({ index, 0: clause }) => {
    const [from, to] = [index, index + clause.length]
    if (!isHeard({ from, to })) return clause.trim() === '' ? [] : [clause.trim()]
    return readings.filter((one) => from <= one.from && one.to <= to && !isHeard(one)).map((one) => text.slice(one.from, one.to))
  })
}

/** Kinds of which a value can be told from the words around it. */
const TELLING: readonly string[] = ['date', 'quantity', 'phone', 'plate', 'code']

/** Of readings on the same letters the longest, in their order. */
function readingsIn(fields: readonly Field[], mentionsOf: Mentions): Mention[] {
  const all = fields
    .filter(({ input }) => TELLING.includes(input.type))
    .flatMap(mentionsOf)
    .filter(({ needsName }) => !needsName)
    .sort((one, other) => one.from - other.from || other.to - one.to)
  return all.filter((one, index) => !all.slice(0, index).some((other) => overlap(one, other)))
}

function heardOn(
  flow: Flow,
  session: Session,
  text: string,
  context: ReadContext,
  mentionsOf: Mentions,
  chosen: Values = {},
  typed = text,
): { readonly answers: Values; readonly claims: readonly Claim[] } {
  const fields = withoutUndecided(flow, session, chosen)
  const passed = fields.filter(({ input, field }) => input.type === 'choice' && !decides(flow, field)).flatMap(mentionsOf)
  const claims = fields.flatMap((field) => claimsOf(field, fields, alikeIn(flow, field), passed, text, context.words, mentionsOf))
  const certain = withoutForeignPhones(withoutRivals(claims), text, titlesIn(flow, context))
  const heard = valuesOf(certain.map((claim) => asTyped(claim, typed)))
  const answers = fitting(flow, session, { ...heard, ...lessThanHeard(fields, heard, flow, text, context.words, mentionsOf) })
  return { answers, claims: certain.filter(({ field }) => answers[field] !== undefined) }
}

/** Those that are asked whatever the first open choice comes to: an amount of bags means something else for each kind. */
function withoutUndecided(flow: Flow, session: Session, chosen: Values): Field[] {
  const fields = fieldsOnPath(flow, session, chosen)
  const open = fields.find(({ input, field }) => input.type === 'choice' && chosen[field] === undefined && decides(flow, field))
  if (open?.input.type !== 'choice') return fields
  const ways = open.input.options.map((option) => fieldsOnPath(flow, session, { ...chosen, [open.field]: option }))
  return fields.filter(({ field }) => ways.every((way) => way.some((one) => one.field === field)))
}

/** True where the way that the dialogue takes depends on the answer right behind the question. */
function decides(flow: Flow, question: string): boolean {
  const step = flow.steps[question]
  return step?.type === 'question' && step.next.some(({ when }) => when !== undefined && question in when)
}

/** All that may still be asked, as far as that is known now. */
function fieldsOnPath(flow: Flow, session: Session, chosen: Values = {}): Field[] {
  return pathOf(flow, { ...session, step: '', answers: { ...session.answers, ...chosen } }).flatMap((question) => {
    const step = flow.steps[question]
    if (step?.type !== 'question') return []
    const { input } = step
    const parts = input.type === 'several' ? Object.entries(input.parts) : []
    const isOfPhone = parts.some(([, part]) => part.input.type === 'phone')
    const firstName = parts.find(([, part]) => part.input.type === 'name')?.[0]
    const all =
      input.type === 'several'
        ? parts.map(([field, part]) => ({ field, input: part.input, isOfPhone: isOfPhone && field === firstName }))
        : isSingle(input)
          ? [{ field: question, input, isOfPhone: false }]
          : []
    return all.filter(({ field }) => session.answers[field] === undefined).map((one) => ({ ...one, question }))
  })
}

/** All other fields of the dialogue that take such a value. */
function alikeIn(flow: Flow, { field, input }: Field): string[] {
  const parts = Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several' ? Object.entries(step.input.parts) : [],
  )
  return [...new Set(parts.filter(([other, part]) => other !== field && part.input.type === input.type).map(([other]) => other))]
}

/** What people are called who are nobody's contact: 司机. */
const titlesIn = (flow: Flow, { words }: ReadContext): string[] =>
  Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several'
      ? Object.entries(step.input.parts).flatMap(([field, part]) =>
          part.named && part.input.type === 'name' ? words.fieldNames(field) : [],
        )
      : [],
  )

const isSingle = (input: { readonly type: string }): input is SingleInput => singleOf(input as SingleInput) !== undefined

/** A sentence is kept as it was written. */
const asTyped = (claim: Claim, typed: string): Claim =>
  claim.input.type === 'text'
    ? { ...claim, mention: { ...claim.mention, value: typed.slice(claim.mention.from, claim.mention.to) } }
    : claim

/**
 * @param others fields of the same kind that may be asked on another way: what stands behind 司机 is nobody's contact
 * @param passed the options that are named, which may stand between a value and its name
 */
function claimsOf(
  one: Field,
  fields: readonly Field[],
  others: readonly string[],
  passed: Place['passed'],
  text: string,
  words: Words,
  mentionsOf: Mentions,
): Claim[] {
  const { field, input } = one
  const kind = singleOf(input)
  const isOnly = fields.filter((other) => other.input.type === input.type).length === 1
  const unless = words.spokenOf?.(field).unless ?? []
  return mentionsOf(one).flatMap((mention) => {
    const place: Place = { text, mention, passed, words, isDay: input.type === 'date' }
    if (unless.length > 0 && shapeOf(unless, '*', 'iu').test(clauseAround(text, mention))) return []
    const isNamed = nameBefore(field, place) > 0
    if (!isNamed && others.some((other) => nameBefore(other, place) > 0)) return []
    const likeness = likenessOf(one, others, mention, words)
    if (likeness === 'other' && !isNamed) return []
    const isWord = mention.needsName && input.type === 'name' && !isNamed
    const name = isWord && !opensClause(text, mention) ? 0 : nameBeside(one, others, place)
    const isPerson = one.isOfPhone && isBeforePhone(text, mention.to) && !(mention.needsName && mayBeginLater(text, mention))
    const isCode = input.type === 'code' && (isOnly || likeness === 'own')
    const isAlone = kind.isUnmistakable || isPerson || isOnlyPerson(one, mention, text) || isCode
    return name > 0 || (isAlone && (isPerson || !mention.needsName)) ? [{ ...one, mention, name: isPerson ? Math.max(name, 1) : name }] : []
  })
}

/** Whether a number that somebody else has given looks like those of this field, or like those of another. */
function likenessOf({ field, input }: Field, others: readonly string[], { value }: Mention, words: Words): 'own' | 'other' | undefined {
  if (input.type !== 'code') return undefined
  const isLike = (one: string) => (words.spokenOf?.(one).like ?? []).some((model) => lettersOf(model) === lettersOf(String(value)))
  return isLike(field) ? 'own' : others.some(isLike) ? 'other' : undefined
}

/** The letters with which a code begins: HB of HB2611-07. */
const lettersOf = (code: string): string => /^[A-Za-z]+/.exec(code)?.[0].toUpperCase() ?? ''

/** Nobody else is spoken of. A driver, too, is called 师傅. */
function isOnlyPerson({ isOfPhone }: Field, { from, to, needsName }: Mention, text: string): boolean {
  const others = mentionsOf(text, PERSON_SHAPE, readName).filter((other) => other.to !== to)
  return isOfPhone && needsName === undefined && others.length === 0 && !text.slice(from, to).endsWith('师傅')
}

/** How long the name of the field is that stands before a value or behind it; nearly 0 where more stands between them. */
function nameBeside({ field, input }: Field, others: readonly string[], place: Place): number {
  const { words } = place
  const before = nameBefore(field, place)
  // 数量 may be 发货数量 as well as 涉及数量
  const isShared = others.some((other) => words.fieldNames(other).some((name) => name.length > before && sharesEnd(name, place, before)))
  const named = before > 0 && !isShared ? before + 1 : 0
  const beside = Math.max(named, wordBehind(field, place))
  return beside > 0 || !COUNTED.includes(input.type) ? beside : nameLooselyBefore(field, place)
}

/** What is told by words at some distance, as no other kind of value looks like it. */
const COUNTED: readonly string[] = ['quantity', 'number']

/** True where a longer name of another field ends in the name that stands there. */
function sharesEnd(name: string, { text, mention }: Place, length: number): boolean {
  const said = endOf(text.slice(Math.max(0, mention.from - 30), mention.from), name.slice(-length))
  return said.length === length
}

/** Of claims on the same letters the one beside whose value the longer name stands; none where two are equal. */
function withoutRivals(claims: readonly Claim[]): Claim[] {
  const rank = ({ name, mention }: Claim) => name * 100 + (mention.to - mention.from)
  return claims.filter((one) => {
    // who has counted is not who reports it: 库管老李点的数
    if (one.input.type === 'name' && one.name === 0)
      return !claims.some((other) => other.input.type === 'text' && overlap(one.mention, other.mention))
    // the word for an option takes nothing from what else is told in it: 烂了18袋
    const rivals = claims.filter(
      (other) => other.field !== one.field && !isOption(one) && !isOption(other) && overlap(one.mention, other.mention),
    )
    return rivals.every((other) => rank(one) > rank(other))
  })
}

/** The word for an option, and a sentence, may hold other values. */
const isOption = ({ input }: Claim): boolean => ['choice', 'choices', 'text'].includes(input.type)
const overlap = (one: Mention, other: Mention): boolean => one.from < other.to && other.from < one.to

/** The phone number behind somebody else is not that of the contact: 司机马师傅13991300001. */
function withoutForeignPhones(claims: readonly Claim[], text: string, titles: readonly string[]): Claim[] {
  const isContact = (end: number) => claims.some(({ isOfPhone, mention }) => isOfPhone && mention.to === end)
  const strangers = mentionsOf(text, PERSON_SHAPE, readName).filter(({ to }) => isBeforePhone(text, to) && !isContact(to))
  const isOfContact = (from: number) =>
    claims.some(({ isOfPhone, mention: { to } }) => isOfPhone && to <= from && isBeforePhone(text, to) && !/\d/.test(text.slice(to, from)))
  const isTheirs = ({ from }: Mention) =>
    strangers.some(({ to }) => to <= from && !/\d/.test(text.slice(to, from))) ||
    (!isOfContact(from) && titles.some((title) => isNear(text.slice(0, from), title)))
  return claims.filter(({ input, mention }) => input.type !== 'phone' || !isTheirs(mention))
}

/** A title and a name, with nothing else between them and the end. */
function isNear(before: string, title: string): boolean {
  const at = before.lastIndexOf(title)
  return at >= 0 && /^[^\d]{0,12}$/.test(before.slice(at + title.length))
}

/** One value for each field, or all of one that takes several; none where it was given two. */
function valuesOf(claims: readonly Claim[]): Values {
  const fields = [...new Set(claims.map(({ field }) => field))]
  return Object.fromEntries(
    fields.flatMap((field) => {
      const own = claims.filter((claim) => claim.field === field)
      const isMany = takesSeveral(own[0]!.input)
      const named = own.filter(({ name }) => name > 0)
      const values = distinct((isMany || named.length === 0 ? own : named).map(({ mention }) => mention.value))
      const [only] = values
      if (own[0]?.input.type === 'text') return [[field, values.join('，')]]
      if (only !== undefined && values.length === 1) return [[field, only]]
      return isMany ? [[field, values.flat()]] : []
    }),
  )
}

const distinct = (values: readonly Value[]): Value[] =>
  values.filter((value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) === index)

const takesSeveral = (input: SingleInput): boolean => input.type === 'choices' || ('many' in input && input.many === true)

/** What is told by how much less it is: 单上400袋，少了8袋 are 392. None where two such numbers are said. */
function lessThanHeard(fields: readonly Field[], heard: Values, flow: Flow, text: string, words: Words, mentionsOf: Mentions): Values {
  const bounds = Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several' ? Object.entries(step.input.atMost ?? {}) : [],
  )
  return Object.fromEntries(
    bounds.flatMap(([small, large]) => {
      const [one, most, fewer] = [fields.find(({ field }) => field === small), heard[large], words.spokenOf?.(small).fewer ?? []]
      if (one?.input.type !== 'number' || typeof most !== 'number' || heard[small] !== undefined || fewer.length === 0) return []
      const missing = distinct(
        mentionsOf(one)
          .filter(({ from }) => endOf(text.slice(0, from), fewer) !== '')
          .map(({ value }) => value),
      )
      const [only] = missing
      return missing.length === 1 && typeof only === 'number' && only < most ? [[small, most - only]] : []
    }),
  )
}

/** Without what does not go together with the rest of its question: more affected than delivered. */
function fitting(flow: Flow, session: Session, heard: Values): Values {
  let fits = heard
  for (const step of Object.values(flow.steps)) {
    if (step.type !== 'question' || step.input.type !== 'several') continue
    const own = Object.keys(step.input.parts).filter((field) => fits[field] !== undefined)
    const found = Object.fromEntries(own.map((field) => [field, fits[field]]))
    const known = Object.fromEntries(Object.entries(session.answers).filter(([, value]) => !isNothing(value)))
    if (own.length > 0 && compareParts(step.input, { ...known, ...found }, found).failure)
      fits = Object.fromEntries(Object.entries(fits).filter(([field]) => !own.includes(field)))
  }
  return fits
}
