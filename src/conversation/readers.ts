/**
 * Who reads a text. A file of texts may say some of them in other words to a customer, under `customer`, in the order of the file itself:
 * `customer: { steps: { reason: { ask: … } } }`. What it does not say there is said to everybody alike.
 */
import type { Side } from '../people/person.js'
import { isTree, type TextFiles, type Tree } from './tree.js'

/** The words for customers are kept as a variant of the language, as BCP 47 has them: what it lacks is found in the language itself. */
const VARIANT = 'customer'
/** Where they stand in a file. */
export const FOR_CUSTOMERS = 'customer'

/** The language as this reader is spoken to: whoever is not of ours is a customer, known or not yet. */
export const languageFor = (language: string, side: Side): string => (side === 'staff' ? language : `${language}-${VARIANT}`)

/** language → file → what is said in other words to customers, as languages of their own. */
export function wordsForCustomers(files: TextFiles): TextFiles {
  return Object.fromEntries(Object.entries(files).map(([language, trees]) => [languageFor(language, 'customer'), othersIn(trees)]))
}

function othersIn(trees: Readonly<Record<string, Tree>>): Record<string, Tree> {
  return Object.fromEntries(
    Object.entries(trees).flatMap(([name, { [FOR_CUSTOMERS]: own }]) => (isTree(own) ? [[name, own] as const] : [])),
  )
}
