/** Which field a value in a running text is of: told by the words before it (批号HB2611-07) and behind it (昨天下午刚拉的). */
import { DATE_SHAPE, type Mention } from '../reading/mentions.js'
import { tidy } from '../reading/normalise.js'
import { shapeOf } from '../reading/wordings.js'
import type { Words } from './session.js'

/** A name and what may stand between it and its value are no longer. */
const NEAR_CHARS = 30

/** What may stand between the name of a field and its value. */
const BETWEEN = '[\\s:：=为是约大概有了共计出号在的到得着过只才就足整仅够总合完来下回]*'
/** What may stand between a value and a word behind it. */
const BEFORE_WORD = /^(?:的|都|全部?|又|就|已经|已|是|有|发现|出现|刚刚|刚才|刚|才|给|着)/
/** And between a day and such a word: 昨天下午我们自己去拉的. */
const BEHIND_DAY =
  /^(?:\s|的|货|都|又|就|已经|今天|昨天|前天|刚刚|刚才|刚|才|一?大?清?早[上晨]?|上午|前晌|下午|后晌|[晚中早]上?|中午|晌午|半夜|夜里|黑|我们|你们|他们|咱们?|俺们?|我|你|他|自[己家个]儿?|厂里?|公司|去|来|给|从|由|派|雇|找|开|用|车|大货?车|三轮|那|这|批|趟|家|里|边|儿|份)/
const MOST_STEPS = 10
/** Behind a word that ends here another value begins, so that it is a name of that one: 发货35吨结块8吨. */
const VALUE_FOLLOWS = /^[\s:：=为是约大概有了]*[\d零一二两三四五六七八九十百]/
const HOLDS_NUMBER = /[\d零一二两三四五六七八九十百千]\s*[多来余几]?$/
const DAY_PRECEDES = new RegExp(`(?:${DATE_SHAPE.source})$`)
const DAY_FOLLOWS = new RegExp(`^[\\s:：=为是]*(?:${DATE_SHAPE.source})`)
/** It stands before the next value though a blank or the name of something else is between them: nearly nothing. */
const LOOSE = 0.5

/** A value, and the text around it. */
export interface Place {
  readonly text: string
  readonly mention: Pick<Mention, 'from' | 'to'>
  /** What may be passed over: the options that are named. */
  readonly passed: readonly Pick<Mention, 'from' | 'to'>[]
  /** It is a day, which is told of further off. */
  readonly isDay: boolean
  readonly words: Words
}

/** The clause in which a value stands; blanks end it as well. */
export function clauseAround(text: string, { from, to }: Pick<Mention, 'from' | 'to'>): string {
  const before = /[^\s,，、;；。!！?？]*$/u.exec(text.slice(0, from))?.[0] ?? ''
  return `${before}${text.slice(from, to)}${/^[^\s,，、;；。!！?？]*/u.exec(text.slice(to))?.[0] ?? ''}`
}

/** True where its clause says that a value of this field is not meant: 上次少3袋. */
export function isRuledOut(field: string, text: string, mention: Pick<Mention, 'from' | 'to'>, words: Words): boolean {
  const unless = words.spokenOf?.(field).unless ?? []
  return unless.length > 0 && shapeOf(unless, '*', 'iu').test(clauseAround(text, mention))
}

const saidByField = new WeakMap<Words, Map<string, readonly string[]>>()

/** What stands before a value of a field: its names and what is said instead of them. */
function saidBefore(field: string, words: Words): readonly string[] {
  const known = saidByField.get(words) ?? new Map<string, readonly string[]>()
  saidByField.set(words, known)
  const said = known.get(field) ?? [...words.fieldNames(field).map((name) => tidy(name)), ...(words.spokenOf?.(field).before ?? [])]
  known.set(field, said)
  return said
}

/** The letters of the name of a field right before a value; 0 without one. */
export function nameBefore(field: string, { text, mention, words, isDay }: Place): number {
  const before = text.slice(Math.max(0, mention.from - NEAR_CHARS), mention.from)
  const name = endOf(before, saidBefore(field, words))
  // 10/22发车 10/24到站: the word belongs to the day before it
  return isDay && name !== '' && DAY_PRECEDES.test(before.slice(0, before.lastIndexOf(name))) ? 0 : name.length
}

/** The words with which a text ends. */
export function endOf(text: string, words: readonly string[] | string): string {
  if (words.length === 0) return ''
  return shapeOf(words, `(*)${BETWEEN}$`, 'iu').exec(text)?.[1] ?? ''
}

/** More than 0 where a name stands before a value and only names of options are between them: 昨天收的复合32.5 200袋. */
export function nameLooselyBefore(field: string, { text, mention, passed, words }: Place): number {
  const said = saidBefore(field, words)
  let at = mention.from
  for (let step = 0; step < MOST_STEPS; step++) {
    const before = text.slice(Math.max(0, at - NEAR_CHARS), at)
    const name = endOf(before.replace(/[\s,，、]+$/u, ''), said)
    if (name !== '' && (step > 0 || name.endsWith('的'))) return LOOSE
    const rest = before.replace(/[\s,，、的]+$/u, '')
    const end = at - (before.length - rest.length)
    const span = passed.find(({ from, to }) => to === end && from < end)
    const between = passable(words, '*$').exec(rest)?.[0] ?? ''
    if (!span && between === '') return 0
    at = span ? span.from : end - between.length
  }
  return 0
}

/** The letters of the word behind a value that says which field it is of; 0 without one. */
export function wordBehind(field: string, { text, mention, passed, words, isDay }: Place): number {
  const said = words.wordsBehind?.(field) ?? []
  if (said.length === 0) return 0
  const begins = shapeOf(said, '^(?:*)', 'iu')
  let at = mention.to
  for (let step = 0; step < MOST_STEPS; step++) {
    const after = text.slice(at, at + NEAR_CHARS)
    const [word = ''] = begins.exec(after) ?? []
    const rest = after.slice(word.length)
    const isOfNext = isDay
      ? at > mention.to && DAY_FOLLOWS.test(rest)
      : !word.endsWith('的') && !HOLDS_NUMBER.test(word) && VALUE_FOLLOWS.test(rest)
    if (word !== '' && !isOfNext) return word.length
    const span = passed.find(({ from, to }) => from === at && to > at)
    const [token = ''] = (isDay && passable(words, '^*').exec(after)) || ((isDay ? BEHIND_DAY : BEFORE_WORD).exec(after) ?? [])
    if (!span && token === '') return 0
    at = span ? span.to : at + token.length
  }
  return 0
}

/** What says nothing of which field is meant. */
const passable = (words: Words, frame: string): RegExp => {
  const between = words.between?.() ?? []
  return between.length > 0 ? shapeOf(between, frame, 'iu') : /^(?!)/
}
