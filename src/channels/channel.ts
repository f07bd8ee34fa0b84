/** The seam between the platforms and everything else: small neutral objects, and two methods. */

export type ChannelName = 'wecom'

/** A person as a channel knows them. */
export interface Contact {
  readonly channel: ChannelName
  /** Lower case: the platform does not tell cases apart. */
  readonly userId: string
}
export const contactId = ({ channel, userId }: Contact): string => `${channel}:${userId}`
export function contactOf(id: string): Contact {
  const [channel = '', ...rest] = id.split(':')
  return { channel: channel as ChannelName, userId: rest.join(':') }
}

export type IncomingContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'file'; readonly mediaId: string; readonly kind: 'image' | 'voice' | 'video' }
  | { readonly type: 'place'; readonly label: string; readonly latitude: number; readonly longitude: number }
  | { readonly type: 'link'; readonly title: string; readonly url: string; readonly description: string }
  | { readonly type: 'tap'; readonly key: string; readonly card: string; readonly selected: readonly string[] }
  | { readonly type: 'menu'; readonly key: string }
  | { readonly type: 'enter' }
  | { readonly type: 'contactsChanged' }
  | { readonly type: 'other'; readonly name: string }

export interface IncomingMessage {
  /** The same for every delivery of one message. */
  readonly key: string
  /** Absent where the platform itself speaks. */
  readonly from?: Contact
  readonly at: Date
  readonly content: IncomingContent
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

export type OutgoingMessage =
  | { readonly type: 'text'; readonly text: string }
  /** A question with options; the channel decides how it looks. A tap comes back with `key:option`, ticks with `key` and the options. */
  | {
      readonly type: 'choice'
      readonly card: string
      readonly key: string
      readonly text: string
      readonly title: string
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
  /** Several drop-downs with one button (up to three of up to ten options). */
  | {
      readonly type: 'form'
      readonly card: string
      readonly key: string
      readonly title: string
      readonly submit: string
      readonly selects: readonly { readonly key: string; readonly label: string; readonly options: readonly Option[] }[]
    }
  | { readonly type: 'article'; readonly title: string; readonly text: string; readonly url: string; readonly picture?: string }
  | { readonly type: 'file'; readonly kind: 'image' | 'file'; readonly fileId: string; readonly name: string }
  /** An earlier card now shows this instead of its buttons. */
  | { readonly type: 'cardDone'; readonly card: string; readonly text: string }

export interface WebhookRequest {
  readonly method: string
  readonly query: Readonly<Record<string, string | undefined>>
  readonly body: string
}
export interface WebhookAnswer {
  readonly status: number
  readonly body: string
  readonly contentType: string
}
/** One call of the platform, verified and decoded. */
export interface WebhookCall {
  /** Absent for a verification of the address. */
  readonly message?: IncomingMessage
  /** What to answer; `reply` only if `canReplyPassively` said so. */
  answer(reply?: OutgoingMessage): WebhookAnswer
}

/** What the platform gave back for a message that it took. */
export interface Receipt {
  readonly messageId: string
  /** Needed once to change the card later. */
  readonly updateCode?: string
}

export interface SendContext {
  /** The same for every try of one delivery, and different for different ones. */
  readonly deliveryId: string
  /** The update code of the card that a `cardDone` changes. */
  readonly updateCode?: string
  /** Reads a kept file for sending. */
  readFile(fileId: string): Promise<{ bytes: Buffer; name: string }>
  /** How far earlier tries of this delivery came; this one goes on from there. */
  readonly progress?: SendProgress
  /** Durable when it returns; what it rejects with must not be caught. */
  remember(progress: SendProgress): Promise<void>
}

/** What a channel need not do again on another try. */
export interface SendProgress {
  /** Messages that were accepted, of a delivery that takes several. */
  readonly messagesSent?: number
  /** What the platform calls a file that it has, and since when. */
  readonly media?: { readonly id: string; readonly at: Date }
}

/** A medium on its way: taken as it comes, so that nothing is held in memory whole. */
export interface Download {
  readonly stream: AsyncIterable<Uint8Array>
  readonly contentType: string
  readonly name?: string
  /** In bytes, where the platform says so. */
  readonly length?: number
}

export interface Channel {
  readonly name: ChannelName
  /** Refuses by its parameters alone a call that cannot be genuine, before its body is read; throws WebhookError. */
  screen(request: Pick<WebhookRequest, 'method' | 'query'>): void
  /** Verifies, decrypts and decodes one webhook call; throws WebhookError if it is not genuine. */
  receive(request: WebhookRequest): WebhookCall
  /** True where this message may be the HTTP answer to that one. */
  canReplyPassively(incoming: IncomingMessage, message: OutgoingMessage): boolean
  /** Throws ChannelApiError or ChannelNetworkError. */
  send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt>
  /** Something a person sent. Throws ChannelApiError or ChannelNetworkError, also while it is read. */
  download(mediaId: string, signal?: AbortSignal): Promise<Download>
}
