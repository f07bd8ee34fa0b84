/** A company that has nothing but a smart bot: no address, no certificate, one connection, to a platform that refuses what the real one refuses. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Complaint } from '../../src/complaints/model.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { addDemoCustomers, DEMO_USERS } from '../../src/simulator/demo.js'
import { optionsOf } from '../../src/simulator/hands.js'
import { cardIn, createWecomBotSimulator } from '../../src/simulator/wecom-bot/index.js'
import { freshName } from '../setup/database.js'
import { FACTS } from '../setup/scripts.js'
import { heardBy, type Replica, startReplica } from '../setup/wecom-bot.js'

const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
const simulator = createWecomBotSimulator({
  botId: 'aibTK2vQx8cR5',
  secret: randomBytes(24).toString('hex'),
  members: DEMO_USERS.map(({ userid, name }) => ({ userid: userid.replace(/^./, (first) => first.toUpperCase()), name })),
  now: clock.now,
})
let bot: Replica
beforeAll(async () => {
  bot = await startReplica(simulator, { databaseName: freshName(), url: await simulator.listen(), clock })
  await bot.app.directory.refresh()
  await addDemoCustomers(bot.app.customers)
  await bot.app.jobs.find(({ name }) => name === 'streams')!.run()
})
afterAll(async () => {
  await bot.connection.dropDatabase()
  await bot.stop()
  await simulator.close()
})

async function after(user: string, deed: () => Promise<{ readonly isDelivered: boolean }>): Promise<string> {
  clock.moveBy(5_000)
  const before = simulator.chat(user).length
  expect((await deed()).isDelivered).toBe(true)
  await bot.app.settled()
  return heardBy(simulator, user, before)
}
const says = (user: string, text: string) => after(user, () => simulator.says(user, text))
const presses = (user: string, ...labels: string[]) => after(user, () => simulator.presses(user, labels))
const complaints = () => complaintModels(bot.connection).complaints.find().lean<Complaint[]>()

it('greets who comes for the first time that day within the five seconds that the platform gives', async () => {
  expect(await after('chenjing', () => simulator.enters('chenjing'))).not.toBe('')
  expect(simulator.chat('chenjing').at(-1)?.cmd).toBe('aibot_respond_welcome_msg')
})

it('lets a salesperson file a complaint, partly spoken, and quality control take it with one press', async () => {
  await says('wangqiang', '投诉 结块')
  expect(simulator.chat('wangqiang').at(-1)?.cmd).toBe('aibot_respond_msg')
  for (const text of ['宏基', '张工', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用'])
    await says('wangqiang', text)
  await after('wangqiang', () => simulator.sends('wangqiang', 'image', Buffer.from('a photo of lumps'), 'photo.jpg'))
  let heard = await after('wangqiang', () => simulator.speaks('wangqiang', '底层60袋结块，要求换货'))
  for (const text of ['退换货', ...FACTS]) heard = await says('wangqiang', text)
  expect(heard).toContain('[提交]')
  await presses('wangqiang', '提交')
  const [complaint] = await complaints()
  expect(complaint).toMatchObject({ kind: 'CAKING', plant: 'weinan' })
  expect(await bot.connection.db!.collection('attachments').findOne({ channel: 'wecom-bot' })).toMatchObject({ state: 'stored' })

  expect(heardBy(simulator, 'chenjing')).toContain('渭南宏基')
  const cards = simulator.chat('chenjing').flatMap(({ body }) => cardIn(body) ?? [])
  const [accept] = cards.flatMap((card) => optionsOf(card).filter((label) => /受理|接收/.test(label)))
  expect(accept).toBeDefined()
  await presses('chenjing', accept!)
  const pressed = cards.find((card) => optionsOf(card).includes(accept!))!
  expect(simulator.doneOf(pressed.task_id)).toMatchObject({ card_type: 'text_notice' })
})

it('answers in the single chat whoever mentions it in a group', async () => {
  const heard = await after('wangqiang', () => simulator.says('wangqiang', '@售后助手 帮助', 'wrGroup01'))
  expect(heard).not.toBe('')
  expect(heardBy(simulator, 'wrGroup01')).toBe('')
})

it('says what a card should have shown where the platform does not change it any more', async () => {
  await says('wangqiang', '投诉')
  simulator.faults.mishap = (cmd) => (cmd === 'aibot_respond_update_msg' ? { errcode: 846605, errmsg: 'invalid req_id' } : undefined)
  const [card] = simulator
    .chat('wangqiang')
    .flatMap(({ body }) => cardIn(body) ?? [])
    .slice(-1)
  const [first] = optionsOf(card!)
  const heard = await presses('wangqiang', first!)
  simulator.faults.mishap = () => undefined
  expect(simulator.doneOf(card!.task_id)).toBeUndefined()
  expect(heard).toContain(first!)
  await says('wangqiang', '取消')
})

it('keeps secrets and what people wrote out of its log', () => {
  expect(bot.lines.length).toBeGreaterThan(20)
  const log = bot.lines.join('')
  for (const secret of [simulator.options.secret, '底层60袋', '/media/', 'aeskey']) expect(log).not.toContain(secret)
})
