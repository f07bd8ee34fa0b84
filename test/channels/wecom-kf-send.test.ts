/** The channel against its platform's stand-in: what it sends, what it is refused, and what it fetches. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import Koa from 'koa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, OutgoingMessage, PullInlet, SendContext, SendProgress } from '../../src/channels/channel.js'
import { createKfClient, type KfClient, SESSION } from '../../src/channels/wecom-kf/client.js'
import { SyncedItem } from '../../src/channels/wecom-kf/decode.js'
import { createKfChannel } from '../../src/channels/wecom-kf/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import type { KfSimulator } from '../../src/simulator/wecom-kf/index.js'
import { webhookOf } from '../setup/channel.js'
import { CAO, LI, shownIn, startKf } from '../setup/kf.js'

const HOUR_MS = 3_600_000
const company = { corpId: 'ww8c1f0d2e3b4a5967', token: 'CementAfterSale2026', aesKey: 'ZtueqMXSOt4ueyXmidnSA3h5nOkjsTSeYBWQAv7tIDQ' }
let clock: ReturnType<typeof createMovableClock>
let kf: KfSimulator
let http: Server
let client: KfClient
let channel: Channel
let pull: PullInlet
let deliveries = 0

beforeEach(async () => {
  clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  kf = startKf(company, { callbackAddress: 'http://127.0.0.1:9', now: clock.now })
  kf.faults.dropRate = 1 // nobody takes notifications here
  http = createServer(new Koa().use(simulatorRoutes(kf, '').routes()).callback()).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const apiBase = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const { openKfId, secret } = kf.options
  client = createKfClient({ corpId: company.corpId, account: openKfId, secret, apiBase }, clock.now)
  channel = createKfChannel({
    secrets: { receiveId: company.corpId, token: company.token, aesKey: company.aesKey },
    client,
    now: clock.now,
  })
  pull = channel.inlets.find((inlet) => inlet.type === 'pull')!
})
afterEach(async () => {
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
})

const hello: OutgoingMessage = { type: 'text', text: '您好' }
const send = (message: OutgoingMessage, more: Partial<SendContext> = {}, to = LI) =>
  channel.send({ channel: 'wecom-kf', userId: to }, message, {
    deliveryId: `d${deliveries++}`,
    readFile: async () => ({ bytes: Buffer.from('a file of some bytes'), name: 'f' }),
    remember: async () => {},
    ...more,
  })
const arrived = () =>
  kf
    .chat(LI)
    .filter(({ from }) => from === 'app')
    .map(shownIn)
const fetched = async () => (await pull.next(undefined)).messages

describe('giving a talk to a servicer', () => {
  const SAID = '客服人员已经接入'
  const toServicer = (servicers: readonly string[], more: Partial<SendContext> = {}) =>
    send({ type: 'toServicer', servicers, text: SAID }, more)
  const isWith = async () => (await client.stateOf(LI)).servicer

  it('gives the talk to the first wanted who is on duty, whatever the case of their id, and says so beyond the five messages', async () => {
    await kf.servicerGoes('wangqiang', true)
    await kf.says(LI, '转人工')
    for (let index = 0; index < 5; index++) await send(hello)
    expect(await toServicer(['dingtalk:liuna', 'wecom:nobody', 'wecom:wangqiang', 'wecom:liuna'])).toMatchObject({ messages: 0 })
    expect([await isWith(), arrived().at(-1)]).toEqual(['wangqiang', SAID])
  })

  it('passes over whoever goes off duty just then', async () => {
    await kf.servicerGoes('wangqiang', true)
    await kf.says(LI, '转人工')
    const move = client.move
    Object.assign(client, {
      move: async (...args: Parameters<typeof move>) => {
        await kf.servicerGoes('liuna', false)
        return move(...args)
      },
    })
    await toServicer(['wecom:liuna'])
    expect([await isWith(), arrived()]).toEqual(['wangqiang', [SAID]])
  })

  it('leaves the talk where it is, and says nothing, where nobody is on duty or somebody has it', async () => {
    await kf.servicerGoes('liuna', false)
    await kf.says(LI, '转人工')
    expect(await toServicer(['wecom:liuna'])).toEqual({ messageId: '', messages: 0 })
    expect(await isWith()).toBeUndefined()
    await kf.servicerGoes('liuna', true)
    await kf.servicerTakes(LI, 'wangqiang')
    await toServicer(['wecom:liuna'])
    expect([await isWith(), arrived()]).toEqual(['wangqiang', []])
  })

  it('happens once where the answer to the first try was lost', async () => {
    await kf.says(LI, '转人工')
    kf.faults.lostAnswerRate = 1
    await expect(toServicer(['wecom:liuna'], { deliveryId: 'same' })).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    kf.faults.lostAnswerRate = 0
    await toServicer(['wecom:liuna'], { deliveryId: 'same' })
    expect([await isWith(), arrived()]).toEqual(['liuna', [SAID]])
  })
})

describe('sending', () => {
  it('is refused as closed before the customer has written, after five messages, and after 48 hours', async () => {
    await expect(send(hello)).rejects.toMatchObject({ code: 95002, reaction: 'closed' })
    await kf.says(LI, '你好')
    for (let index = 0; index < 5; index++) await send(hello)
    await expect(send(hello)).rejects.toMatchObject({ code: 95001, reaction: 'closed' })
    await kf.says(LI, '在吗')
    clock.moveBy(48 * HOUR_MS + 1)
    await expect(send(hello)).rejects.toMatchObject({ code: 95002, reaction: 'closed' })
    expect(arrived()).toHaveLength(5)
  })

  it('is put off while a servicer talks with the customer, and closed once they have ended it', async () => {
    await kf.says(LI, '你好')
    await kf.servicerTakes(LI, 'liuna')
    await expect(send(hello)).rejects.toMatchObject({ code: 95018, reaction: 'retry' })
    await kf.servicerEnds(LI, 'liuna')
    await expect(send(hello)).rejects.toMatchObject({ code: 95013, reaction: 'closed' })
  })

  it('to nobody is refused for good', async () => {
    await expect(send(hello, {}, 'wmNobody')).rejects.toMatchObject({ code: 40096, reaction: 'permanent' })
  })

  it('is one message where the answer to the first try was lost', async () => {
    await kf.says(LI, '你好')
    let progress: SendProgress = {}
    const remember = async (reached: SendProgress) => {
      progress = { ...progress, ...reached }
    }
    kf.faults.lostAnswerRate = 1
    await expect(send(hello, { deliveryId: 'same', remember })).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    kf.faults.lostAnswerRate = 0
    expect(await send(hello, { deliveryId: 'same', remember, progress })).toMatchObject({ traceId: expect.any(String) })
    expect(arrived()).toEqual(['您好'])
  })

  it('of a file uploads it under its name', async () => {
    await kf.says(LI, '你好')
    await send({ type: 'file', kind: 'file', fileId: 'f1', name: '处理结果.docx' })
    expect(kf.chat(LI).at(-1)).toMatchObject({ fileName: '处理结果.docx', body: { msgtype: 'file' } })
  })

  it('of the change of a menu sends nothing', async () => {
    await kf.says(LI, '你好')
    await send({ type: 'cardDone', card: 'c', text: '已处理' })
    expect(kf.calls()).not.toContain('kf/send_msg')
  })

  it('answers who comes in with the code of that, once and for 20 seconds', async () => {
    await kf.enters(LI)
    const [entered] = await fetched()
    expect(entered).toMatchObject({ content: { type: 'enter' } })
    const { pass } = entered!
    await send(hello, { pass: pass! })
    expect(arrived()).toEqual(['您好'])
    await expect(send(hello, { pass: pass! })).rejects.toMatchObject({ reaction: 'permanent' })
    clock.moveBy(21_000)
    await expect(send(hello, { pass: pass! })).rejects.toMatchObject({ code: 95002, reaction: 'closed' })
  })

  it('fetches a token once for fifty callers, and once more when it has ended before its time', async () => {
    await kf.says(LI, '你好')
    await Promise.all(Array.from({ length: 50 }, () => client.stateOf(LI)))
    expect(kf.calls().filter((method) => method === 'gettoken')).toHaveLength(1)
    kf.expireTokens()
    await Promise.all(Array.from({ length: 50 }, () => client.stateOf(LI)))
    expect(kf.calls().filter((method) => method === 'gettoken')).toHaveLength(2)
  })
})

describe('fetching', () => {
  it('goes page by page, through empty ones too', async () => {
    for (let index = 0; index < 5; index++) await kf.says(LI, `m${index}`)
    kf.faults.pageItems = 2
    const found: unknown[] = []
    let cursor: string | undefined
    for (let hasMore = true; hasMore; ) {
      const page = await pull.next(cursor)
      found.push(...page.messages.map(({ content }) => (content.type === 'text' ? content.text : content)))
      ;({ cursor, hasMore } = page)
    }
    expect(found).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
  })

  it('asks without a token that is too old', async () => {
    await kf.says(LI, '你好')
    expect((await pull.next(undefined, 'ENCold')).messages).toHaveLength(1)
  })

  it.each([0, 253_402_214_400, 1e300])('takes what was written at %s, which cannot be, for written now', async (send_time) => {
    const item = SyncedItem.parse({ msgid: 'm', external_userid: LI, send_time, origin: 3, msgtype: 'text', text: { content: '你好' } })
    const other = { ...client, sync: async () => ({ items: [item], cursor: '', hasMore: false }) }
    const { inlets } = createKfChannel({ secrets: { ...company, receiveId: company.corpId }, client: other, now: clock.now })
    const { messages } = await inlets.find((inlet) => inlet.type === 'pull')!.next(undefined)
    expect(messages).toMatchObject([{ at: clock.now() }])
  })

  it('starts with the last three days where the cursor is lost', async () => {
    await kf.says(LI, 'old')
    clock.moveBy(73 * HOUR_MS)
    await kf.says(LI, 'new')
    expect((await fetched()).map(({ content }) => content)).toEqual([{ type: 'text', text: 'new' }])
  })

  it('leaves out who talks with a servicer, and nobody else', async () => {
    await kf.says(LI, '给人的')
    await kf.servicerTakes(LI, 'liuna')
    await kf.says(CAO, '给机器人的')
    const texts = (await fetched()).flatMap(({ content }) => (content.type === 'text' ? [content.text] : []))
    expect(texts).toEqual(['给机器人的'])
  })

  it('brings what a customer sent as a file', async () => {
    await kf.sendsFile(LI, Buffer.from('a sheet of bytes'), '检测报告.xlsx')
    const [message] = await fetched()
    expect(message?.content).toMatchObject({ type: 'file', kind: 'file' })
    const { stream } = await channel.download((message!.content as { mediaId: string }).mediaId)
    expect(await textOf(stream as AsyncIterable<Buffer> & NodeJS.ReadableStream)).toBe('a sheet of bytes')
  })
})

describe('sessions and people', () => {
  it('are handed to a servicer on duty, and to nobody else', async () => {
    await kf.says(LI, '转人工')
    expect(await client.servicers()).toEqual([
      { userid: 'liuna', isOnDuty: true },
      { userid: 'wangqiang', isOnDuty: false },
    ])
    await expect(client.move(LI, SESSION.servicer, 'wangqiang')).rejects.toMatchObject({ code: 95019 })
    await expect(client.move(LI, SESSION.servicer, 'songbo')).rejects.toMatchObject({ code: 95014, reaction: 'configuration' })
    const code = await client.move(LI, SESSION.servicer, 'liuna')
    expect(await client.stateOf(LI)).toEqual({ state: SESSION.servicer, servicer: 'liuna' })
    await client.sendOnEvent(code!, { msgtype: 'text', text: { content: '正在为您转接' } }, 'transfer-1')
    expect(arrived()).toEqual(['正在为您转接'])
    await expect(client.move(LI, SESSION.bot)).rejects.toMatchObject({ code: 95016 })
  })

  it('are known by name while they write, and by the link that they came with', async () => {
    await expect(client.customers([LI])).rejects.toMatchObject({ code: 95031, reaction: 'closed' })
    await kf.enters(LI, await client.contactWay('weinan_qr'))
    await kf.says(LI, '你好')
    expect(await client.customers([LI, CAO])).toEqual([
      { external_userid: LI, nickname: '李会计', enter_session_context: { scene: 'weinan_qr', scene_param: '' } },
    ])
    await expect(client.contactWay('not allowed!')).rejects.toMatchObject({ reaction: 'permanent' })
  })
})

it('a notification is read where it is genuine, and refused where somebody changed it', () => {
  const webhook = webhookOf(channel)
  const { query, body } = kf.signedNotification()
  const call = { method: 'POST', query: Object.fromEntries(new URLSearchParams(query)), body }
  expect(webhook.receive(call).messages).toMatchObject([{ content: { type: 'toFetch', account: kf.options.openKfId } }])
  expect(() => webhook.receive({ ...call, query: { ...call.query, nonce: '1' } })).toThrow('signature')
  expect(() => webhook.receive({ ...call, body: '<xml></xml>' })).toThrow('ciphertext')
})
