/**
 * What a message says of the fields of a dialogue, wherever they are asked: 「宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，张工13991300001」. Only what is
 * certain counts: a value beside the name of its field (批号HB2611-07, 60袋结块), or one that can hardly be anything else (a plate, the word for an
 * option). What could be of two fields is left to be asked.
 */
import { isDeepStrictEqual } from 'node:util'
import { readName } from '../reading/identifiers.js'
import { isBeforePhone, type Mention, mentionsOf, PERSON_SHAPE } from '../reading/mentions.js'
import { tidy } from '../reading/normalise.js'
import { compareParts } from './compare-parts.js'
import type { Flow } from './flow.js'
import type { ReadContext } from './inputs/kind.js'
import { type SingleInput, singleOf } from './inputs/singles.js'
import { pathOf } from './path.js'
import { isNothing, type Session, type Value, type Values } from './session.js'

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
/** A name and what may stand between it and its value are no longer. */
const NEAR_CHARS = 30

/** What may stand between the name of a field and its value, from the name on. */
const BETWEEN = /[\s:：=为是约大概有了共计出号在的]*$/
/** What may stand between a value and a word behind it: 昨天下午刚拉的. */
const BEFORE_WORD = /^(?:的|货|都|又|就|已经|今天|昨天|前天|刚刚|刚才|刚|才|上午|下午|早上|晚上|中午|我们|你们|他们|自己|厂里|去|给|车|\s)*/
/** Behind a word that ends here another value begins, so that it is a name of that one: 发货35吨结块8吨. */
const VALUE_FOLLOWS = /^[\s:：=为是约大概有了]*[\d零一二两三四五六七八九十百]/

export interface Heard {
  readonly answers: Values
  /** The parts of the message in which nothing was heard. */
  readonly left: readonly string[]
}

/** The fields that are answered so, without those that are answered already. */
export function hear(flow: Flow, session: Session, said: string, context: ReadContext): Heard {
  const text = tidy(said).slice(0, MOST_CHARS)
  // which of several ways it goes decides what else is asked, and what an amount means
  let known = session
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { claims } = heardOn(flow, known, text, context)
    const options = claims.filter(({ input, field }) => input.type === 'choice' && known.answers[field] === undefined)
    if (options.length === 0) break
    known = { ...known, answers: { ...known.answers, ...valuesOf(options) } }
  }
  const chosen = Object.fromEntries(Object.entries(known.answers).filter(([field]) => session.answers[field] === undefined))
  const onPath = Object.keys(chosen).filter((field) =>
    fieldsOnPath(flow, { ...known, answers: without(known.answers, field) }).some((one) => one.field === field),
  )
  const { answers, claims } = heardOn(flow, session, text, context, pick(chosen, onPath))
  return { answers, left: unheard(text, claims) }
}

/** The kind, then what kind of that. */
const MOST_ROUNDS = 3

const pick = (values: Values, fields: readonly string[]): Values => Object.fromEntries(fields.map((field) => [field, values[field]]))
const without = (values: Values, field: string): Values => Object.fromEntries(Object.entries(values).filter(([name]) => name !== field))

function unheard(text: string, claims: readonly Claim[]): string[] {
  return [...text.matchAll(/[^,，;；。!！\n]+/g)]
    .filter(({ index, 0: clause }) => !claims.some(({ mention }) => mention.from < index + clause.length && index < mention.to))
    .map(([clause]) => clause.trim())
    .filter((clause) => clause !== '')
}

