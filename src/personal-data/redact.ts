/** Takes somebody out of whatever is kept of them, wherever in it they are named. Pure. */

/** As what somebody is known. */
export interface Identity {
  /** Of their contacts and pages. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly phones: readonly string[]
}

/** In place of a name or a number. */
export const ERASED = '***'
/** One letter is a part of many words. */
const SHORTEST_NAME = 2
const SHORTEST_PHONE = 7

/**
 * The same without them: their ids become `token`, names and numbers `***`, also in the middle of a text, as 13900000000 or 139-0000 0000.
 * Whoever else is written down by id and name keeps the name. @returns the value itself where they do not stand in it
 */
export function redactor({ ids, names, phones }: Identity, token: string): <T>(value: T) => T {
  const own = new Set(ids)
  const patterns: (readonly [RegExp, string])[] = [
    ...ids.map((id) => [new RegExp(`(?<![\\w-])${escaped(id)}(?![\\w-])`, 'gu'), token] as const),
    ...phones
      .map((phone) => phone.replace(/\D/g, ''))
      .filter(({ length }) => length >= SHORTEST_PHONE)
      .map((digits) => [new RegExp(`(?<!\\d)${[...digits].join('[\\s-]*')}(?!\\d)`, 'gu'), ERASED] as const),
    ...names.filter((name) => [...name].length >= SHORTEST_NAME).map((name) => [new RegExp(escaped(name), 'gu'), ERASED] as const),
  ]
  const inText = (text: string): string => patterns.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)

  const inField = (field: string, value: unknown, { id }: Record<string, unknown>): unknown => {
    if (field !== 'name' || typeof id !== 'string') return redact(value)
    return own.has(id) ? ERASED : value
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

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
