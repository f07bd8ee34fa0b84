/** Dialogues and texts with the lists of the company as they are now: whoever holds them reads the newest. */
import { type DialogueSources, type Dialogues, loadDialogues } from './load-dialogues.js'
import type { Texts } from './texts.js'

/** @throws FlowDefinitionError with every fault of every dialogue and text */
export function createLiveDialogues(sources: Omit<DialogueSources, 'lists'>, lists: () => DialogueSources['lists']) {
  const load = (): Dialogues => loadDialogues({ ...sources, lists: lists() })
  let written = JSON.stringify(lists())
  let present = load()
  const texts: Texts = {
    get languages() {
      return present.texts.languages
    },
    phrase: (...asked) => present.texts.phrase(...asked),
    find: (...asked) => present.texts.find(...asked),
    words: (flow) => present.texts.words(flow),
    startedBy: (text) => present.texts.startedBy(text),
    languageNamed: (text) => present.texts.languageNamed(text),
  }
  return {
    dialogues: {
      get flows() {
        return present.flows
      },
      texts,
    } satisfies Dialogues,
    /** Other flows and texts from now on, where a list has changed. */
    renew(): void {
      const now = JSON.stringify(lists())
      if (now === written) return
      written = now
      present = load()
    },
  }
}
