import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Card, optionsOf } from '../hands.js'
import { type Fields, isObject } from '../wecom/check-message.js'
import { type BotAccountOptions, type BotBody, type BotEntry, noBotFaults } from './account.js'
import { createBotMedia } from './media.js'
import { type Answerable, createRequests } from './requests.js'
import { shownText } from './shown.js'

export type { BotAccountOptions, BotEntry, BotFaults, Mishap } from './account.js'

export interface BotSimulatorOptions extends BotAccountOptions {
  readonly now: () => Date
}

/** What a deed came to. */
export interface Brought {
  readonly msgid: string
  /** False where no connection was there to bring it: nothing brings it later. */
  readonly isDelivered: boolean
}

interface Frame {
  readonly cmd: string
  readonly headers: { readonly req_id: string }
  readonly body: Fields & { readonly msgid: string }
}

export type WecomBotSimulator = ReturnType<typeof createWecomBotSimulator>

/** A faithful long connection for one smart bot: what members do comes through it, what the bot sends arrives in their chats. */
export function createWecomBotSimulator({ now, ...options }: BotSimulatorOptions) {
  const faults = noBotFaults()
  const time = () => now().getTime()
  const chats = new Map<string, BotEntry[]>()
  /** What stands on a card in place of what could be pressed. */
  const done = new Map<string, Fields>()
  const written = new Set<string>()
  const answerable = new Map<string, Answerable>()
  const brought = new Map<string, Frame>()
  const media = createBotMedia(time)
  /** The one connection that has subscribed. */
  let subscribed: WebSocket | undefined
  let subscriptions = 0
  let kicks = 0
  let address = ''
  const request = createRequests({
    options,
    faults,
    media,
    answerable,
    hasWritten: (userid) => written.has(userid),
    onMessage: (chat, body, cmd) => addEntry(chat, 'bot', body, cmd),
    onUpdate: (card, template) => void done.set(card, template),
    time,
  })

  function addEntry(chat: string, from: BotEntry['from'], body: BotBody, cmd?: string): void {
    const medium = media.mediumOf(body[body.msgtype])
    const entry: BotEntry = { at: time(), from, body, ...(cmd && { cmd }), ...(medium && { fileName: medium.name }) }
    chats.set(chat, [...(chats.get(chat) ?? []), entry])
  }

  const writtenAs = (userid: string) => options.members.find((one) => one.userid.toLowerCase() === userid)?.userid ?? userid

  const http: Server = createServer((message, response) => {
    const medium = faults.isAway ? undefined : media.fetch(message.url ?? '')
    if (!medium) return void response.writeHead(faults.isAway ? 503 : 404).end()
    const headers = { 'content-type': typeOf(medium.name), 'content-disposition': `attachment; filename="${latin1Of(medium.name)}"` }
    response.writeHead(200, headers).end(medium.bytes)
  })
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', (headers) => headers.push(`Date: ${now().toUTCString()}`))
  http.on('upgrade', (message, socket, head) => {
    if (faults.isAway) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
    sockets.handleUpgrade(message, socket, head, serve)
  })

  function serve(socket: WebSocket): void {
    socket.on('error', () => {})
    socket.on('close', () => {
      if (subscribed === socket) subscribed = undefined
    })
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(String(data))
      if (!isObject(frame) || !isObject(frame.headers)) return socket.close(1008, 'no frame')
      const [cmd, req_id] = [String(frame.cmd), String(frame.headers.req_id)]
      const answer = (result: object) => socket.send(JSON.stringify({ headers: { req_id }, ...result }))
      if (cmd === 'ping') return faults.isMute ? undefined : answer({ errcode: 0, errmsg: 'ok' })
      if (cmd === 'aibot_subscribe') return answer(subscribe(socket, frame.body))
      if (subscribed !== socket) return answer({ errcode: 846609, errmsg: 'aibot websocket not subscribed' })
      const mishap = faults.mishap(cmd)
      if (mishap === 'slow') return
      if (mishap === 'drop') return socket.terminate()
      if (mishap === 'nonsense') return socket.send('{"headers":{"req_id":')
      if (typeof mishap === 'object') return answer(mishap)
      const result = request(cmd, req_id, frame.body)
      if (mishap !== 'lost') answer(result)
    })
  }

  /** A newer connection takes the place of the older one. */
  function subscribe(socket: WebSocket, body: unknown): object {
    if (!isObject(body) || body.bot_id !== options.botId || body.secret !== options.secret)
      return { errcode: 853000, errmsg: 'invalid bot_id or secret' }
    subscriptions++
    const before = subscribed
    subscribed = socket
    if (before && before !== socket) kick(before)
    return { errcode: 0, errmsg: 'ok' }
  }

  function kick(socket: WebSocket): void {
    kicks++
    socket.send(JSON.stringify(eventFrame('', { eventtype: 'disconnected_event' })))
    socket.close(1000, 'replaced')
  }

  const headOf = (userid: string, group?: string) => ({
    msgid: randomBytes(18).toString('base64'),
    aibotid: options.botId,
    chattype: group ? 'group' : 'single',
    ...(group && { chatid: group }),
    ...(userid && { from: { userid: writtenAs(userid) } }),
  })
  const eventFrame = (userid: string, event: Fields): Frame => ({
    cmd: 'aibot_event_callback',
    headers: { req_id: randomUUID() },
    body: { ...headOf(userid), create_time: Math.floor(time() / 1000), msgtype: 'event', event },
  })

  /** Resolves once the bot has it: pings are answered in their order. */
  async function bring(frame: Frame, what: Pick<Answerable, 'kind' | 'chat' | 'card'>): Promise<Brought> {
    const { msgid } = frame.body
    brought.set(msgid, frame)
    answerable.set(frame.headers.req_id, { ...what, at: time(), isAnswered: false })
    const isDelivered = await push(frame)
    return { msgid, isDelivered }
  }

  async function push(frame: Frame): Promise<boolean> {
    const socket = subscribed
    if (!socket) return false
    for (let copies = faults.duplicate ? 2 : 1; copies > 0; copies--) socket.send(JSON.stringify(frame))
    return new Promise((resolve) => {
      const lost = () => resolve(false)
      socket.once('close', lost)
      socket.once('pong', () => {
        socket.off('close', lost)
        resolve(true)
      })
      socket.ping()
    })
  }

  function write(userid: string, body: BotBody, group?: string): Promise<Brought> {
    if (!group) written.add(userid)
    const frame: Frame = { cmd: 'aibot_msg_callback', headers: { req_id: randomUUID() }, body: { ...headOf(userid, group), ...body } }
    addEntry(group ?? userid, 'member', body)
    return bring(frame, { kind: 'message', chat: group ?? userid })
  }

  const happens = (userid: string, kind: Answerable['kind'], event: Fields, card?: string) =>
    bring(eventFrame(userid, { eventtype: kind, ...event }), { kind, chat: userid, ...(card !== undefined && { card }) })

  return {
    options,
    faults,
    chat: (chat: string): readonly BotEntry[] => chats.get(chat) ?? [],
    /** What stands on a card in place of what could be pressed. */
    doneOf: (card: string): Fields | undefined => done.get(card),
    subscriptions: () => subscriptions,
    kicks: () => kicks,
    isConnected: () => subscribed !== undefined,
    /** The platform forgets who has subscribed; the connection stays open. */
    forgetSubscription(): void {
      subscribed = undefined
    },
    dropConnections(): void {
      subscribed = undefined
      for (const socket of sockets.clients) socket.terminate()
    },
    /** @returns where the bot connects to */
    async listen(): Promise<string> {
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
      address = `127.0.0.1:${(http.address() as AddressInfo).port}`
      return `ws://${address}`
    },
    async close(): Promise<void> {
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },

    says: (userid: string, content: string, group?: string) => write(userid, { msgtype: 'text', text: { content } }, group),
    /** What the platform has heard in a voice message. */
    speaks: (userid: string, content: string) => write(userid, { msgtype: 'voice', voice: { content } }),
    sends(userid: string, kind: 'image' | 'file' | 'video', bytes: Buffer, name: string): Promise<Brought> {
      const { path, aeskey } = media.serve(bytes, name)
      return write(userid, { msgtype: kind, [kind]: { url: `http://${address}${path}`, aeskey } })
    },
    /** Anything else that a member can send. */
    writes: (userid: string, body: BotBody) => write(userid, body),
    /** The first visit of a day. */
    enters(userid: string): Promise<Brought> {
      written.add(userid)
      return happens(userid, 'enter_chat', {})
    },
    /** The same frame once more. */
    async again(msgid: string): Promise<boolean> {
      return push(brought.get(msgid)!)
    },
    /** On the newest card that still has all of these. */
    presses(userid: string, labels: readonly string[]): Promise<Brought> {
      const cards = (chats.get(userid) ?? []).flatMap(({ body }) => cardIn(body) ?? []).filter(({ task_id }) => !done.has(task_id))
      const card = cards.findLast((one) => labels.every((label) => optionsOf(one).includes(label)))
      if (!card) throw new Error(`${userid} has no card with ${labels.join(', ')}`)
      const selection = card.checkbox ?? card.button_selection
      const button = card.button_list?.find(({ text }) => text === labels[0])
      const option_id = labels.map((label) => selection?.option_list.find(({ text }) => text === label)?.id)
      const selected = selection && { selected_item: [{ question_key: selection.question_key, option_ids: { option_id } }] }
      const template_card_event = {
        card_type: card.card_type,
        event_key: card.submit_button?.key ?? button?.key,
        task_id: card.task_id,
        ...(selected && { selected_items: selected }),
      }
      return happens(userid, 'template_card_event', { template_card_event }, card.task_id)
    },
  }
}

/** A card as far as a person sees it; undefined for any other message. */
export const cardIn = (body: BotBody): Card | undefined =>
  body.msgtype === 'template_card' ? (body.template_card as Card | undefined) : undefined

/** The words of a message as a person sees them. */
export function wordsOf(body: BotBody): string {
  const content = isObject(body.markdown) ? shownText(String(body.markdown.content)) : undefined
  const plain = isObject(body.text) ? String(body.text.content) : undefined
  const card = cardIn(body)
  return content ?? plain ?? card?.sub_title_text ?? ''
}

/** Of the file within, as a store of objects would have it. */
const typeOf = (name: string): string =>
  name.endsWith('.json') ? 'application/json' : name.endsWith('.txt') ? 'text/plain' : 'application/octet-stream'

/** Headers carry bytes; names are written in UTF-8. */
const latin1Of = (name: string): string => Buffer.from(name).toString('latin1')
