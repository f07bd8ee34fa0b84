import { keyOf, tidy } from './normalise.js'
import { readNumber, withDecimals } from './number.js'
import { type Reading, refuse } from './reading.js'

export interface Option {
  readonly id: string
  /** One that ends in … names it by whatever begins so. */
  readonly names: readonly string[]
}

/** An option by one of its names, in the form in which words are compared. */
type Keyed = { readonly id: string; readonly name: string; readonly isBeginning: boolean }

/** A shorter figure is rather a number in a list, or how many there are. */
const LEAST_DIGITS = 3
const NEGATION = /[不没非别无]/
/** Denies what stands right behind it: 没有结块, 不要赔偿, 不要你们赔, 不是因为结块. */
export const NEGATION_BEFORE =
  /(?:没有要?|没得|莫得|么有|没|(?<![要什怎这那多])么|不是|并非|不要|不用|不需要?|不必|不存在|不|非|别|无|未|甭)(?:[你您我咱他]们|因为|说|啥|什么|任何|发现|出现|听说|[^\s,，。;；!！]{0,1})$/

/**
 * The id of an option by its number, its name or a synonym; a longer sentence counts only if it names exactly one and denies nothing. Refused as
 * `choice`, or as `choiceNumber` with `count`.
 * @param numbered only the first so many were shown with a number, which begins with 1
 */
export function readChoice(text: string, options: readonly Option[], numbered = options.length): Reading<string> {
  const plain = withDecimals(tidy(text))
  const key = keyOf(plain)
  if (key === '') return refuse('choice')
  const number = readNumber(plain.replace(/^第|[项个.、]$/g, ''))
  const exact = options.find(({ id, names }) => keyOf(id) === key || names.some((name) => keyOf(name) === key))
  if (exact) return { ok: true, value: exact.id }
  if (number !== undefined) {
    const chosen = Number.isInteger(number) && number <= numbered ? options[number - 1] : undefined
    if (chosen) return { ok: true, value: chosen.id }
    const [only, ...others] = fittingOptions(text, options)
    return only !== undefined && others.length === 0 ? { ok: true, value: only } : refuse('choiceNumber', { count: numbered })
  }
  const [only, ...others] = fittingOptions(text, options)
  return only !== undefined && others.length === 0 ? { ok: true, value: only } : refuse('choice')
}

/** The ids of the options that a sentence may mean: that it names, of a figure that it gives, or whose name it begins. None where it denies something. */
export function fittingOptions(text: string, options: readonly Option[]): readonly string[] {
  const plain = withDecimals(tidy(text))
  const key = keyOf(plain)
  const keyed = options.flatMap(({ id, names }) => names.map((name) => ({ id, name: keyOf(name), isBeginning: name.endsWith('…') })))
  const named = onlyLongest(keyed.filter((one) => isNamed(one, key)))
  const [figure = '', ...figures] = plain.match(/\d+(?:\.\d+)?/g) ?? []
  const given = figures.length === 0 ? withFigure(keyed, keyOf(figure)) : []
  const said = named.length > 0 ? named : given
  const isDenied = said.length > 0 && NEGATION.test(said.reduce((rest, { name }) => rest.replace(name, ''), key))
  if (isDenied) return []
  const begun = keyed.filter(({ name }) => key.length >= 2 && name.startsWith(key))
  return [...new Set((said.length > 0 ? said : begun).map(({ id }) => id))]
}

const isNamed = ({ name, isBeginning }: Keyed, key: string): boolean =>
  (name.length >= 2 && key.includes(name)) || (isBeginning && key.startsWith(name))

/** 42.5 is the figure of P·O 42.5 and of P·C 42.5; those that say more, as 42.5R does, only where none is just so. */
function withFigure(keyed: readonly Keyed[], figure: string): readonly Keyed[] {
  if (figure.length < LEAST_DIGITS) return []
  const having = keyed.filter(({ name }) => [...name.matchAll(/\d+/g)].some(([digits]) => digits === figure))
  const exact = having.filter(({ name }) => name.endsWith(figure))
  return exact.length > 0 ? exact : having
}

const BECOMES = /^.*?(?:改为|改成|改到|变成|调整?[为到成]|设[为成]|→|->)\s*/u
const AMOUNT = /^[\d〇零一二两三四五六七八九十百千万半第无不]/u

/** What the option that a sentence names is to become; undefined where it does not say: 方案时限改为2个工作日, 方案时限 2天. */
export function saidBehind(text: string, names: readonly string[]): string | undefined {
  const plain = tidy(text)
  const [name = ''] = names
    .filter((one) => plain.includes(one))
    .sort((one, other) => plain.indexOf(one) - plain.indexOf(other) || other.length - one.length)
  const behind = name && plain.slice(plain.indexOf(name) + name.length).replace(/^[\s:：=,，]+/u, '')
  const rest = behind.replace(BECOMES, '').trim()
  return rest !== '' && (rest !== behind || AMOUNT.test(rest)) ? rest : undefined
}

/** Several options at once, in the order in which they were named and each once: `1 3`, `补货、赔偿`, `1和3`. Refused where one of them is. */
export function readChoices(text: string, options: readonly Option[]): Reading<string[]> {
  const tokens = text
    .split(/[\s,，、;；.。/+]+|(?<=[\d\p{Script=Han}])[和跟及](?=[\d\p{Script=Han}])/u)
    .filter((token) => keyOf(token) !== '')
  const chosen: string[] = []
  for (const token of tokens) {
    const reading = readChoice(token, options)
    if (!reading.ok) return reading
    if (!chosen.includes(reading.value)) chosen.push(reading.value)
  }
  return chosen.length > 0 ? { ok: true, value: chosen } : refuse('choice')
}

/** `P·O 42.5R` names one grade, not also the `P·O 42.5` inside it. */
function onlyLongest(found: readonly Keyed[]): readonly Keyed[] {
  return found.filter(({ name }) => !found.some((other) => other.name !== name && other.name.includes(name)))
}

const YES = /^(是|是的|对|对的|好|好的|行|可以|要|有|嗯|确认|确定|y|yes|ok|1)$/
const NO = /^(否|不|不是|不要|不用|没|没有|不行|取消|n|no|2)$/

/**
 * Only a whole word of consent or refusal, or what was asked about and no more, alone or denied: 双方签封, 没签封. Anything longer would have to be
 * guessed, and is refused as `yesno`; and so is what asks back: 嗯？
 * @param names what people call that which is asked about
 */
export function readYesNo(text: string, names: readonly string[] = []): Reading<boolean> {
  if (/[?？]\s*$/.test(text)) return refuse('yesno')
  const key = keyOf(text)
  if (YES.test(key)) return { ok: true, value: true }
  if (NO.test(key)) return { ok: true, value: false }
  const [, denied = '', said = ''] = /^(没有|没|未|不|无)?(.+?)[了的]?$/.exec(key) ?? []
  return names.some((name) => keyOf(name) === said) ? { ok: true, value: denied === '' } : refuse('yesno')
}
