import { keyOf, tidy } from './normalise.js'
import { readNumber, withDecimals } from './number.js'
import { type Reading, refuse } from './reading.js'

export interface Option {
  readonly id: string
  readonly names: readonly string[]
}

const NEGATION = /[不没非别无]/

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
    return chosen ? { ok: true, value: chosen.id } : refuse('choiceNumber', { count: numbered })
  }
  const named = onlyLongest(
    options.flatMap(({ id, names }) =>
      names
        .map(keyOf)
        .filter((name) => name.length >= 2 && key.includes(name))
        .map((name) => ({ id, name })),
    ),
  )
  const [only] = named
  if (only && named.every(({ id }) => id === only.id) && !NEGATION.test(key.replace(only.name, ''))) return { ok: true, value: only.id }
  const begun = options.filter(({ names }) => key.length >= 2 && names.some((name) => keyOf(name).startsWith(key)))
  return begun.length === 1 ? { ok: true, value: begun[0]!.id } : refuse('choice')
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
function onlyLongest(found: readonly { id: string; name: string }[]): { id: string; name: string }[] {
  return found.filter(({ name }) => !found.some((other) => other.name !== name && other.name.includes(name)))
}

const YES = /^(是|是的|对|对的|好|好的|行|可以|要|有|嗯|确认|确定|y|yes|ok|1)$/
const NO = /^(否|不|不是|不要|不用|没|没有|不行|取消|n|no|2)$/

/** Only a whole word of consent or refusal; anything longer would have to be guessed, and is refused as `yesno`. */
export function readYesNo(text: string): Reading<boolean> {
  const key = keyOf(text)
  if (YES.test(key)) return { ok: true, value: true }
  return NO.test(key) ? { ok: true, value: false } : refuse('yesno')
}
