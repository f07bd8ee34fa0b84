/** Takes somebody out of whatever is kept of them, wherever in it they are named. Pure. */

/** As what somebody is known. */
export interface Identity {
  /** Of their contacts and pages. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly phones: readonly string[]
}

export interface Redaction extends Identity {
  /** What stands in place of their ids. */
  readonly token: string
  /** Of others who are known to be around: 李会计 is not 李会. */
  readonly others: readonly string[]
  /** Customers who are nobody but them: these keep their id and lose the name. */
  readonly customers: readonly string[]
  /** In a story that is theirs the name goes from running text too; elsewhere only where it stands as a name. */
  readonly isTheirs: boolean
}

/** In place of a name or a number. */
export const ERASED = '***'
/** One letter is a part of many words. */
const SHORTEST_NAME = 2
/** What is longer is no name that stands in a sentence, and too long for a pattern; as a name it goes all the same. */
const LONGEST_SPOKEN = 100
const SHORTEST_PHONE = 7
/** Names of fields that hold the name of a person and nothing else. */
const NAMED = /^(?:name|complainant)$|(?:Name|Contact|Person)$/
/** What a program has named, and no person has written. */
const WORD_OF_OURS = /^[\w.#:@/-]+$/

/**
 * The same without them: their ids become `token`, names and numbers `***`, in whatever way the number is written. Whoever else is written down by id and
 * name keeps the name. @returns the value itself where they do not stand in it
 */
export function redactor({ ids, names, phones, token, others, customers, isTheirs }: Redaction): <T>(value: T) => T {
  const own = new Set(ids)
  const renamed = new Set(customers)
  const spoken = names.filter((name) => [...name].length >= SHORTEST_NAME)
  const idPatterns = ids.map((id) => new RegExp(`(?<![\\w-])${escaped(id)}(?![\\w-])`, 'gu'))
  const phonePatterns = phones
    .map((phone) => phone.replace(/\D/g, ''))
    .filter(({ length }) => length >= SHORTEST_PHONE)
    .map(
      (digits) => new RegExp(`(?<![\\d０-９])(?:[+＋]?86[\\s-]*)?${[...digits].map(inAnyWidth).join('[\\s()（）-]*')}(?![\\d０-９])`, 'gu'),
    )
  const namePatterns = spoken
    .filter(({ length }) => length <= LONGEST_SPOKEN)
    .map((name) => {
      const longer = others.filter((other) => other !== name && other.includes(name)).map(escaped)
      const alone = /^[\x20-\x7e]+$/.test(name) ? `(?<![A-Za-z])${escaped(name)}(?![A-Za-z])` : escaped(name)
      return { name, pattern: new RegExp([...longer, alone].join('|'), 'gu') }
    })

  const withoutName = (text: string): string =>
    namePatterns.reduce((rest, { name, pattern }) => rest.replace(pattern, (found) => (found === name ? ERASED : found)), text)

  function inText(text: string): string {
    const withoutIds = idPatterns.reduce((rest, pattern) => rest.replace(pattern, token), text)
    const withoutPhones = phonePatterns.reduce((rest, pattern) => rest.replace(pattern, ERASED), withoutIds)
    return isTheirs && !WORD_OF_OURS.test(withoutPhones) ? withoutName(withoutPhones) : withoutPhones
  }

  function inField(field: string, value: unknown, { id }: Record<string, unknown>): unknown {
    if (field === '_id') return value
    if (typeof value !== 'string' || !NAMED.test(field)) return redact(value)
    if (field === 'name' && typeof id === 'string') return own.has(id) || renamed.has(id) ? ERASED : value
    return spoken.includes(value) ? ERASED : redact(value)
  }

  function redact(value: unknown): unknown {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return sameOr(value, value.map(redact))
    if (!isPlain(value)) return value
    const fields = Object.entries(value)
    const redacted = fields.map(([field, one]) => [field, inField(field, one, value)] as const)
    return redacted.every(([, one], index) => one === fields[index]![1]) ? value : Object.fromEntries(redacted)
  }

  return redact as <T>(value: T) => T
}

const sameOr = (before: readonly unknown[], after: readonly unknown[]) =>
  after.every((one, index) => one === before[index]) ? before : after

/** None of dates, bytes and ids of the database. */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)

const inAnyWidth = (digit: string): string => `[${digit}${String.fromCharCode(0xff10 + Number(digit))}]`
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