function heardOn(
  flow: Flow,
  session: Session,
  text: string,
  context: ReadContext,
  chosen: Values = {},
): { readonly answers: Values; readonly claims: readonly Claim[] } {
  const fields = withoutUndecided(flow, session, chosen)
  const claims = fields.flatMap((field) => claimsOf(field, fields, alikeIn(flow, field), text, context))
  const certain = withoutForeignPhones(withoutRivals(claims), text, titlesIn(flow, context))
  const answers = fitting(flow, session, valuesOf(certain))
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

/** @param others fields of the same kind that may be asked on another way: what stands behind 司机 is nobody's contact */
function claimsOf(one: Field, fields: readonly Field[], others: readonly string[], text: string, context: ReadContext): Claim[] {
  const { field, input } = one
  const kind = singleOf(input)
  const isOnly = fields.filter((other) => other.input.type === input.type).length === 1
  return (kind.mentions?.(input, field, text, context) ?? []).flatMap((mention) => {
    const name = nameBeside(field, others, mention, text, context)
    const isForeign =
      others.some((other) => nameBefore(other, mention, text, context).length > 0) && nameBefore(field, mention, text, context).length === 0
    if (isForeign) return []
    const isPerson = one.isOfPhone && isBeforePhone(text, mention.to)
    const isAlone = kind.isUnmistakable || isPerson || isOnlyPerson(one, mention, text) || (isOnly && input.type === 'code')
    return name > 0 || (isAlone && (isPerson || !mention.needsName)) ? [{ ...one, mention, name: isPerson ? Math.max(name, 1) : name }] : []
  })
}

/** Names of a field that stand right before a value. */
function nameBefore(
  field: string,
  { from }: Pick<Mention, 'from'>,
  text: string,
  { words }: Pick<ReadContext, 'words'>,
): readonly string[] {
  const before = text.slice(Math.max(0, from - NEAR_CHARS), from)
  const loosely = before.replace(/[\s:：=]+$/, '').toLowerCase()
  const without = before.replace(BETWEEN, '').toLowerCase()
  return words.fieldNames(field).filter((name) => [loosely, without].some((one) => one.endsWith(tidy(name).toLowerCase())))
}

/** Nobody else is spoken of. A driver, too, is called 师傅. */
function isOnlyPerson({ isOfPhone }: Field, { from, to, needsName }: Mention, text: string): boolean {
  const others = mentionsOf(text, PERSON_SHAPE, readName).filter((other) => other.to !== to)
  return isOfPhone && needsName === undefined && others.length === 0 && !text.slice(from, to).endsWith('师傅')
}

/** How long the name of the field is that stands before a value or behind it; also one that ends in what may stand between: 出厂编号, 发了. */
function nameBeside(field: string, others: readonly string[], { from, to }: Mention, text: string, { words }: ReadContext): number {
  const longer = others.flatMap((other) => words.fieldNames(other))
  // 数量 may be 发货数量 as well as 涉及数量
  const names = nameBefore(field, { from }, text, { words }).filter((name) => !longer.some((one) => one !== name && one.endsWith(name)))
  const after = text.slice(to, to + NEAR_CHARS)
  const behind = after.replace(BEFORE_WORD, '')
  const follows = (words.wordsBehind?.(field) ?? []).filter(
    (word) =>
      (behind.startsWith(word) || after.startsWith(word)) && (word.endsWith('的') || !VALUE_FOLLOWS.test(behind.slice(word.length))),
  )
  return Math.max(0, ...names.map((name) => name.length + 1), ...follows.map((word) => word.length))
}

/** Of claims on the same letters the one beside whose value the longer name stands; none where two are equal. */
function withoutRivals(claims: readonly Claim[]): Claim[] {
  const rank = ({ name, mention }: Claim) => name * 100 + (mention.to - mention.from)
  return claims.filter((one) => {
    // the word for an option takes nothing from what else is told in it: 烂了18袋
    const rivals = claims.filter(
      (other) => other.field !== one.field && !isOption(one) && !isOption(other) && overlap(one.mention, other.mention),
    )
    return rivals.every((other) => rank(one) > rank(other))
  })
}

const isOption = ({ input }: Claim): boolean => input.type === 'choice' || input.type === 'choices'
const overlap = (one: Mention, other: Mention): boolean => one.from < other.to && other.from < one.to

/** The phone number behind somebody else is not that of the contact: 司机马师傅13991300001. */
function withoutForeignPhones(claims: readonly Claim[], text: string, titles: readonly string[]): Claim[] {
  const isContact = (end: number) => claims.some(({ isOfPhone, mention }) => isOfPhone && mention.to === end)
  const strangers = mentionsOf(text, PERSON_SHAPE, readName).filter(({ to }) => isBeforePhone(text, to) && !isContact(to))
  const isTheirs = ({ from }: Mention) =>
    strangers.some(({ to }) => to <= from && !/\d/.test(text.slice(to, from))) ||
    titles.some(
      (title) =>
        isNear(text.slice(0, from), title) && !claims.some(({ isOfPhone, mention }) => isOfPhone && isBeforePhone(text, mention.to)),
    )
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
      if (only !== undefined && values.length === 1) return [[field, only]]
      return isMany ? [[field, values.flat()]] : []
    }),
  )
}

const distinct = (values: readonly Value[]): Value[] =>
  values.filter((value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) === index)

const takesSeveral = (input: SingleInput): boolean => input.type === 'choices' || ('many' in input && input.many === true)

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
