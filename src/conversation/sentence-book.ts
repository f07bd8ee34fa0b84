import type { KeptSentence } from '../people/kept-sentences.js'
import type { SentenceBook, ShownSentence, WantedSentence } from '../people/sentence-book.js'
import { simplified } from '../reading/normalise.js'
import type { LiveDialogues } from './live-dialogues.js'
import { placeOf } from './place-of.js'
import { namesOf, placeholdersOf, shortened } from './placeholders.js'
import { readSentence } from './read-sentence.js'
import { type CardChars, roomFor } from './room-for.js'
import type { Sentence } from './sentences.js'

export interface SentenceBookDeps {
  readonly live: Pick<LiveDialogues, 'dialogues' | 'sentences' | 'setAside' | 'faultsWith'>
  readonly changeOf: (id: string) => KeptSentence | undefined
  /** Of every channel. */
  readonly chars: readonly CardChars[]
}

export function createSentenceBook({ live, changeOf, chars }: SentenceBookDeps): SentenceBook {
  const { texts } = live.dialogues
  /** What fits the narrowest of the channels. */
  function roomOf(sentence: Sentence): number | undefined {
    const rooms = chars.flatMap((one) => roomFor(sentence, one) ?? [])
    return rooms.length > 0 ? Math.min(...rooms) : undefined
  }

  function shown(sentence: Sentence): ShownSentence {
    const { present, written, names } = sentence
    const room = roomOf(sentence)
    return {
      place: placeOf(sentence, texts),
      present: shortened(present, names),
      written: shortened(written, names),
      placeholders: [...names.keys()].map((name) => `{{${name}}}`),
      ...(room !== undefined && { room }),
    }
  }

  function read(id: string, typed: string, language: string): WantedSentence {
    const sentence = live.sentences().get(id)
    if (!sentence) return { ok: false, reason: 'gone', values: {} }
    const { source, present, written, names } = sentence
    // Traditional texts are made from the Simplified ones
    const inItsLanguage = language === source.language ? typed : simplified(typed)
    const reading = readSentence(sentence, inItsLanguage, roomOf(sentence), texts.words(source.name))
    if (!reading.ok) return reading
    const { text } = reading
    const kept = { text, written, formerly: formerNames(sentence) }
    const [fault] = live.faultsWith(id, kept, language)
    if (fault !== undefined) return { ok: false, reason: 'unfit', values: { fault } }
    const dropped = placeholdersOf(present).filter((one) => !text.includes(one))
    return { ok: true, kept, dropped: dropped.map((one) => shortened(one, names)) }
  }

  /** What it was called since the file has called it something. */
  function formerNames({ id, key, present, written }: Sentence): string[] {
    if (!key.endsWith('.label') || present === written) return []
    return [...new Set([...(changeOf(id)?.formerly ?? []), present])]
  }

  return {
    at(id) {
      const sentence = live.sentences().get(id)
      return sentence && shown(sentence)
    },
    read,
    shortly: (text) => shortened(text, namesOf(placeholdersOf(text))),
    setAside: live.setAside,
  }
}
