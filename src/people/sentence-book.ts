/** What the administrator’s dialogue asks of the texts; the conversation has them. */
import type { Values } from '../dialogue/session.js'
import type { KeptSentence } from './kept-sentences.js'

export interface ShownSentence {
  /** In words: 投诉登记 · 投诉类别 · 问题. */
  readonly place: string
  /** With the names of its placeholders alone, as whoever words it anew writes them. */
  readonly present: string
  /** As the file has it, likewise. */
  readonly written: string
  /** `{{due}}` */
  readonly placeholders: readonly string[]
  /** Characters that it has room for, where a platform cuts what is longer. */
  readonly room?: number
}

export type WantedSentence =
  | { readonly ok: true; readonly kept: KeptSentence; readonly dropped: readonly string[] }
  /** `reason` names a text of `sentences`. */
  | { readonly ok: false; readonly reason: string; readonly values: Values }

export interface SentenceBook {
  at(id: string): ShownSentence | undefined
  /** @param language of whoever wrote it */
  read(id: string, typed: string, language: string): WantedSentence
  /** With the names of its placeholders alone. */
  shortly(text: string): string
  /** Sentences whose changes fit the files no more. */
  setAside(): readonly string[]
}
