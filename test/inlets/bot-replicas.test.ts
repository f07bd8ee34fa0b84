/** Two whole bots on one database and one long connection: the platform has one of them at a time, and a member is answered once, whichever it is. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { createWecomBotSimulator } from '../../src/simulator/wecom-bot/index.js'
import { freshName } from '../setup/database.js'
import { heardBy, type Replica, startReplica } from '../setup/wecom-bot.js'

const USER = 'wangqiang'
const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
const simulator = createWecomBotSimulator({
  botId: 'aibTK2vQx8cR5',
  secret: randomBytes(24).toString('hex'),
  members: [
    { userid: 'WangQiang', name: '王强' },
    { userid: 'LiuNa', name: '刘娜' },
  ],
  now: clock.now,
})
let url: string
let first: Replica
let second: Replica
beforeAll(async () => {
  url = await simulator.listen()
  const place = { databaseName: freshName(), url, clock }
  first = await startReplica(simulator, place)
  second = await startReplica(simulator, place)
  await sweepStreams(first)
  await sweepStreams(second)
})
afterAll(async () => {
  await first.stop()
  await second.connection.dropDatabase()
  await second.stop()
  await simulator.close()
})
const run = ({ app }: Replica, job: string) => app.jobs.find(({ name }) => name === job)!.run()
const sweepStreams = (replica: Replica) => run(replica, 'streams')
const settled = async () => {
  for (const { app } of [first, second, first]) await app.settled()
}
/** @returns how many messages it was answered with */
async function says(text: string): Promise<number> {
  clock.moveBy(5_000)
  const before = simulator.chat(USER).length + 1
  await simulator.says(USER, text)
  await settled()
  return simulator.chat(USER).length - before
}

it('opens one connection, and answers once what is brought twice', async () => {
  simulator.faults.duplicate = true
  expect([await says('我要投诉'), await says('取消')]).toEqual([1, 1])
  simulator.faults.duplicate = false
  expect([simulator.subscriptions(), simulator.kicks()]).toEqual([1, 0])
})

it('sends what the one without the connection has to say through the one that has it', async () => {
  const before = simulator.chat(USER).length
  const notice = { id: 'notice', to: `wecom-bot:${USER}`, message: { type: 'text', text: '有新的待办' } } as const
  await second.app.delivery.enqueue([notice])
  await second.app.delivery.sweep()
  await settled()
  expect(simulator.chat(USER)).toHaveLength(before)
  await first.app.delivery.sweep()
  await settled()
  expect(heardBy(simulator, USER, before)).toBe('有新的待办')
})

it('opens a lost connection again, and goes on with what was being talked about', async () => {
  await says('我要投诉')
  clock.moveBy(120_000)
  simulator.dropConnections()
  await expect.poll(simulator.isConnected).toBe(true)
  await settled()
  expect(await says('袋数不足')).toBeGreaterThan(0)
  expect(simulator.subscriptions()).toBe(2)
  await says('取消')
})

it('says what a process had committed and could not show before it died', async () => {
  const from = { channel: 'wecom-bot', userId: USER }
  const message: IncomingMessage = { key: 'left', from, at: clock.now(), content: { type: 'text', text: '帮助' } }
  const { outcome, reply } = await first.app.handle(message, () => true)
  expect([outcome, reply?.type]).toEqual(['new', 'card'])
  const stream = `wecom-bot:${simulator.options.botId}`
  await first.connection.collection('inboxmessages').insertOne({ _id: 'left' as never, stream, message, at: clock.now(), order: 1 })
  const before = simulator.chat(USER).length
  clock.moveBy(120_000)
  simulator.dropConnections()
  await expect.poll(simulator.isConnected).toBe(true)
  await settled()
  await first.app.delivery.sweep()
  await settled()
  expect(heardBy(simulator, USER, before)).toContain('我是回声')
  expect(simulator.chat(USER)).toHaveLength(before + 1)
})

it('sends as a message what the platform does not take as an answer, once', async () => {
  const before = simulator.chat('liuna').length
  clock.moveBy(5_000)
  simulator.faults.mishap = (cmd) => (cmd === 'aibot_respond_welcome_msg' ? { errcode: 846605, errmsg: 'invalid req_id' } : undefined)
  await simulator.enters('liuna')
  await settled()
  simulator.faults.mishap = () => undefined
  await first.app.delivery.sweep()
  await settled()
  expect(heardBy(simulator, 'liuna', before)).toContain('我是回声')
  expect(simulator.chat('liuna')).toHaveLength(before + 1)
})

it('gives the connection to the other one when its holder stands still, and that one does not take it back', async () => {
  await first.connection.collection('streams').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
  await sweepStreams(second)
  expect(simulator.kicks()).toBe(1)
  await settled()
  clock.moveBy(600_000)
  await sweepStreams(first)
  expect([await says('帮助'), simulator.kicks(), simulator.subscriptions()]).toEqual([1, 1, 4])
})

it('stays away from a connection that another program has taken, and waits with what it has to say', async () => {
  const stranger = new WebSocket(url)
  await new Promise((resolve) => stranger.once('open', resolve))
  const body = { bot_id: simulator.options.botId, secret: simulator.options.secret }
  stranger.send(JSON.stringify({ cmd: 'aibot_subscribe', headers: { req_id: 'x' }, body }))
  await expect.poll(() => second.lines.join('')).toContain('another program has connected')
  const before = simulator.chat(USER).length
  await second.app.delivery.enqueue([{ id: 'later', to: `wecom-bot:${USER}`, message: { type: 'text', text: '稍后' } }])
  clock.moveBy(600_000)
  for (const replica of [first, second]) await sweepStreams(replica)
  await second.app.delivery.sweep()
  expect([simulator.kicks(), simulator.chat(USER).length]).toEqual([2, before])
  stranger.terminate()
  clock.moveBy(1_800_000)
  await sweepStreams(first)
  await first.app.delivery.sweep()
  await settled()
  expect(heardBy(simulator, USER, before)).toBe('稍后')
})
