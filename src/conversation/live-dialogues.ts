/** Dialogues and texts with the lists and the sentences of the company as they are now: whoever holds them reads the newest. */
import { isDeepStrictEqual } from 'node:util'
import type { Flow } from '../dialogue/flow.js'
import { FlowDefinitionError } from '../errors.js'
import { describeProblem, type Problem } from '../faults/problem.js'
import type { KeptSentence, KeptSentences } from '../people/kept-sentences.js'
import {
  type DialogueSources,
  type Dialogues,
  inspectWording,
  type LoadedDialogues,
  type ReadDialogues,
  readDialogues,
  worded,
} from './load-dialogues.js'
import { type Sentence, sentencesOf } from './sentences.js'
import type { Texts } from './texts.js'

/** What changes while the program runs. */
export interface SetInChat {
  readonly lists: DialogueSources['lists']
  readonly sentences: KeptSentences
}

export interface LiveDialoguesReports {
  /** What is wrong with the files as they are now: nobody’s turn is. */
  readonly onUnfit: (error: unknown) => void
  /** Changes of sentences that fit the files no more. */
  readonly onSetAside: (sentences: readonly string[]) => void
  /** What else must hold of the dialogues: that acts find theirs. */
  readonly check?: (flows: readonly Flow[]) => readonly Problem[]
}

export type LiveDialogues = ReturnType<typeof createLiveDialogues>

/** @throws FlowDefinitionError at the start, with every fault of every dialogue and text */
export function createLiveDialogues(
  sources: Omit<DialogueSources, 'lists'>,
  set: () => SetInChat,
  { onUnfit, onSetAside, check = () => [] }: LiveDialoguesReports,
) {
  const setNow = () => ({ lists: JSON.stringify(set().lists), sentences: set().sentences })
  let seen = setNow()
  let listed = seen.lists
  let read = readDialogues({ ...sources, lists: set().lists })
  let present = load(read)
  let sentences: ReadonlyMap<string, Sentence> | undefined

  function load(files: ReadDialogues): LoadedDialogues {
    const loaded = worded(inspectWording(files, set().sentences))
    const problems = check(loaded.flows)
    if (problems.length > 0) throw new FlowDefinitionError(problems)
    if (loaded.setAside.length > 0) onSetAside(loaded.setAside)
    return loaded
  }

  const texts: Texts = {
    get languages() {
      return present.texts.languages
    },
    get triggers() {
      return present.texts.triggers
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
    /** Those that may be said otherwise. */
    sentences(): ReadonlyMap<string, Sentence> {
      sentences ??= sentencesOf(present.sources, set().lists)
      return sentences
    },
    setAside: (): readonly string[] => present.setAside,
    /** What would be wrong with the dialogues if a sentence were said so. */
    faultsWith: (id: string, kept: KeptSentence, language: string): string[] =>
      inspectWording(read, new Map([...set().sentences, [id, kept]])).problems.map((problem) => describeProblem(problem, language)),
    /**
     * Other flows and texts from now on, where something was set or the files have changed; the earlier ones where there is a fault in them.
     * @returns whether there are others
     */
    renew(haveFilesChanged = false): boolean {
      const now = setNow()
      const isSame = now.lists === seen.lists && isDeepStrictEqual(now.sentences, seen.sentences)
      seen = now
      if (isSame && !haveFilesChanged) return false
      try {
        const files = now.lists === listed && !haveFilesChanged ? read : readDialogues({ ...sources, lists: set().lists })
        present = load(files)
        read = files
        listed = now.lists
        sentences = undefined
        return true
      } catch (error) {
        onUnfit(error)
        return false
      }
    },
  }
}
