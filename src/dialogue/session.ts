/** What the engine keeps and says. All of it is plain data that a database can hold. */

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined }
export type Values = Readonly<Record<string, Value | undefined>>

/** A value with fields of its own, neither a list nor null. */
export const isObject = (value: Value | undefined): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Answered, but with nothing: 跳过, 不清楚 or 暂无法提供. */
export interface Nothing {
  readonly none: 'skipped' | 'unknown' | 'missing'
  readonly [key: string]: Value | undefined
}
/** True where somebody was asked and gave no value; false where nobody was asked. */
export const isNothing = (value: Value | undefined): value is Nothing & Value => isObject(value) && 'none' in value

export interface FileRef {
  readonly id: string
  readonly kind: 'image' | 'video' | 'voice' | 'file' | 'link' | 'text'
  readonly name?: string
  readonly [key: string]: Value | undefined
}
export interface Place {
  readonly label: string
  readonly latitude?: number
  readonly longitude?: number
  readonly [key: string]: Value | undefined
}

/** One thing a person may pick: a record that was found, a field to correct, or an option. */
export interface Candidate {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly value: Value
  /** Not found but named: it would be added. */
  readonly isNew?: boolean
  readonly [key: string]: Value | undefined
}

/** Matches of a lookup to choose from, fields to correct, those options of a question that an answer may have meant, or two values the other way round. */
export type Offer =
  | { readonly kind: 'record'; readonly lookup: string; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'field'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'option'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'exchange'; readonly candidates: readonly Candidate[] }

/** One contact going through one revision of a dialogue. */
export interface Session {
  readonly id: string
  readonly flow: string
  readonly revision: string
  readonly status: 'active' | 'paused' | 'completed' | 'cancelled' | 'expired'
  readonly step: string
  readonly answers: Values
  readonly facts: Values
  /** How often the present question was misread. */
  readonly failures: number
  /** Counts events. */
  readonly turn: number
  /** What was filled in without being said, as it was filled in. */
  readonly taken?: Values
  /** What is offered instead of the question itself. */
  readonly offered?: Offer
  /** The field whose answer is to be replaced. */
  readonly correcting?: string | undefined
  /** Messages told, with the values they had: they are told again only when those change. */
  readonly told: Readonly<Record<string, string>>
  /** Who goes on with it in another talk; here it only waits. `isSelf`: the person themselves, on their contact `to`, since that time. */
  readonly takenBy?: { readonly id: string; readonly name: string; readonly isSelf?: true; readonly to?: string; readonly at?: string }
  /** Steps passed since the last reply, so that no data can make a dialogue run in a circle. */
  readonly passed: readonly string[]
}

export interface Reply {
  /** When the person sent it; every date they type is understood from here. */
  readonly at: Date
  readonly text?: string
  readonly files?: readonly FileRef[]
  readonly place?: Place
  /** A tap on a button of a question. */
  readonly tap?: { readonly step: string; readonly values: readonly string[] }
}

/** Something to be looked up: by which lookup, and what the person wrote. */
export interface Wanted {
  readonly name: string
  readonly text: string
}

export type TurnEvent =
  | { readonly type: 'reply'; readonly reply: Reply; readonly words: Words }
  | { readonly type: 'done'; readonly facts: Values }
  | { readonly type: 'found'; readonly lookup: Wanted; readonly candidates: readonly Candidate[] }
  | { readonly type: 'resume' }

export const COMMANDS = [
  'help',
  'cancel',
  'back',
  'skip',
  'restart',
  'edit',
  'pause',
  'resume',
  'person',
  'unknown',
  'missing',
  'finish',
  'confirm',
] as const
export type Command = (typeof COMMANDS)[number]

/** Commands only where there is something to confirm or to finish; elsewhere they may be an answer. */
export type OwnCommand = 'confirm' | 'finish'

