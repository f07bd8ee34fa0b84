/** What a sentence shows of the moment, in braces: `{{due, day}}`. Whoever words a sentence anew writes its name alone: `{{due}}`. Pure. */

const PLACEHOLDER = /\{\{.*?\}\}/gs
const NAME = /[\w.]+/
/** As a phone writes them. */
const BRACES = [
  [/[{｛]\s*[{｛]/g, '{{'],
  [/[}｝]\s*[}｝]/g, '}}'],
] as const

/** Each once, in the order in which they stand. */
export const placeholdersOf = (sentence: string): string[] => [...new Set(sentence.match(PLACEHOLDER) ?? [])]

/** What is left of a sentence without them. */
export const wordsOnly = (sentence: string): string => sentence.replace(PLACEHOLDER, '')

/** name → placeholder; one that stands in several forms has a number behind its name in the later ones. */
export function namesOf(placeholders: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const placeholder of placeholders) {
    const name = NAME.exec(placeholder)?.[0] ?? ''
    let own = name
    for (let number = 2; names.has(own); number++) own = `${name}${number}`
    names.set(own, placeholder)
  }
  return names
}

/** With the names of the placeholders alone. */
export const shortened = (sentence: string, names: ReadonlyMap<string, string>): string =>
  [...names].reduce((text, [name, placeholder]) => text.replaceAll(placeholder, `{{${name}}}`), sentence)

/** With the placeholders whose names were written, or that were written in full; others stay as they are. */
export function inFull(written: string, names: ReadonlyMap<string, string>): string {
  const known = new Set(names.values())
  return BRACES.reduce((text, [braces, plain]) => text.replace(braces, plain), written).replace(PLACEHOLDER, (one) =>
    known.has(one) ? one : (names.get(one.slice(2, -2).trim()) ?? one),
  )
}
