/** Dialogues and texts with the lists of the company as they are now: whoever holds them reads the newest. */
import { type DialogueSources, type Dialogues, loadDialogues } from './load-dialogues.js'
import type { Texts } from './texts.js'

/**
 * @param onUnfit what is wrong with the files as they are now: nobody’s turn is
 * @throws FlowDefinitionError at the start, with every fault of every dialogue and text
 */
export function createLiveDialogues(
  sources: Omit<DialogueSources, 'lists'>,
  lists: () => DialogueSources['lists'],
  onUnfit: (error: unknown) => void,
) {
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
    /** Other flows and texts from now on, where a list has changed; the earlier ones where somebody is just at work on the files. */
    renew(): void {
      const now = JSON.stringify(lists())
      if (now === written) return
      written = now
      try {
        present = load()
      } catch (error) {
        onUnfit(error)
      }
    },
  }
}
