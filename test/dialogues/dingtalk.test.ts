/** A company whose staff is on DingTalk alone: the whole bot behind a real port, with signed calls and a platform that refuses what the real one refuses. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, createApp } from '../../src/app.js'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Complaint } from '../../src/complaints/model.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { addDemoCustomers } from '../../src/simulator/demo.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import { buttonsOf, createDingtalkSimulator, type DingtalkSimulator, type PlatformCall } from '../../src/simulator/dingtalk/index.js'
import { databaseUri, freshName } from '../setup/database.js'
import { DINGTALK_APP, organisationOnDingtalk } from '../setup/dingtalk.js'
import { FACTS } from '../setup/scripts.js'

const PREFIX = '/simulator/dingtalk'

const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
const lines: string[] = []
let app: App
let connection: Connection
let http: Server
let address: string
let simulator: DingtalkSimulator
beforeAll(async () => {
  let listener: RequestListener = () => {}
  http = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  simulator = createDingtalkSimulator({
    ...DINGTALK_APP,
    base: () => `${address}${PREFIX}`,
    now: clock.now,
  })
  connection = await connect(databaseUri(freshName()))
  app = await createApp({
    connection,
    organisation: organisationOnDingtalk(),
    dingtalk: { ...simulator.app, mode: 'http', apiBase: `${address}${PREFIX}`, oapiBase: `${address}${PREFIX}` },
    publicUrl: address,
    defaultLanguage: 'zh-CN',
    now: clock.now,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    routers: [dingtalkRoutes(simulator, PREFIX)],
  })
  listener = app.listener
  await app.directory.refresh()
  await addDemoCustomers(app.customers)
})
afterAll(async () => {
  await app.stop()
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
  await connection.dropDatabase()
  await connection.destroy()
})

async function after(user: string, call: () => PlatformCall): Promise<string> {
  clock.moveBy(5_000)
  const before = simulator.chat(user).length
  const { status } = await simulator.deliver(address, call())
  expect(status).toBe(200)
  await app.settled()
  return heardSince(user, before)
}
const says = (user: string, text: string) => after(user, () => simulator.says(user, text))
const presses = (user: string, label: string) => after(user, () => simulator.presses(user, label))
const heardSince = (user: string, count: number): string =>
  simulator
    .chat(user)
    .slice(count)
    .filter(({ from }) => from === 'robot')
    .map(({ seen }) =>
      [seen.type === 'text' || seen.type === 'markdown' ? seen.text : '', ...buttonsOf(seen).map(({ label }) => `[${label}]`)].join('\n'),
    )
    .join('\n')
const complaints = () => complaintModels(connection).complaints.find().lean<Complaint[]>()

it('lets a salesperson file a complaint in the single chat, and quality control take it with one press', async () => {
  for (const text of ['投诉 结块', '宏基', '张工', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用'])
    await says('wangqiang', text)
  await after('wangqiang', () => simulator.sends('wangqiang', 'image', Buffer.from('a photo of lumps')))
  let heard = await says('wangqiang', '底层60袋结块，要求换货')
  for (const text of ['退换货', ...FACTS]) heard = await says('wangqiang', text)
  expect(heard).toContain('[提交]')
  await presses('wangqiang', '提交')
  const [complaint] = await complaints()
  expect(complaint).toMatchObject({ kind: 'CAKING', plant: 'weinan' })
  expect(await connection.db!.collection('attachments').findOne({ channel: 'dingtalk' })).toMatchObject({ state: 'stored' })

  const card = heardSince('chenjing', 0)
  expect(card).toContain('渭南宏基')
  const accept = simulator
    .chat('chenjing')
    .flatMap(({ seen }) => buttonsOf(seen))
    .find(({ label }) => /受理|接收/.test(label))
  expect(accept).toBeDefined()
  const label = accept?.label ?? ''
  expect(await presses('chenjing', label)).toContain('已记录')
  // the button is still there, as nothing of such a message can be changed
  expect(await presses('chenjing', label)).toBe('已处理')
})

it('a press that somebody types for a card of others is refused like any press of theirs', async () => {
  const [{ _id: no } = { _id: '' }] = await complaints()
  const before = (await complaints())[0]?.events.length
  expect(await says('wangqiang', `受理 #anything~do:act:accept.${no}`)).not.toBe('')
  expect(await says('wangqiang', '受理 #anything~do:nothing:x')).not.toBe('')
  expect((await complaints())[0]?.events.length).toBe(before)
})

it('answers in the single chat whoever mentions it in a group, and nobody from outside', async () => {
  const inGroup = { msgtype: 'text', conversationType: '2', conversationId: 'cidgroup==', isInAtList: true }
  const heard = await after('liuna', () => simulator.written('liuna', { ...inGroup, text: { content: ' 帮助' } }))
  expect(heard).not.toBe('')
  const outside = { ...inGroup, text: { content: ' 帮助' }, senderStaffId: '', senderCorpId: undefined, senderId: '$:LWCP_v1:$x' }
  expect(await after('liuna', () => simulator.written('liuna', outside))).toBe('')
})

it('keeps secrets and what people wrote out of its log', () => {
  const log = lines.join('')
  for (const secret of [
    simulator.app.clientSecret,
    simulator.app.token,
    simulator.app.aesKey,
    ...simulator.tokens(),
    '底层60袋',
    'sendBySession',
  ])
    expect(log).not.toContain(secret)
})
