/** The way into the bot over real HTTP with real encryption; turns end when the test says so. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { encrypt, getSignature } from '@wecom/crypto'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import type { Handle, Handled } from '../../src/conversation/handle-message.js'
import { gate } from '../../src/web/gate.js'
import { createHttpServer, HTTP_LIMITS, type HttpLimits } from '../../src/web/http.js'
import { createMetrics } from '../../src/web/metrics.js'
import { createPlaces } from '../../src/web/places.js'
import { createServer } from '../../src/web/server.js'
import { webhookPaths, webhookRoutes } from '../../src/web/webhooks.js'
import { webhookOf } from '../setup/channel.js'

const WAIT = { timeout: 15_000, interval: 10 }
const NOW = new Date('2026-11-03T02:00:00Z')
const secrets = { receiveId: 'ww8c1f0d2e3b4a5967', token: 'CementAfterSale2026', aesKey: 'ZtueqMXSOt4ueyXmidnSA3h5nOkjsTSeYBWQAv7tIDQ' }
const timestamp = String(NOW.getTime() / 1000)

/** A genuine call: everything behind `POST`, in two pieces. */
function genuine(): { head: string; body: string } {
  const text = `<xml><FromUserName>wang</FromUserName><CreateTime>${timestamp}</CreateTime><MsgType>text</MsgType><Content>投诉</Content><MsgId>1</MsgId></xml>`
  const encrypted = encrypt(secrets.aesKey, text, secrets.receiveId)
  const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return { head: head(getSignature(secrets.token, timestamp, '1', encrypted), `content-length: ${body.length}`), body }
}
const UNSIGNED = 'a'.repeat(40)
const head = (signature: string, ...headers: string[]) =>
  [`POST /wecom/callback?msg_signature=${signature}&timestamp=${timestamp}&nonce=1 HTTP/1.1`, 'host: bot', ...headers, '', ''].join('\r\n')

/** Everything that the server says on one connection, until it has said a whole answer or hangs up. */
class Caller {
  private heard = ''
  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text
    })
    socket.on('error', () => {})
  }
  static async on(port: number): Promise<Caller> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Caller(socket)
  }
  send(text: string): this {
    this.socket.write(text)
    return this
  }
  async hears(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.heard, WAIT).toMatch(pattern)
  }
  async isHungUpOn(): Promise<void> {
    await expect.poll(() => this.socket.readableEnded || this.socket.destroyed, WAIT).toBe(true)
  }
  close(): void {
    this.socket.destroy()
  }
}

let http: Server | undefined
const callers: Caller[] = []
afterEach(async () => {
  for (const caller of callers.splice(0)) caller.close()
  http?.closeAllConnections()
  await new Promise((resolve) => http?.close(resolve))
})

async function openDoor(options: { places?: number; answerWithinMs?: number; elapsed?: () => number; limits?: HttpLimits } = {}) {
  const turns: { end: (handled?: Handled) => void; fail: () => void; isLate: () => boolean }[] = []
  const handle: Handle = (_message, _canReplyPassively, turn) =>
    new Promise((resolve, reject) => {
      turns.push({
        end: () => resolve({ outcome: 'new' }),
        fail: () => reject(new Error('the database is away')),
        isLate: () => turn?.isLate() ?? false,
      })
    })
  const places = createPlaces(options.places ?? 10)
  const metrics = createMetrics({ oldestDueSeconds: async () => 0, isDatabaseUp: async () => true, turnsUnderWay: places.taken })
  const log = pino({ level: 'silent' })
  const now = () => NOW
  const client = createWecomClient({ corpId: 'x', agentId: 1, secret: 'x', apiBase: 'http://127.0.0.1:9' }, now)
  const channel = createWecomChannel({ secrets, client, publicUrl: 'http://127.0.0.1', now })
  const webhook = webhookOf(channel)
  const limits = { ...webhook.limits, ...(options.answerWithinMs && { answerWithinMs: options.answerWithinMs }) }
  const channels = [{ ...channel, inlets: [{ ...webhook, limits }] }]
  const router = webhookRoutes({
    channels,
    handle,
    places,
    log,
    metrics,
    isStopping: () => false,
    elapsed: options.elapsed ?? (() => performance.now()),
  })
  const server = createServer({ routers: [router], metrics, readiness: {}, log })
  http = createHttpServer(gate(server.callback(), { paths: webhookPaths(channels), places, metrics, log }), options.limits)
  await new Promise<void>((resolve) => http!.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    turns,
    places,
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    async calls(text = ''): Promise<Caller> {
      const caller = await Caller.on(port)
      callers.push(caller)
      return caller.send(text)
    },
    /** One genuine call whose turn has begun. */
    async beginsTurn(): Promise<Caller> {
      const before = turns.length
      const { head, body } = genuine()
      const caller = await this.calls(head + body)
      await expect.poll(() => turns.length, WAIT).toBe(before + 1)
      return caller
    },
  }
}

