/** What in a running text may be the value of a field, and which of it surely is. */
import { readName } from '../reading/identifiers.js'
import { isBeforePhone, type Mention, mayBeginLater, mentionsOf, opensClause, PERSON_SHAPE } from '../reading/mentions.js'
import { endOf, isRuledOut, nameBefore, nameLooselyBefore, type Place, wordBehind } from './beside.js'
import type { Field } from './heard-fields.js'
import type { ReadContext } from './inputs/kind.js'
import { type SingleInput, singleOf } from './inputs/singles.js'
import type { Value, Words } from './session.js'

export interface Claim extends Field {
  readonly mention: Mention<Value>
  /** The letters of the name that stands beside it; none where it stands alone. */
  readonly name: number
}

/** What in the text looks like a value of a field; looked for once, however often it is asked. */
export type Mentions = (one: Pick<Field, 'field' | 'input'>) => readonly Mention<Value>[]

export function createMentions(text: string, context: ReadContext): Mentions {
  const known = new Map<SingleInput, readonly Mention<Value>[]>()
  return ({ field, input }) => {
    const found = known.get(input) ?? singleOf(input).mentions?.(input, field, text, context) ?? []
    known.set(input, found)
    return found
  }
}

/**
 * @param others fields of the same kind that may be asked on another way: what stands behind 司机 is nobody's contact
 * @param passed the options that are named, which may stand between a value and its name
 */
export function claimsOf(
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
  return mentionsOf(one).flatMap((mention) => {
    const place: Place = { text, mention, passed, words, isDay: input.type === 'date' }
    if (isRuledOut(field, text, mention, words)) return []
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
export function withoutRivals(claims: readonly Claim[]): Claim[] {
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
export const overlap = (one: Mention, other: Mention): boolean => one.from < other.to && other.from < one.to

/** The phone number behind somebody else is not that of the contact: 司机马师傅13991300001. */
export function withoutForeignPhones(claims: readonly Claim[], text: string, titles: readonly string[]): Claim[] {
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
