/** The sentences that may be said otherwise, each with its place in the files. Pure. */
import type { OptionList } from '../people/option-lists.js'
import { sentenceId } from './changed-sentences.js'
import { namesOf, placeholdersOf, wordsOnly } from './placeholders.js'
import type { TextSource } from './read-texts.js'
import { FOR_CUSTOMERS } from './readers.js'
import { textsOf, valueAt } from './tree.js'

export interface Sentence {
  readonly id: string
  readonly source: TextSource
  /** `steps.kind.ask`; what is said to customers alone as well. */
  readonly key: string
  readonly isForCustomers: boolean
  readonly present: string
  readonly written: string
  /** What may stand in it: name → placeholder. */
  readonly names: ReadonlyMap<string, string>
}

const LETTER = /\p{L}/u
/** Names of files, and what is published by itself. */
const NO_SENTENCE = /^(like$|menu\.)/

/** @param lists whose options have names of their own: those are changed as the list is */
export function sentencesOf(sources: readonly TextSource[], lists: Readonly<Record<string, OptionList>>): ReadonlyMap<string, Sentence> {
  const listed = Object.values(lists).flatMap(({ worded }) => (worded ? [`${worded.flow}.steps.${worded.step}.options.`] : []))
  const isListed = (place: string) => listed.some((one) => place.startsWith(one))
  const all = sources.flatMap((source) =>
    [...textsOf(source.tree)].flatMap(([whole, present]) => {
      const sentence = sentenceAt(source, whole, present)
      const isOther = NO_SENTENCE.test(sentence.key) || isListed(`${source.name}.${sentence.key}`)
      return isOther || !LETTER.test(wordsOnly(present)) ? [] : [[sentence.id, sentence] as const]
    }),
  )
  return new Map(all)
}

function sentenceAt(source: TextSource, whole: string, present: string): Sentence {
  const before = `${FOR_CUSTOMERS}.`
  const isForCustomers = whole.startsWith(before)
  const key = isForCustomers ? whole.slice(before.length) : whole
  const said = [whole, key].map((one) => valueAt(source.written, one)).filter((one) => typeof one === 'string')
  return {
    id: sentenceId(source, whole),
    source,
    key,
    isForCustomers,
    present,
    written: said[0] ?? present,
    names: namesOf([...new Set(said.flatMap(placeholdersOf))]),
  }
}
