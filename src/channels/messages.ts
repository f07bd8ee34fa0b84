/** What people and the bot say to each other, the same on every platform. */

/** A folder of `channels/`: what `Channel.name` says. */
export type ChannelName = string

/** A person as a channel knows them. */
export interface Contact {
  readonly channel: ChannelName
  /** Lower case where the platform does not tell cases apart. */
  readonly userId: string
}
/** `<channel>:<user id>`, under which everything about a contact is kept. */
export const contactId = ({ channel, userId }: Contact): string => `${channel}:${userId}`
/** The contact of such a string; the id of the user may contain colons. Without a colon all of it is the channel. */
export function contactOf(id: string): Contact {
  const [channel = '', ...rest] = id.split(':')
  return { channel, userId: rest.join(':') }
}

export type IncomingContent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'file'
      readonly mediaId: string
      readonly kind: 'image' | 'voice' | 'video' | 'file'
      /** As it was called where it comes from. */
      readonly name?: string
      /** The channel that has it, where that is not the one by which it comes. */
      readonly heldBy?: ChannelName
    }
  | { readonly type: 'place'; readonly label: string; readonly latitude: number; readonly longitude: number }
  | { readonly type: 'link'; readonly title: string; readonly url: string; readonly description: string }
  | { readonly type: 'tap'; readonly key: string; readonly card: string; readonly selected: readonly string[] }
  | { readonly type: 'menu'; readonly key: string }
  /** `invitation`: what the address was made with under which they came; anybody may have written it. */
  | { readonly type: 'enter'; readonly invitation?: string }
  | { readonly type: 'contactsChanged' }
  /** Said to a person of the company, where the bot is silent: it only tells that whoever wrote it is there. */
  | { readonly type: 'saidToOthers' }
  /** Whoever of the company talked with this contact is done: `servicer` is a contact. */
  | { readonly type: 'served'; readonly servicer: string }
  /** Something waits where a pull inlet fetches; without an account it is not known where. */
  | { readonly type: 'toFetch'; readonly account?: string; readonly pass?: string }
  /** What was accepted has not arrived after all; `traceId` is that of its receipt. */
  | { readonly type: 'notArrived'; readonly traceId: string; readonly outcome: 'closed' | 'dead'; readonly reason: string }
  | { readonly type: 'other'; readonly name: string }

export interface IncomingMessage {
  /** The same for every delivery of one message. */
  readonly key: string
  /** Absent where the platform itself speaks. */
  readonly from?: Contact
  readonly at: Date
  readonly content: IncomingContent
  /** With it the platform takes one answer to this message, though it may take nothing else just then. */
  readonly pass?: AnswerPass
}

export interface AnswerPass {
  readonly code: string
  readonly until: Date
}

export interface Option {
  readonly id: string
  readonly label: string
}
export interface Row {
  readonly label: string
  readonly value: string
}
export interface Button {
  readonly key: string
  readonly label: string
  readonly style?: 'primary' | 'danger'
}

/** `card` is the id of a card: any text, and no two cards have the same; `Channel.cardId` tells what a tap calls it. */
export type OutgoingMessage =
  | { readonly type: 'text'; readonly text: string }
  /** A question with options; the channel decides how it looks. A tap comes back with `key:option`, ticks with `key` and the options. */
  | {
      readonly type: 'choice'
      readonly card: string
      readonly key: string
      readonly text: string
      readonly title: string
      /** What it asks for in a word or two, for where the title has no room. */
      readonly heading?: string
      readonly options: readonly Option[]
      readonly many: boolean
      readonly submit: string
      /** Under a numbered list: how to answer it. */
      readonly listHint: string
    }
  | {
      readonly type: 'card'
      readonly card: string
      readonly title: string
      readonly subtitle?: string
      readonly text?: string
      readonly rows: readonly Row[]
      readonly buttons: readonly Button[]
      readonly picture?: string
    }
  /** Several drop-downs with one button. */
  | {
      readonly type: 'form'
      readonly card: string
      readonly key: string
      readonly title: string
      readonly submit: string
      readonly selects: readonly { readonly key: string; readonly label: string; readonly options: readonly Option[] }[]
    }
  | { readonly type: 'article'; readonly title: string; readonly text: string; readonly url: string; readonly picture?: string }
  | { readonly type: 'file'; readonly kind: 'image' | 'voice' | 'video' | 'file'; readonly fileId: string; readonly name: string }
  /**
   * The talk goes to a person of the company who is on duty there: the first of these contacts, else anybody; `text` tells whom it is held with. Where
   * nobody is, nothing is said; other channels than those with `Limits.hasServicers` are not given it.
   */
  | { readonly type: 'toServicer'; readonly servicers: readonly string[]; readonly text: string }
  /** An earlier card now shows this instead of its buttons. */
  | { readonly type: 'cardDone'; readonly card: string; readonly text: string }
