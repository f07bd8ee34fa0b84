import type { Notice, Phrase } from '../delivery/notice.js'
import type { Candidate, Session, Values } from '../dialogue/session.js'
import type { Person } from './person.js'

/** Something a person does through a dialogue or a button. It may be run twice with one key and must count once. */
export interface ActionRequest {
  /** `<session>.<step>`; or card, button, what it is about and person. The same whenever the same thing is done again. */
  readonly key: string
  readonly by: Person
  /** When the person did it. */
  readonly at: Date
  readonly channel: string
  readonly answers: Values
  readonly facts: Values
  /** For a button: what it is about. */
  readonly reference?: string
  /** The revision of the dialogue that ran it. */
  readonly revision?: string
}

export interface ActionResult {
  /** For the dialogue that ran it. */
  readonly facts?: Values
  /** For the person who did it. */
  readonly say?: readonly Notice[]
  /** What a tapped card shows from now on. */
  readonly cardDone?: Phrase
  /** A dialogue that somebody else has begun goes on in the talk of whoever pressed the button. */
  readonly takesOn?: Session
  /** A dialogue that a button starts, or that follows the one that ran it; with what was answered before, it begins where that can be corrected. */
  readonly start?: { readonly flow: string; readonly facts: Values; readonly answers?: Values }
}

/** Throws UserFacingError where it refuses; the refusal says who may or what to do. */
export type Action = (request: ActionRequest) => Promise<ActionResult>
export type Actions = Readonly<Record<string, Action>>

/** A set of actions whose names are known before they are built, so that dialogues can be checked without a database. */
export type ActionsNamed<Names extends readonly string[]> = { readonly [Name in Names[number]]: Action }

/** Finds records for a reply that names one, best first; throws nothing. */
export type Lookup = (text: string, by: Person, within: LookedUpIn) => Promise<readonly Candidate[]>

/** The dialogue that asks. */
export interface LookedUpIn {
  readonly facts: Values
  /** The name of the channel that the reply came by. */
  readonly channel: string
  /** What the person is spoken to in; absent where an action looks something up. */
  readonly language?: string
}
/** By the names that dialogues know them by. */
export type Lookups = Readonly<Record<string, Lookup>>