/** The words people use, in all languages, already normalised; the engine itself knows no language. */
export interface Words {
  /** The command that this whole message is, if it is one. */
  command(text: string): { readonly command: Command; readonly rest: string } | undefined
  /** What people say for a score from 5 to 1. */
  ratingNames(score: number): readonly string[]
  /** Names of an option of a question. */
  optionNames(question: string, option: string): readonly string[]
  /** Words by which an option is known in a longer text, in which its names may mean something else; # is a number. */
  heardFor?(question: string, option: string): readonly string[]
  /** What people say for a candidate that is no record, field or option: 对调. */
  offerNames?(candidate: string): readonly string[]
  /** True where the whole text says that there is none: 没有. */
  isNone?(text: string): boolean
  /** True where a text is what an option of some question of the dialogue is called. */
  isOption?(text: string): boolean
  /** Names of a question or a part of one. */
  fieldNames(field: string): readonly string[]
  /** What is said behind the value of a part to say which one it is: 前天到的. */
  wordsBehind?(field: string): readonly string[]
  /** How a field is spoken of in a longer text. */
  spokenOf?(field: string): Spoken
  /** What may stand between a value and the words that say which field it is of. */
  between?(): readonly string[]
  /** A text with the letters that were meant by those that were typed, each in its place. */
  meant?(text: string): string
}

/** Words of a field that count in a longer text only; see `reading/wordings.ts` for what may stand in them. */
export interface Spoken {
  /** Said before its value, beside its names: 使了9吨. */
  readonly before: readonly string[]
  /** Before the number by which it is less than the field that it may not exceed: 少了8袋. */
  readonly fewer: readonly string[]
  /** In a clause with one of these it is not spoken of: 昨天收到通知. */
  readonly unless: readonly string[]
  /** Its values look like these. */
  readonly like: readonly string[]
  /** Of a field that takes a sentence: a clause that holds one of these is its answer. */
  readonly heard: readonly string[]
}

/** A day that can be tapped for a field, by the name of the offer: TODAY. */
export interface OfferedDay {
  readonly field: string
  readonly offer: string
}

/** A button that answers several questions at once. */
export interface Shortcut {
  readonly name: string
  readonly answers: Values
}

/** Something to say, as keys and values; the conversation makes sentences of it. */
export type Said =
  | {
      readonly say: 'question'
      readonly step: string
      /** Of several fields those that are still asked for, where some are known. */
      readonly parts?: readonly string[]
      readonly previous?: Value
      readonly previousOf?: string
      /** What all the fields hold, where somebody has come back to them. */
      readonly previousParts?: Values
      /** What the open fields probably are, for a button. */
      readonly suggested?: Values
      readonly shortcuts?: readonly Shortcut[]
      /** Days of an open field that can be tapped. */
      readonly days?: readonly OfferedDay[]
    }
  /** `text` is what was looked up just now, or what several options fit. */
  | ({ readonly say: 'offer'; readonly step: string; readonly text?: string } & Offer)
  /** `before`: what stood there, where something recorded is being corrected. */
  | {
      readonly say: 'summary'
      readonly step: string
      readonly answers: Values
      readonly fields: readonly string[]
      /** Those of them that nobody has said: they were filled in from what is known. */
      readonly unsaid: readonly string[]
      readonly before?: Values
    }
  | { readonly say: 'echo'; readonly answers: Values }
  | { readonly say: 'retry'; readonly step: string; readonly field: string; readonly reason: string; readonly values: Values }
  | { readonly say: 'examples'; readonly step: string }
  | { readonly say: 'message'; readonly step: string; readonly values: Values }
  /** `offers` are commands as buttons. */
  | { readonly say: 'note'; readonly key: string; readonly values?: Values; readonly offers?: readonly Command[] }
  | { readonly say: 'help'; readonly step: string }

/** The outcome of one event. */
export interface Turn {
  readonly session: Session
  readonly say: readonly Said[]
  /** To be run now; its facts come back as `done`. */
  readonly action?: { readonly name: string; readonly step: string }
  /** To be looked up now; what is found comes back as `found`. */
  readonly lookup?: Wanted
  /** The person asked for a human being. */
  readonly handover?: true
  /** The dialogue that follows this one. */
  readonly continueWith?: { readonly flow: string; readonly facts: Values }
}
