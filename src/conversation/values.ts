/**
 * What people typed is never a template. Values are written into a sentence with their braces and dollar signs set aside, and get them
 * back when the sentence is complete: however often a formatter makes a sentence inside a sentence, nothing in a value is read as a
 * placeholder or a reference to another text.
 */
const SET_ASIDE: ReadonlyMap<string, string> = new Map([
  ['{', '\u{e000}'],
  ['}', '\u{e001}'],
  ['$', '\u{e002}'],
])
const BACK: ReadonlyMap<string, string> = new Map([...SET_ASIDE].map(([plain, aside]) => [aside, plain]))

/** The same values with every text in them made harmless; numbers, dates and the like as they are. */
export const shielded = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shieldedValue(value)]))

function shieldedValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[{}$]/g, (character) => SET_ASIDE.get(character)!)
  if (Array.isArray(value)) return value.map(shieldedValue)
  return isPlain(value) ? shielded(value) : value
}

/** The sentence as it was meant. */
export const unshielded = (text: string): string => text.replace(/[\u{e000}-\u{e002}]/gu, (character) => BACK.get(character)!)

/** Whether a value may be part of the name of a text: ids of ours are, what people typed is only by accident. */
export const isName = (value: unknown): boolean => /^[\w-]{1,60}$/.test(String(value))

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
