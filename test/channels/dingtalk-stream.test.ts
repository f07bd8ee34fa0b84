/** Stream mode by itself: every recorded frame both ways, and a gateway that refuses, is silent, ends, repeats itself and says nonsense. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { IncomingMessage, Stream, StreamInlet, Take } from '../../src/channels/channel.js'
import { createDingtalkClient } from '../../src/channels/dingtalk/client.js'
import { SUBSCRIPTIONS } from '../../src/channels/dingtalk/frames.js'
import { openGateway } from '../../src/channels/dingtalk/gateway.js'
import { createDingtalkChannel } from '../../src/channels/dingtalk/index.js'
import { createSessions } from '../../src/channels/dingtalk/sessions.js'
import { createStreamInlet } from '../../src/channels/dingtalk/stream.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import { createDingtalkSimulator, type DingtalkSimulator } from '../../src/simulator/dingtalk/index.js'
import { type PlatformServer, servePlatform } from '../contracts/stage.js'

interface Ack {
  readonly code: number
  readonly headers: { readonly contentType: string; readonly messageId: string }
  readonly message: string
  readonly data: string
}
interface Fixture {
  readonly meta: { readonly referenceNow: number; readonly app: { readonly appKey: string; readonly appSecret: string } }
  readonly stream: {
    readonly open: {
      readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: object }
      readonly response: { readonly status: number; readonly body: object }
      readonly upgrade: { readonly url: string }
      readonly errors: readonly {
        readonly when: string
        readonly status: number
        readonly body?: object | null
        readonly bodyContains?: string
      }[]
    }
    readonly frames: readonly {
      readonly id: string
      readonly frame: { readonly type: string; readonly headers: { readonly topic: string }; readonly data: string }
      readonly expectReply: Ack | null
      readonly expectReplyMinimal?: Ack
    }[]
    readonly malformed: readonly { readonly id: string; readonly raw: string }[]
  }
}
const { meta, stream: recorded } = JSON.parse(
  readFileSync(new URL('../fixtures/dingtalk-vectors.json', import.meta.url), 'utf8'),
) as Fixture
const clock = createMovableClock(() => meta.referenceNow)
const USER = '0147286025831947'

describe('a connection is asked for', () => {
  const API = 'https://api.dingtalk.com'
  const credentials = {
    clientId: meta.app.appKey,
    clientSecret: meta.app.appSecret,
    robotCode: meta.app.appKey,
    apiBase: API,
    oapiBase: 'https://oapi.dingtalk.com',
  }
  const openConnection = () => createDingtalkClient(credentials, clock.now).openConnection(SUBSCRIPTIONS)
  const OPEN = '/v1.0/gateway/connections/open'
  const reply = (status: number, body: object | string) => nock(API).post(OPEN).reply(status, body)

  it('as it is recorded, and where it is answered with', async () => {
    const { ua: _, ...body } = recorded.open.request.body as { ua: string }
    nock(API, { reqheaders: recorded.open.request.headers }).post(OPEN, body).reply(200, recorded.open.response.body)
    expect(await openConnection()).toBe(recorded.open.upgrade.url.replace(':443', ''))
  })

  it.each([
    ['wrong clientId or clientSecret', { name: 'ChannelApiError', code: 'authFailed', reaction: 'configuration' }],
    ['plain HTTP sent to the TLS port by a misconfigured proxy', { name: 'ChannelNetworkError', retryable: true }],
    ['gateway busy', { name: 'ChannelNetworkError', retryable: true }],
  ])('and refused: %s', async (when, error) => {
    const { status, body, bodyContains } = recorded.open.errors.find((one) => one.when === when)!
    reply(status, body ?? (bodyContains ? `<html><body>${bodyContains}</body></html>` : ''))
    await expect(openConnection()).rejects.toMatchObject(error)
  })

  it.each([
    ['an address that is not encrypted', { endpoint: 'ws://wss-open-connection.dingtalk.com/connect', ticket: 't' }],
    ['no ticket', { endpoint: 'wss://wss-open-connection.dingtalk.com/connect', ticket: '' }],
    ['an address of something else', { endpoint: 'file:///etc/passwd', ticket: 't' }],
  ])('and not opened with %s', async (_what, body) => {
    reply(200, body)
    await expect(openConnection()).rejects.toMatchObject({ name: 'ChannelNetworkError' })
  })
})

/** Says what it is told to, and keeps what is said to it. */
async function serveFrames() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const said: Ack[] = []
  let socket: WebSocket | undefined
  server.on('connection', (connected) => {
    socket = connected.on('message', (data) => void said.push(JSON.parse(String(data)) as Ack))
  })
  const ids = () => said.map(({ headers }) => headers.messageId)
  /** Answered after everything that came before it. */
  async function ping(): Promise<void> {
    const messageId = randomBytes(6).toString('hex')
    socket?.send(JSON.stringify({ type: 'SYSTEM', headers: { topic: 'ping', messageId }, data: '{}' }))
    await expect.poll(ids, { interval: 5 }).toContain(messageId)
  }
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** @returns what was said to it */
    async says(text: string): Promise<readonly Ack[]> {
      await ping()
      said.length = 0
      socket?.send(text)
      await ping()
      await ping() // whatever takes a moment has been said by then
      return said.filter(({ data }) => data !== '{}')
    },
    async close(): Promise<void> {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('every recorded frame', () => {
  let gateway: Awaited<ReturnType<typeof serveFrames>>
  let taken: IncomingMessage[]
  beforeEach(async () => {
    gateway = await serveFrames()
    taken = []
  })
  afterEach(() => gateway.close())

  async function open(take: Take = async (message) => void taken.push(message)): Promise<Stream> {
    return createStreamInlet({
      clientId: meta.app.appKey,
      robotCode: meta.app.appKey,
      client: { openConnection: async () => gateway.url, isOurs: () => true },
      sessions: createSessions(clock.now),
      now: clock.now,
    }).open(take)
  }
  const frameOf = (id: string) => recorded.frames.find((one) => one.id === id)!
  const OWN_ANSWER = ['card-button', 'event-user-leave-later']

  it.each(recorded.frames.filter(({ id }) => !OWN_ANSWER.includes(id)).map((one) => [one.id, one] as const))(
    '%s is answered as it is recorded',
    async (_id, { frame, expectReply, expectReplyMinimal }) => {
      await open()
      const expected = expectReplyMinimal ?? expectReply
      expect(await gateway.says(JSON.stringify(frame))).toEqual(expected ? [expected] : [])
      const isOurs = frame.type === 'EVENT' || frame.headers.topic === '/v1.0/im/bot/messages/get'
      expect(taken.length > 0).toBe(isOurs)
    },
  )

  it('that is an event is put off where it is not committed, and any other one is not answered at all', async () => {
    await open(() => Promise.reject(new Error('the database is away')))
    const { frame, expectReply } = frameOf('event-user-leave-later')
    const [later, ...more] = await gateway.says(JSON.stringify(frame))
    expect([later?.code, later?.headers, more]).toEqual([expectReply?.code, expectReply?.headers, []])
    expect(JSON.parse(later?.data ?? '')).toMatchObject({ status: 'LATER' })
    for (const id of ['robot-oto-audio', 'card-button']) expect(await gateway.says(JSON.stringify(frameOf(id).frame))).toEqual([])
  })

  it('that is a press on a card is answered with what the card shows from then on', async () => {
    await open(async (message, answering) => {
      taken.push(message)
      const card = message.content.type === 'tap' ? message.content.card : ''
      const done = { type: 'cardDone', card, text: '感谢您的评价' } as const
      expect([done, { ...done, card: 'another' }, { type: 'text', text: '好' } as const].map((one) => answering?.canReply(one))).toEqual([
        true,
        false,
        false,
      ])
      await answering?.answer(done)
    })
    const { frame, expectReply } = frameOf('card-button')
    const [ack, ...more] = await gateway.says(JSON.stringify(frame))
    expect([ack?.code, ack?.headers, ack?.message, more]).toEqual([200, expectReply?.headers, 'OK', []])
    expect(JSON.parse(ack?.data ?? '')).toEqual({
      response: {
        cardData: { cardParamMap: { buttons: '[]', done: '感谢您的评价' } },
        cardUpdateOptions: { updateCardDataByKey: true },
      },
    })
    const { outTrackId, userId } = JSON.parse(frame.data) as { outTrackId: string; userId: string }
    expect(taken).toMatchObject([
      { from: { channel: 'dingtalk', userId }, content: { type: 'tap', key: '5', card: outTrackId, selected: [] } },
    ])
  })

  it('that is a press is not answered so where the platform waits no longer, nor where a button only said its text', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const canReply: (boolean | undefined)[] = []
    await open(async ({ content }, answering) => {
      const done = { type: 'cardDone', card: content.type === 'tap' ? content.card : '', text: '好' } as const
      if (content.type === 'tap') canReply.push(answering?.canReply(done))
      vi.advanceTimersByTime(1_500)
      if (content.type === 'tap') canReply.push(answering?.canReply(done))
    })
    await gateway.says(JSON.stringify(frameOf('card-button').frame))
    const { frame } = frameOf('robot-oto-satisfaction-text')
    const data = frame.data.replace(/"content":"[^"]*"/, '"content":"受理 #card~do:act:accept.TS-1"')
    await gateway.says(JSON.stringify({ ...frame, data }))
    vi.useRealTimers()
    expect(canReply).toEqual([true, false, false, false])
  })

  it('has the key of what it tells, however often it is brought', async () => {
    await open()
    for (const id of ['robot-oto-text-complaint', 'robot-redelivery', 'event-user-add', 'event-user-add'])
      await gateway.says(JSON.stringify(frameOf(id).frame))
    const [first, again, event, eventAgain] = taken.map(({ key }) => key)
    expect([first, event]).toEqual([again, eventAgain])
    expect(taken.slice(2)).toMatchObject([{ content: { type: 'contactsChanged' } }, { content: { type: 'contactsChanged' } }])
  })

  it('that is a press of somebody from outside brings nothing, and is acknowledged', async () => {
    await open()
    const { frame } = frameOf('card-button')
    const data = frame.data.replace('"userIdType":1', '"userIdType":2')
    expect(await gateway.says(JSON.stringify({ ...frame, data }))).toMatchObject([{ code: 200, data: '{"response":null}' }])
    expect(taken).toEqual([])
  })

  it('of another robot, or unreadable, is taken as such, acknowledged where it can be, and stops nothing', async () => {
    await open()
    const foreign = frameOf('robot-oto-audio').frame
    const raw = [
      ...recorded.malformed.map((one) => one.raw),
      JSON.stringify({ ...foreign, data: foreign.data.replace(meta.app.appKey, 'dingother') }),
    ]
    const acks: number[] = []
    for (const text of raw) acks.push((await gateway.says(text)).length)
    expect(acks).toEqual([0, 0, 0, 1, 1])
    expect(taken.map(({ content }) => content)).toEqual(raw.map(() => ({ type: 'other', name: 'unreadable' })))
    expect(await gateway.says(JSON.stringify(foreign))).toHaveLength(1)
  })
})

