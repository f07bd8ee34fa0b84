/** Stream mode of the simulated DingTalk: a ticket opens one connection, and what is brought through it waits to be acknowledged (dingtalk.md 2). */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ApiAnswer } from './api.js'
import type { PlatformCall } from './callbacks.js'
import { type Answer, CARD_TOPIC, ROBOT_TOPIC, readAck, readAnswer, readOpening, type Subscription } from './check-frame.js'
import type { AppOptions } from './company.js'

export interface GatewayOptions {
  readonly app: Pick<AppOptions, 'corpId' | 'clientId' | 'clientSecret'>
  readonly now: () => number
  /** True where the presses on this card come this way. */
  readonly hasCard: (outTrackId: string) => boolean
  readonly onCardAnswer: (call: PlatformCall, body: string) => void
}

interface Connection {
  readonly id: string
  readonly socket: WebSocket
  readonly subscriptions: readonly Subscription[]
  /** Nothing new comes through it. */
  isExpired: boolean
}

/** Something that happened, however often it is brought. */
interface Happening {
  readonly type: 'EVENT' | 'CALLBACK'
  readonly topic: string
  readonly headers: Readonly<Record<string, string>>
  readonly data: string
  readonly onAnswer: (answer: Answer) => void
}

interface Waiting {
  readonly happening: Happening
  readonly connection: Connection
  readonly settle: (answer: Answer | undefined) => void
}

const TICKET_LIFE_MS = 90_000
const UNAUTHORIZED = 'HTTP/1.1 401 Unauthorized\r\n\r\n'

