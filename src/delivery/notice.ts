/** What the domain wants to say, as text keys and values; sentences are made for the person who reads them. */
import type { FileRef, Values } from '../dialogue/session.js'

export interface Phrase {
  readonly key: string
  readonly values?: Values
}

export type Notice =
  | { readonly type: 'text'; readonly text: Phrase; readonly inPlaceOf?: string }
  | {
      readonly type: 'card'
      readonly card: string
      /** Said in a turn, it keeps this name, by which it is closed later; it must be said once only. */
      readonly isNamed?: true
      /** The name of the person in whose place the reader gets it. */
      readonly inPlaceOf?: string
      readonly title: Phrase
      readonly subtitle?: Phrase
      readonly text?: Phrase
      readonly rows: readonly { readonly label: Phrase; readonly value: Phrase }[]
      /** `do:<action>:<reference>`, or `resume:<session>` for the dialogue that goes on. */
      readonly buttons: readonly { readonly key: string; readonly label: Phrase; readonly style?: 'primary' | 'danger' }[]
    }
  | { readonly type: 'cardDone'; readonly card: string; readonly text: Phrase; readonly inPlaceOf?: string }
  /** Whoever hears it is given to one of these contacts of ours (`OutgoingMessage`). */
  | { readonly type: 'toServicer'; readonly servicers: readonly string[]; readonly text: Phrase }
  | { readonly type: 'file'; readonly kind: 'image' | 'voice' | 'video' | 'file'; readonly fileId: string; readonly name: string }

/** A sentence of the locales, and nothing to press. */
export const say = (key: string, values?: Values): Notice => ({ type: 'text', text: { key, ...(values && { values }) } })

const ENDINGS = { image: '.jpg', voice: '.amr', video: '.mp4', file: '' } as const

/** A kept file as it came; nothing of what was words or a link. @param otherwise the name of one that came without, but for its ending */
export function filesSent({ id, kind, name }: Pick<FileRef, 'id' | 'kind' | 'name'>, otherwise: string): Notice[] {
  if (kind === 'link' || kind === 'text') return []
  return [{ type: 'file', kind, fileId: id, name: name ?? `${otherwise}${ENDINGS[kind]}` }]
}

/** What a delivery is about, so that the domain hears how it went. */
export interface Topic {
  readonly kind: string
  readonly reference: string
  readonly event: string
}

/** Of what belongs to no record: where few things may be said, somebody must hear that one has not arrived. */
export const talkTopic = (contact: string): Topic => ({ kind: 'talk', reference: contact, event: 'said' })

export interface Notification {
  /** Derived from event and recipient: asking twice delivers once. */
  readonly id: string
  /** A person, who hears it on one of their contacts. */
  readonly to: string
  /** It belongs to the talk with one contact: `to` is that contact, and no other of the same person will do. */
  readonly isOfTalk?: true
  /** Whoever acts in the place of `to` does not get it. */
  readonly isPersonal?: true
  /** Who did what it tells of. */
  readonly causedBy?: string
  readonly notice: Notice
  readonly topic?: Topic
  /** Nobody has to be rung up for it: it may come later, but not after `until`. */
  readonly mayWait?: { readonly until?: Date }
  /** It comes at this time, or later. */
  readonly notBefore?: Date
}

/** Delivery's port for the domain. */
export interface Notifier {
  notify(items: readonly Notification[]): Promise<void>
}
