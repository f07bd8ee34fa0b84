/** Somebody who has a link, at the page that it opens, as its script talks with the bot. */
import { randomUUID } from 'node:crypto'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import { wordsOf } from '../../src/channels/words-of.js'
import type { Bot } from './bot.js'
import type { Story } from './story.js'

const BETWEEN_MESSAGES_MS = 5_000

export interface PageEntry {
  readonly n: number
  readonly id: string
  readonly isOwn: boolean
  readonly message: OutgoingMessage
}

/** The link in what somebody heard. */
export const linkIn = (heard: string): string => /https?:\/\/\S+#\S+/.exec(heard)?.[0] ?? ''

/** Customer service gives the customer a link to the complaint. */
export async function giveLink(bot: Bot, { liu, no }: Pick<Story, 'liu' | 'no'>): Promise<Visitor> {
  return visit(bot, linkIn(await liu.says(`链接 ${no}`)))
}

/** What the page of a code asks first. */
export function begin({ address }: Pick<Bot, 'address'>, code: string, headers: Record<string, string> = {}): Promise<Response> {
  const [, key = ''] = code.split('#new.')
  return fetch(`${address}/c/api/begin`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...headers } })
}

/** Somebody scans the code of a customer. */
export async function scan(bot: Bot, code: string): Promise<Visitor> {
  const { key } = (await (await begin(bot, code)).json()) as { key: string }
  return new Visitor(bot, key)
}

export const visit = (bot: Bot, link: string): Visitor => new Visitor(bot, link.split('#')[1] ?? '')

export class Visitor {
  private seen = 0
  all: readonly PageEntry[] = []

  constructor(
    private readonly bot: Pick<Bot, 'address'> & Partial<Pick<Bot, 'clock' | 'app'>>,
    readonly key: string,
  ) {}

  /** One call as the page makes it. */
  call(path: string, { body, headers, ...init }: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const sent = {
      authorization: `Bearer ${this.key}`,
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...headers,
    }
    return fetch(`${this.bot.address}/c/api/${path}`, { ...init, ...(body !== undefined && { body }), headers: sent })
  }

  post(path: string, body: object): Promise<Response> {
    return this.call(path, { method: 'POST', body: JSON.stringify(body) })
  }

  opens(key: string = randomUUID()): Promise<string> {
    return this.after(() => this.post('open', { key }))
  }

  says(text: string, key: string = randomUUID()): Promise<string> {
    return this.after(() => this.post('messages', { key, type: 'text', text }))
  }

  async saysAll(...texts: readonly string[]): Promise<string> {
    for (const text of texts) await this.says(text)
    return this.heard()
  }

  /** On the newest message that shows them. */
  taps(label: string, key: string = randomUUID()): Promise<string> {
    return this.after(() => this.post('messages', { key, type: 'tap', ...this.pressing(label) }))
  }

  /** What pressing it, or ticking all of these, posts. */
  pressing(...labels: readonly string[]): Press {
    const press = this.said()
      .flatMap((message) => pressIn(message, labels) ?? [])
      .at(-1)
    if (!press) throw new Error(`nothing to press is called ${labels.join(', ')}; heard: ${this.heard()}`)
    return press
  }

  sends(name: string, bytes: Buffer): Promise<string> {
    return this.after(() => this.sendsFile(name, bytes))
  }

  /** @returns what its last piece was answered */
  async sendsFile(name: string, bytes: Buffer, key: string = randomUUID()): Promise<Response> {
    const { id } = (await (await this.post('uploads', { key, name, size: bytes.length })).json()) as { id: string }
    let last: Response | undefined
    for (let offset = 0; offset < bytes.length; offset += PIECE) last = await this.sendsPiece(id, offset, bytes)
    return last!
  }

  sendsPiece(id: string, offset: number, bytes: Buffer): Promise<Response> {
    const body = new Uint8Array(bytes.subarray(offset, offset + PIECE))
    return this.call(`uploads/${id}`, {
      method: 'PUT',
      body,
      headers: { 'upload-offset': `${offset}`, 'content-type': 'application/octet-stream' },
    })
  }

  async after(act: () => Promise<Response>): Promise<string> {
    this.seen = this.all.at(-1)?.n ?? 0
    this.bot.clock?.moveBy(BETWEEN_MESSAGES_MS)
    const { status } = await act()
    if (status !== 200) throw new Error(`the page was answered ${status}`)
    await this.bot.app?.settled()
    await this.looks()
    return this.heard()
  }

  /** Fetches what is new. */
  async looks(): Promise<string> {
    const answer = await this.call(`messages?after=${this.all.at(-1)?.n ?? 0}`)
    const { entries } = (await answer.json()) as { entries: readonly PageEntry[] }
    this.all = [...this.all, ...entries]
    return this.heard()
  }

  /** What the bot has said since the visitor last did something. */
  heard(): string {
    return this.all
      .filter(({ n, isOwn }) => n > this.seen && !isOwn)
      .map(({ message }) => shownIn(message))
      .join('\n')
  }

  /** Each message of the bot that stands on the page, from the first. */
  said(): readonly OutgoingMessage[] {
    return this.all.flatMap(({ isOwn, message }) => (isOwn || message.type === 'cardDone' ? [] : [message]))
  }

  /** What stands on a card in place of its buttons. */
  changed(card: string): string | undefined {
    return this.all.flatMap(({ message }) => (message.type === 'cardDone' && message.card === card ? [message.text] : [])).at(-1)
  }

  transcript(): string {
    return this.all.map(({ isOwn, message }) => `${isOwn ? '>' : '<'} ${shownIn(message)}`).join('\n')
  }
}

export const PIECE = 256 * 1024

interface Press {
  readonly card: string
  readonly pressed: string
  readonly selected?: readonly string[]
}

function pressIn(message: OutgoingMessage, labels: readonly string[]): Press | undefined {
  if (message.type !== 'card' && message.type !== 'choice') return undefined
  const found = labelsOf(message).filter(({ label }) => labels.includes(label))
  if (found.length !== labels.length) return undefined
  const [first] = found
  if (message.type === 'choice' && message.many) return { card: message.card, pressed: message.key, selected: found.map(({ key }) => key) }
  return { card: message.card, pressed: message.type === 'choice' ? `${message.key}:${first!.key}` : first!.key }
}

/** What can be pressed. */
export function labelsOf(message: OutgoingMessage): readonly { readonly key: string; readonly label: string }[] {
  if (message.type === 'card') return message.buttons
  return message.type === 'choice' ? message.options.map(({ id, label }) => ({ key: id, label })) : []
}

/** As it stands on the page: options and buttons can be pressed there. */
export function shownIn(message: OutgoingMessage): string {
  const labels = labelsOf(message)
  const words = message.type === 'choice' ? [message.text, message.title].filter(Boolean).join('\n') : wordsOf(message)
  return [words, ...(labels.length > 0 ? [`[${labels.map(({ label }) => label).join('|')}]`] : [])].join('\n')
}