describe('a gateway', () => {
  let simulator: DingtalkSimulator
  let server: PlatformServer
  let taken: IncomingMessage[]
  let ends: string[]
  beforeEach(async () => {
    simulator = createDingtalkSimulator({
      corpId: 'ding2c19a0f7b7d1e2a9',
      clientId: 'ding1',
      clientSecret: 'right',
      robotCode: 'ding1',
      token: 'QfCementToken2026',
      aesKey: 'a'.repeat(43),
      members: [{ userid: USER, name: '王建国' }],
      base: () => server.address,
      now: clock.now,
    })
    server = await servePlatform(new Koa().use(dingtalkRoutes(simulator, '').routes()).callback(), () => false)
    await simulator.gateway.listen()
    taken = []
    ends = []
  })
  afterEach(async () => {
    expect(simulator.gateway.violations()).toEqual([])
    await simulator.gateway.close()
    await server.close()
  })

  const configOf = (clientSecret: string) => ({ ...simulator.app, clientSecret, apiBase: server.address, oapiBase: server.address })
  const clientOf = (clientSecret = 'right') => createDingtalkClient(configOf(clientSecret), clock.now)
  async function open(take: Take = async (message) => void taken.push(message), clientSecret = 'right'): Promise<Stream> {
    const secrets = { ...configOf(clientSecret), mode: 'stream' as const }
    const channel = createDingtalkChannel({ secrets, client: clientOf(clientSecret), publicUrl: '', now: clock.now })
    const stream = await (channel.inlets[0] as StreamInlet).open(take)
    const own = ends
    void stream.ended.then((how) => own.push(how))
    return stream
  }
  const says = (text: string) => simulator.gateway.bring(simulator.says(USER, text))
  const socket = async (url: string, checkEveryMs?: number) =>
    openGateway({ url, answerWithinMs: 500, onFrame: () => {}, onUnreadable: () => {}, ...(checkEveryMs && { checkEveryMs }) })

  it('refuses a wrong secret as a matter of configuration, and is asked again where it is away', async () => {
    await expect(open(undefined, 'wrong')).rejects.toMatchObject({ code: 'authFailed', reaction: 'configuration' })
    simulator.gateway.faults.isAway = true
    await expect(open()).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
    simulator.gateway.faults.isAway = false
    await open()
    expect(simulator.gateway.isConnected()).toBe(true)
  })

  it('takes a ticket once, and not after ninety seconds', async () => {
    const url = await clientOf().openConnection(SUBSCRIPTIONS)
    await socket(url)
    await expect(socket(url)).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    const late = await clientOf().openConnection(SUBSCRIPTIONS)
    clock.moveBy(91_000)
    await expect(socket(late)).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    expect(simulator.gateway.opened()).toBe(1)
  })

  it('is answered its pings with what they say', async () => {
    await open()
    expect(await simulator.gateway.ping('{"opaque":"0d5f4a2e-ping-01"}')).toBe('{"opaque":"0d5f4a2e-ping-01"}')
  })

  it('that says nothing any more is lost, and one that only answers pings is not', async () => {
    const { ended, close } = await socket(await clientOf().openConnection(SUBSCRIPTIONS), 250)
    const end = ended.then((how) => ends.push(how))
    for (let count = 0; count < 3; count++) await simulator.gateway.pinged()
    expect(ends).toEqual([])
    simulator.gateway.faults.isSilent = true
    await end
    expect(ends).toEqual(['lost'])
    await close()
  })

  it('that breaks off is lost', async () => {
    await open()
    simulator.gateway.dropConnections()
    await expect.poll(() => ends).toEqual(['lost'])
  })

  it('that wants another connection gets what is under way acknowledged on the old one, and brings what is new on the new one', async () => {
    let commit = () => {}
    const committed = new Promise<void>((resolve) => {
      commit = resolve
    })
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    await open(async () => {
      begin()
      await committed
    })
    const answered = says('水泥结块')
    await begun
    simulator.gateway.expire()
    await expect.poll(() => ends).toEqual(['expired'])
    await open()
    expect(await says('60袋')).toEqual({ response: null })
    expect(simulator.gateway.left()).toBe(1)
    commit()
    expect(await answered).toEqual({ response: null })
    expect(simulator.gateway.left()).toBe(0)
    simulator.gateway.closeExpired()
    expect(ends).toEqual(['expired'])
    expect(taken).toMatchObject([{ content: { text: '60袋' } }])
  })

  it('brings once more what was not acknowledged, under the same key', async () => {
    let isAway = true
    const keys: string[] = []
    await open(async ({ key }) => {
      keys.push(key)
      if (isAway) throw new Error('the database is away')
    })
    void says('水泥结块')
    void simulator.gateway.event('user_leave_org', { userId: [USER] })
    await expect.poll(() => keys).toHaveLength(2)
    isAway = false
    await simulator.gateway.bringAgain()
    expect([simulator.gateway.left(), keys.slice(2)]).toEqual([0, keys.slice(0, 2)])
  })

  it('is answered after the last of what one message holds', async () => {
    let ended = 0
    await open(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      ended++
    })
    const richText = [{ text: '看' }, { type: 'picture', downloadCode: 'd1' }, { type: 'picture', downloadCode: 'd2' }]
    await simulator.gateway.bring(simulator.written(USER, { msgtype: 'richText', content: { richText } }))
    expect(ended).toBe(3)
  })

  it('is told on closing, and waited for', async () => {
    const stream = await open()
    await stream.close()
    expect(ends).toEqual(['lost'])
    await expect.poll(simulator.gateway.isConnected).toBe(false)
  })
})