describe('when all places are taken', () => {
  it('the next call is told 503 before its body is read, and its connection serves the call after it', async () => {
    const door = await openDoor({ places: 2 })
    const [first] = [await door.beginsTurn(), await door.beginsTurn()]
    const { head, body } = genuine()
    const third = await door.calls(head) // without its body
    await third.hears(/^HTTP\/1\.1 503 (?![\s\S]*connection: close)/i)
    expect(door.turns).toHaveLength(2)
    expect(await door.metrics()).toMatch(/huisheng_webhook_refused_total\{reason="busy"\} 1\n/)
    expect(await door.metrics()).toContain('huisheng_turns_under_way 2')

    door.turns[0]!.end()
    await first.hears(/^HTTP\/1\.1 200 /)
    third.send(body + head + body)
    await expect.poll(() => door.turns.length, WAIT).toBe(3)
    door.turns[2]!.end()
    await third.hears(/503 [\s\S]*HTTP\/1\.1 200 /)
  })

  it('a turn that goes on after its caller was told 503 keeps its place until it ends', async () => {
    let now = 0
    const door = await openDoor({ places: 1, answerWithinMs: 30, elapsed: () => now })
    const slow = await door.beginsTurn()
    await slow.hears(/^HTTP\/1\.1 503 /)
    expect(door.places.taken()).toBe(1)
    expect(door.turns[0]!.isLate()).toBe(false)
    now = 30
    expect(door.turns[0]!.isLate()).toBe(true)
    await (await door.calls(genuine().head)).hears(/^HTTP\/1\.1 503 /)
    expect(door.turns).toHaveLength(1)

    door.turns[0]!.fail()
    await expect.poll(() => door.places.taken(), WAIT).toBe(0)
    await door.beginsTurn()
  })

  it('nobody can take them with calls that are not genuine', async () => {
    const door = await openDoor({ places: 1 })
    for (let call = 0; call < 5; call++) await door.calls(`${head(UNSIGNED, 'content-length: 1000')}<xml>`)
    const caller = await door.beginsTurn()
    door.turns[0]!.end()
    await caller.hears(/^HTTP\/1\.1 200 /)
  })
})

describe('a call that comes in slowly', () => {
  it('is not begun once its time is over', async () => {
    let now = 0
    let asked = 0
    const door = await openDoor({
      elapsed: () => {
        asked++
        return now
      },
    })
    const { head, body } = genuine()
    const caller = await door.calls(head + body.slice(0, 10))
    await expect.poll(() => asked, WAIT).toBeGreaterThan(0) // its clock runs
    now = 4_500
    caller.send(body.slice(10))
    await caller.hears(/^HTTP\/1\.1 503 /)
    expect(door.turns).toHaveLength(0)
    expect(await door.metrics()).toMatch(/huisheng_webhook_refused_total\{reason="late"\} 1\n/)
  })

  it('is ended by the server when its body or its head never comes to an end', async () => {
    const limits = { ...HTTP_LIMITS, headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 }
    const door = await openDoor({ limits })
    const halves = await Promise.all([
      door.calls(genuine().head),
      door.calls(`${head(UNSIGNED, 'content-length: 1000')}<xml>`),
      door.calls('POST /wecom/callback HTTP/1.1\r\nhost: bot\r\n'),
    ])
    for (const half of halves) await half.isHungUpOn()
    expect(door.turns).toHaveLength(0)
  })
})

describe('a body that is too large', () => {
  it('is refused by its declared length, before any of it is read', async () => {
    const door = await openDoor()
    const caller = await door.calls(head(UNSIGNED, 'content-length: 65537'))
    await caller.hears(/^HTTP\/1\.1 413 [\s\S]*connection: close/i)
    await caller.isHungUpOn()
  })
  it('is refused where it passes the limit when it declares none', async () => {
    const door = await openDoor()
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
    const caller = await door.calls(head(UNSIGNED, 'transfer-encoding: chunked') + chunk + chunk)
    caller.send('1\r\nx\r\n')
    await caller.hears(/^HTTP\/1\.1 413 /)
  })
})

describe('the server', () => {
  it('closes connections above its limit at once and serves the others', async () => {
    const door = await openDoor({ limits: { ...HTTP_LIMITS, maxConnections: 2 } })
    const [first] = [await door.calls(), await door.calls()]
    await (await door.calls()).isHungUpOn()
    await first.send('GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n').hears(/^HTTP\/1\.1 200 /)
  })

  it('measures the time of genuine calls only', async () => {
    const door = await openDoor()
    const count = async () => /huisheng_turn_seconds_count (\d+)/.exec(await door.metrics())?.[1]
    await (await door.calls(head('z', 'content-length: 0'))).hears(/^HTTP\/1\.1 401 /)
    await (await door.calls(head(UNSIGNED, 'content-length: 0'))).hears(/^HTTP\/1\.1 400 /)
    expect(await count()).toBe('0')
    const caller = await door.beginsTurn()
    door.turns[0]!.end()
    await caller.hears(/^HTTP\/1\.1 200 /)
    expect(await count()).toBe('1')
  })

  it('has the limits that docs/operations.md names', async () => {
    await openDoor()
    expect(http).toMatchObject({
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 65_000,
      maxConnections: 1_000,
    })
  })
})
