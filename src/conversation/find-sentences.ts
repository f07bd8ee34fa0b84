import type { Candidate } from '../dialogue/session.js'
import type { Lookup } from '../people/action.js'
import { keyOf } from '../reading/normalise.js'
import { cut } from '../reading/text.js'
import { placeOf } from './place-of.js'
import { shortened } from './placeholders.js'
import type { Sentence } from './sentences.js'
import { SOURCE_LANGUAGE, type Texts } from './texts.js'

/** As many as can be told apart at a glance; whoever finds theirs not among them writes more of it. */
const OFFERED = 6
const SHOWN_CHARS = 40

export interface FindSentencesDeps {
  readonly texts: Pick<Texts, 'phrase'>
  readonly sentences: () => ReadonlyMap<string, Sentence>
}

/** Finds the sentences that contain what was written, in the language of whoever wrote it, the shortest first; or the one that says nothing else. */
export function createSentenceFinder({ texts, sentences }: FindSentencesDeps): Lookup {
  return async (text, _by, { language = SOURCE_LANGUAGE }) => {
    const all = [...sentences().values()]
    // what is made of the texts of another language is changed there
    const own = all.some(({ source }) => source.language === language) ? language : SOURCE_LANGUAGE
    const found = containing(
      text,
      all.filter(({ source }) => source.language === own),
    )
    return found.slice(0, OFFERED).map((sentence) => candidateOf(sentence, language, texts))
  }
}

function containing(text: string, sentences: readonly Sentence[]): Sentence[] {
  const words = text.split(/\s+/).map(keyOf).filter(Boolean)
  if (words.length === 0) return []
  const said = sentences.map((sentence) => ({ sentence, key: keyOf(shortened(sentence.present, sentence.names)) }))
  const whole = said.filter(({ key }) => key === keyOf(text))
  const found = whole.length > 0 ? whole : said.filter(({ key }) => words.every((word) => key.includes(word)))
  return found.sort((one, other) => one.key.length - other.key.length).map(({ sentence }) => sentence)
}

function candidateOf(sentence: Sentence, language: string, texts: Pick<Texts, 'phrase'>): Candidate {
  const { id, present, names } = sentence
  const said = cut(shortened(present, names).replace(/\s+/g, ' '), SHOWN_CHARS)
  const name = placeOf(sentence, texts)
  return { id, label: texts.phrase(language, { key: 'sentences.found', values: { place: name, said } }), value: { id, name, language } }
}