export function createGateway({ app, now, hasCard, onCardAnswer }: GatewayOptions) {
  const faults = {
    /** Nothing is opened. */
    isAway: false,
    /** Tickets are given, and open nothing. */
    refusesUpgrades: false,
    /** Nothing more is said on open connections, not even to a ping; they stay open. */
    isSilent: false,
    /** Everything is brought twice, each time with an id of its own. */
    duplicate: false,
  }
  const tickets = new Map<string, { readonly until: number; readonly subscriptions: readonly Subscription[] }>()
  const given: string[] = []
  const connections = new Set<Connection>()
  const waiting = new Map<string, Waiting>()
  const pings = new Map<string, (data: string) => void>()
  /** Brought and not acknowledged, or put off. */
  const left = new Set<Happening>()
  const violations: string[] = []
  let opened = 0
  let last: { readonly connection: Connection; readonly happening: Happening; readonly messageId: string } | undefined
  const sockets = new WebSocketServer({ noServer: true, autoPong: false })
  const http: Server = createServer((_message, response) => void response.writeHead(404).end()).on('upgrade', upgrade)
  let address = ''

  function open(json: unknown): ApiAnswer {
    const no = (status: number, code: string, message: string) => ({ status, json: { requestid: randomUUID(), code, message } })
    if (faults.isAway || address === '') return { status: 503, page: '' }
    const data = readOpening(json)
    if (!data) return no(400, 'InvalidParameter', '参数不合法')
    if (data.clientId !== app.clientId || data.clientSecret !== app.clientSecret) return no(401, 'authFailed', '鉴权失败')
    const ticket = randomUUID()
    given.push(ticket)
    tickets.set(ticket, { until: now() + TICKET_LIFE_MS, subscriptions: data.subscriptions })
    return { status: 200, json: { endpoint: `ws://${address}/connect`, ticket } }
  }

  function upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(message.url ?? '', 'http://gateway')
    const id = searchParams.get('ticket') ?? ''
    const ticket = tickets.get(id)
    tickets.delete(id)
    if (faults.isAway || faults.refusesUpgrades || pathname !== '/connect' || !ticket || ticket.until < now())
      return void socket.end(UNAUTHORIZED)
    sockets.handleUpgrade(message, socket, head, (webSocket) => serve(webSocket, ticket.subscriptions))
  }

  function serve(socket: WebSocket, subscriptions: readonly Subscription[]): void {
    const connection: Connection = { id: randomUUID(), socket, subscriptions, isExpired: false }
    connections.add(connection)
    opened++
    socket.on('error', () => {})
    socket.on('ping', (data) => faults.isSilent || socket.pong(data))
    socket.on('message', (data) => faults.isSilent || take(connection, String(data)))
    socket.on('close', () => {
      connections.delete(connection)
      for (const [id, one] of waiting) if (one.connection === connection) end(id, undefined)
    })
    for (const topic of ['CONNECTED', 'REGISTERED']) say(connection, systemFrame(topic, ''))
  }

  const systemFrame = (topic: string, data: string) => ({
    specVersion: '1.0',
    type: 'SYSTEM',
    headers: { topic, contentType: 'application/json', messageId: randomUUID() as string, time: String(now()) },
    data,
  })

  function say({ socket }: Connection, frame: object): void {
    if (!faults.isSilent) socket.send(JSON.stringify(frame))
  }

  function take(connection: Connection, text: string): void {
    const ack = readAck(text)
    const messageId = ack?.headers.messageId ?? ''
    const ping = pings.get(messageId)
    const one = waiting.get(messageId)
    if (ack && ping) ping(ack.data)
    else if (ack && one?.connection === connection) answered(messageId, one, ack.data)
    else violations.push(ack ? 'an acknowledgement of nothing that was brought here' : 'a frame that is no acknowledgement')
  }

  function answered(messageId: string, { happening }: Waiting, data: string): void {
    const answer = readAnswer(happening, data)
    if (answer && answer.status !== 'LATER') left.delete(happening)
    if (answer) happening.onAnswer(answer)
    else violations.push(`an acknowledgement that ${happening.topic} does not take`)
    end(messageId, answer)
  }

  function end(messageId: string, answer: Answer | undefined): void {
    waiting.get(messageId)?.settle(answer)
    waiting.delete(messageId)
  }

  const isWanted = ({ type, topic }: Happening, { isExpired, subscriptions }: Connection): boolean =>
    !isExpired && subscriptions.some((one) => one.type === type && one.topic === topic)

  /** Resolves once it is acknowledged, or its connection has ended; what nobody is connected for is lost, but for events. */
  async function push(happening: Happening): Promise<Answer | undefined> {
    const connection = [...connections].find((one) => isWanted(happening, one))
    if (connection || happening.type === 'EVENT') left.add(happening)
    if (!connection) return undefined
    const copies = Array.from({ length: faults.duplicate ? 2 : 1 }, () => pushTo(connection, happening))
    return (await Promise.all(copies))[0]
  }

  function pushTo(connection: Connection, happening: Happening, messageId: string = randomUUID()): Promise<Answer | undefined> {
    const { type, topic, headers, data } = happening
    last = { connection, happening, messageId }
    const own = { appId: 'simulated', connectionId: connection.id, contentType: 'application/json', messageId, time: String(now()), topic }
    return new Promise((settle) => {
      waiting.set(messageId, { happening, connection, settle })
      say(connection, { specVersion: '1.0', type, headers: { ...own, ...headers }, data })
    })
  }

  /** Of what the platform would have posted. */
  function bring(call: PlatformCall): Promise<Answer | undefined> {
    const isPress = call.path === '/dingtalk/card'
    const { outTrackId = '' } = isPress ? (JSON.parse(call.body) as { outTrackId?: string }) : {}
    if (isPress && !hasCard(outTrackId)) throw new Error('presses on this card are posted')
    const onAnswer = ({ response }: Answer) => {
      if (isPress) onCardAnswer(call, JSON.stringify(response ?? {}))
    }
    return push({ type: 'CALLBACK', topic: isPress ? CARD_TOPIC : ROBOT_TOPIC, headers: {}, data: call.body, onAnswer })
  }

  return {
    faults,
    /** What a client did that the platform does not take. */
    violations: (): readonly string[] => violations,
    open,
    opened: () => opened,
    isConnected: () => [...connections].some(({ isExpired }) => !isExpired),
    /** All that were given. */
    tickets: (): readonly string[] => given,
    bring,
    event: (eventType: string, event: Readonly<Record<string, unknown>>) => {
      const at = String(now())
      const headers = {
        eventType,
        eventId: randomUUID().replaceAll('-', ''),
        eventCorpId: app.corpId,
        eventBornTime: at,
        eventUnifiedAppId: 'a',
      }
      return push({ type: 'EVENT', topic: '*', headers, data: JSON.stringify({ timeStamp: at, ...event }), onAnswer: () => {} })
    },
    /** The last frame once more, with the id that it had. */
    again: async () => last && pushTo(last.connection, last.happening, last.messageId),
    /** A minute later: what was not acknowledged is brought once more. */
    bringAgain: () => Promise.all([...left].map(push)),
    /** How much of what was brought is not acknowledged. */
    left: () => left.size,
    /** Anything, as it is. */
    sendRaw(text: string): void {
      for (const { socket } of connections) socket.send(text)
    },
    /** @returns what was said to it */
    ping(data = JSON.stringify({ opaque: randomUUID() })): Promise<string> {
      const frame = systemFrame('ping', data)
      for (const connection of connections) say(connection, frame)
      return new Promise((resolve) => pings.set(frame.headers.messageId, resolve))
    },
    /** Resolves at the next ping of a client. */
    pinged: () => new Promise<void>((resolve) => [...connections][0]?.socket.once('ping', () => resolve())),
    /** Open connections get no more, and are closed when that is asked for. */
    expire(): void {
      for (const connection of connections) {
        say(connection, systemFrame('disconnect', JSON.stringify({ reason: 'connection is expired' })))
        connection.isExpired = true
      }
    },
    closeExpired(): void {
      for (const { socket, isExpired } of connections) if (isExpired) socket.close()
    },
    dropConnections(): void {
      for (const { socket } of connections) socket.terminate()
    },
    async listen(): Promise<void> {
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
      address = `127.0.0.1:${(http.address() as AddressInfo).port}`
    },
    async close(): Promise<void> {
      for (const { socket } of connections) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
