import type { Reply, Values } from '../dialogue/session.js'

/** What a message means in a conversation; `route` finds it, `run` carries it out. */
export type Intent =
  /** It answers the question that is open; `closes` is the tapped card, where that is not the card of this question. */
  | { readonly does: 'answer'; readonly given: Given; readonly closes?: { readonly card: string; readonly key: 'cardClosed' | 'cardDone' } }
  | Start
  | Press
  /** The dialogue that runs asks again. */
  | { readonly does: 'resume' }
  /** A draft goes on: the last, unless one is named. */
  | { readonly does: 'resumeDraft'; readonly session?: string }
  /** The last draft was put aside, and is given up. */
  | { readonly does: 'cancelDraft' }
  /** The last draft is of a dialogue that can go on no more. */
  | { readonly does: 'forgetDraft' }
  | { readonly does: 'changeLanguage'; readonly language: string }
  /** A tap on a question of a dialogue that is not the running one. */
  | Refused
  /** It changes nothing; the person is told why. */
  | { readonly does: 'note'; readonly key: string; readonly values?: Values }
  | { readonly does: 'nothing' }

/** A tap that comes too late, with what is said of that, and what the card shows from now on. */
export interface Refused {
  readonly does: 'refuseTap'
  readonly card: string
  readonly shows: 'cardClosed' | 'cardSubmitted'
  readonly key: 'staleQuestion' | 'staleDialogue' | 'submittedBefore' | 'filedForYou' | 'putAsideBefore'
  readonly values?: Values
}

export type Given = Omit<Reply, 'at'>

/** A dialogue begins. */
export interface Start {
  readonly does: 'start'
  readonly flow: string
  readonly facts: Values
  /** What was answered before: it begins at its summary. */
  readonly answers?: Values
  /** The word that it was started by, and what was said after it: an answer to its first question. */
  readonly asked?: { readonly word: string; readonly rest: string }
}

/** A button runs an action by itself. */
export interface Press {
  readonly does: 'press'
  readonly button: string
  /** What it is about. */
  readonly reference: string
  /** Absent where it was asked for in words. */
  readonly card?: string
}
