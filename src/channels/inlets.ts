/** How messages come in. Whatever the way, a message is acknowledged to the platform only after its turn is committed. */
import type { IncomingMessage, OutgoingMessage } from './messages.js'

export type Inlet = WebhookInlet | StreamInlet | PullInlet

/** The platform calls us. */
export interface WebhookInlet {
  readonly type: 'webhook'
  readonly paths: readonly string[]
  readonly limits: WebhookLimits
  /** Refuses by its parameters and headers alone a call that cannot be genuine, before its body is read; throws WebhookError. */
  screen(request: Pick<WebhookRequest, 'method' | 'query' | 'headers'>): void
  /** Verifies, decrypts and decodes one call; throws WebhookError if it is not genuine. */
  receive(request: WebhookRequest): WebhookCall
}

export interface WebhookLimits {
  /** The largest body of a genuine call. */
  readonly bodyBytes: number
  /** When we give up a call ourselves, a little before the platform does and calls again. */
  readonly answerWithinMs: number
  /** Until when a reply may still be part of the answer; later it goes as a message of its own. */
  readonly replyWithinMs: number
}

export interface WebhookRequest {
  readonly method: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** By their names in lower case; for platforms that sign there. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body: string
}
export interface WebhookAnswer {
  readonly status: number
  readonly body: string
  readonly contentType: string
}
/** One call, verified and decoded. */
export interface WebhookCall {
  /** In their order; none where the platform only looks whether we are there. */
  readonly messages: readonly IncomingMessage[]
  /** True where `answer` can carry this reply to that message. */
  canReply(message: IncomingMessage, reply: OutgoingMessage): boolean
  /** The answer once all messages are committed, with those replies for which `canReply` was true. */
  answer(replies: readonly OutgoingMessage[]): WebhookAnswer
}

/** Takes one message; resolves once its turn is committed. Where it rejects, the platform must deliver again. */
export type Take = (message: IncomingMessage, answering?: Answering) => Promise<void>

/** How a message that came through a connection can be answered there and then. */
export interface Answering {
  /** True where `answer` can carry this reply. */
  canReply(reply: OutgoingMessage): boolean
  answer(reply: OutgoingMessage): Promise<void>
  /** True where the same answer once more shows nothing twice: whoever brings a message again may not have got the first one. */
  readonly isRepeatable?: true
}

/** We open a connection and keep it; the platform pushes through it. One process has it at a time. */
export interface StreamInlet {
  readonly type: 'stream'
  /** Has one connection. */
  readonly account: string
  /**
   * Connects once; resolves when messages come through it.
   * @throws ChannelApiError or ChannelNetworkError
   */
  open(take: Take): Promise<Stream>
}

export interface Stream {
  readonly ended: Promise<StreamEnd>
  close(): Promise<void>
}

/**
 * `replaced` where somebody else has it now, and opening it again would take it from them; `expired` where the platform wants another one in its place, and
 * this one still takes the answers to what came through it.
 */
export type StreamEnd = 'lost' | 'replaced' | 'expired'

/** The platform only says that there is something, and we fetch it from where we were last. */
export interface PullInlet {
  readonly type: 'pull'
  /** Has one cursor. */
  readonly account: string
  /**
   * What comes after this cursor, in its order; the new one is kept once all of it is committed. @param pass of the `toFetch` that said so
   * @throws ChannelApiError or ChannelNetworkError
   */
  next(cursor: string | undefined, pass?: string): Promise<Fetched>
}

export interface Fetched {
  readonly messages: readonly IncomingMessage[]
  readonly cursor: string
  readonly hasMore: boolean
}
