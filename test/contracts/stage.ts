/** What a suite needs to know of a platform to play on it: the same for one that calls us, one that we are connected to and one that we ask. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AppOptions } from '../../src/app.js'
import type { Channel, Contact, IncomingMessage, Limits, WebhookRequest } from '../../src/channels/channel.js'
import type { Connection } from '../../src/database/connect.js'
import type { ApiReaction } from '../../src/errors.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import { webhookOf } from '../setup/channel.js'

/** One message as a person sees it. */
export interface Arrived {
  readonly text: string
  /** What can be pressed or ticked, in order. */
  readonly labels: readonly string[]
}

/** What a person does. */
export type Deed =
  | { readonly does: 'says'; readonly text: string }
  /** On the newest message that shows all of these. */
  | { readonly does: 'presses'; readonly labels: readonly string[] }
  | { readonly does: 'sends'; readonly kind: 'image' | 'voice' | 'video' | 'file'; readonly bytes: Buffer }
  | { readonly does: 'stands'; readonly place: string }

/** What becomes of a message that we send: it arrives, is refused in a way that asks something of us, or is not answered as it should be. */
export type Outcome = 'ok' | Exclude<ApiReaction, 'refresh'> | 'away' | 'silent' | 'nonsense' | 'slow'

/** A call of the platform, and where it goes. */
export interface Call extends WebhookRequest {
  readonly path: string
}

export interface Stage {
  readonly channel: Channel
  /** Who acts, and is written to. */
  readonly person: Contact
  readonly clock: MovableClock
  /** Which deeds, and which media, this platform has. */
  readonly has: { readonly place: boolean; readonly media: readonly Extract<Deed, { does: 'sends' }>['kind'][] }
  /**
   * The person does something, and the platform brings it: under an id that was used before, the same once more.
   * @param bot where a whole bot listens; else the channel of the stage takes it
   * @returns what the channel made of it; nothing where a bot took it
   */
  brings(id: string, deed: Deed, bot?: string): Promise<readonly IncomingMessage[]>
  /** Where the platform calls us: a genuine call, which brings or only tells of what the person says, and such as must be refused, each with its reason. */
  readonly calls?: {
    genuine(text: string): Call
    refused(): Readonly<Record<string, Call>>
    /** @returns what the channel made of it */
    bring(call: Call): Promise<readonly IncomingMessage[]>
  }
  /** What must be in the database before anybody can say something. */
  prepare?(connection: Connection): Promise<void>
  /** The person looks, where nothing comes by itself. */
  looks?(bot: string): Promise<void>
  arrived(): readonly Arrived[]
  /** What now stands on a card instead of its buttons. */
  changed(card: string): string | undefined
  /** What becomes of the messages that follow, one after the other. */
  next(...outcomes: readonly Outcome[]): void
  /** The platform ends every token that it gave. */
  endTokens(): void
  /** How many tokens it gave. */
  tokens(): number
  /** What a log must never show. */
  readonly secrets: () => readonly string[]
  /** What joins the stand-in to a whole bot. */
  readonly options: Partial<AppOptions>
  close(): Promise<void>
}

export type CreateStage = (limits?: Partial<Limits>) => Promise<Stage>

/**
 * Brings calls as a platform does: posts them to a bot, or hands them to the channel itself, which then fetches what it is only told of from where it
 * was last.
 */
export function createBringing(channel: Channel) {
  let cursor: string | undefined

  async function fetched(told: IncomingMessage): Promise<readonly IncomingMessage[]> {
    if (told.content.type !== 'toFetch') return [told]
    const { account, pass } = told.content
    const inlet = channel.inlets.find((one) => one.type === 'pull' && (account === undefined || one.account === account))
    if (inlet?.type !== 'pull') throw new Error(`${channel.name} was told of an account that it does not fetch from`)
    const messages: IncomingMessage[] = []
    for (let hasMore = true; hasMore; ) {
      const page = await inlet.next(cursor, pass)
      messages.push(...page.messages)
      cursor = page.cursor
      hasMore = page.hasMore
    }
    return messages
  }

  /** @param onAnswer told what the bot answered */
  return async function bringCall(
    { path, ...request }: Call,
    bot?: string,
    onAnswer: (body: string) => void = () => {},
  ): Promise<readonly IncomingMessage[]> {
    if (!bot) {
      const inlet = webhookOf(channel, path)
      inlet.screen(request)
      const each: (readonly IncomingMessage[])[] = []
      for (const message of inlet.receive(request).messages) each.push(await fetched(message))
      return each.flat()
    }
    const query = new URLSearchParams(request.query as Record<string, string>)
    const headers = { ...request.headers } as Record<string, string>
    const response = await fetch(`${bot}${path}?${query}`, { method: request.method, body: request.body, headers })
    if (response.status !== 200) throw new Error(`the bot answered ${response.status}`)
    onAnswer(await response.text())
    return []
  }
}

export interface PlatformServer {
  readonly address: string
  /** What becomes of the next messages; those that the platform answers are its own to answer. */
  readonly outcomes: Outcome[]
  close(): Promise<void>
}

/** A stand-in on a real port, whose answers can get lost. @param isMessage true for a request that sends something to a person */
export async function servePlatform(listener: RequestListener, isMessage: (url: string) => boolean): Promise<PlatformServer> {
  const outcomes: Outcome[] = []
  const http = createServer((request, response) => {
    const outcome = isMessage(request.url ?? '') ? outcomes[0] : undefined
    if (outcome !== 'away' && outcome !== 'silent' && outcome !== 'nonsense' && outcome !== 'slow') return listener(request, response)
    outcomes.shift()
    request.resume()
    if (outcome === 'silent') request.socket.destroy()
    else if (outcome === 'away') response.writeHead(502).end('<html>bad gateway')
    else if (outcome === 'nonsense') response.writeHead(200, { 'content-type': 'application/json' }).end('[{"errcode":')
    // slow: it never answers
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    outcomes,
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
