/** The seam between the platforms and everything else: small neutral objects, ways in, two methods to go out, and limits as data. */
import type { Inlet } from './inlets.js'
import type { Limits } from './limits.js'
import type { AnswerPass, ChannelName, Contact, OutgoingMessage } from './messages.js'

export * from './inlets.js'
export * from './limits.js'
export * from './menu.js'
export * from './messages.js'

/** What the platform gave back for a message that it took. */
export interface Receipt {
  readonly messageId: string
  /** As many as it took of what the reply window allows; one unless given. */
  readonly messages?: number
  /** Needed once to change the card later. */
  readonly updateCode?: string
  /** By which the platform may tell later that it has not arrived after all; absent where it never does. */
  readonly traceId?: string
}

export interface SendContext {
  /** The same for every try of one delivery, and different for different ones. */
  readonly deliveryId: string
  /** The update code of the card that a `cardDone` changes. */
  readonly updateCode?: string
  /** That of the message which is answered. */
  readonly pass?: AnswerPass
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
  /** Messages that were begun: the last of them may have been accepted too. */
  readonly messagesBegun?: number
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
  readonly limits: Limits
  /** Present where only members of the company can write to us: its signed call proves that whoever writes is staff. */
  readonly vouches?: true
  /** Whose ids of people are the same: whoever has one id on both is one person. */
  readonly sharesIdsWith?: ChannelName
  /** Present where a contact is made for another one, as the page behind a link is: that one, and the only case that it is for. */
  standsFor?(userId: string): { readonly contact: string; readonly only: string } | undefined
  readonly inlets: readonly Inlet[]
  /** False where this process cannot send just now, but another one may; absent where every process can. */
  canSend?(): boolean
  /**
   * What the platform calls a card of ours, which has any id; so a tap on it names the card. The same for the same id, another one for another, and
   * what it gave stays as it is. Short ids of letters, digits and `-` are nowhere changed.
   */
  cardId(id: string): string
  /**
   * An address under which somebody comes in, and which tells with `enter` whose it was (`IncomingContent`). Absent where nobody comes in so. Throws
   * ChannelApiError or ChannelNetworkError.
   */
  invite?(invitation: string): Promise<string>
  /** Throws ChannelApiError or ChannelNetworkError. */
  send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt>
  /** Something a person sent. Throws ChannelApiError or ChannelNetworkError, also while it is read. */
  download(mediaId: string, signal?: AbortSignal): Promise<Download>
}
