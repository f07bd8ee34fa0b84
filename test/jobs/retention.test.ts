/** How long things are kept (Q13), years later. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { filesIn } from '../../src/cases/attached.js'
import { ROOT } from '../../src/config.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const DAY = 24 * 3_600_000
const collection = (name: string) => bot.connection.db!.collection(name)
const purge = () => bot.app.jobs.find(({ name }) => name === 'retention')!.run()
const talkOf = (userId: string) => createConversationStore(bot.connection, bot.clock.now).read(`wecom:${userId}`)

async function withdraw({ liu, no }: Story): Promise<void> {
  await liu.says(`查 ${no}`)
  await liu.taps('更多')
  await liu.taps('撤销投诉')
  await liu.says('点错了数')
  await liu.sendsPhoto()
  await liu.saysAll('完成', '提交')
}

it('a draft is kept for ninety days', async () => {
  const wang = bot.person('wangqiang')
  await wang.saysAll('投诉 破损', '宏基', '暂停')
  bot.clock.moveBy(89 * DAY)
  await wang.says('帮助')
  await purge()
  expect((await talkOf('wangqiang')).drafts).toHaveLength(1)
  bot.clock.moveBy(2 * DAY)
  await purge()
  expect((await talkOf('wangqiang')).drafts).toEqual([])
  expect(await wang.says('继续')).toContain('没有暂停的内容')
})

it('a talk and its mailbox are kept for two years after the last word, others stay', async () => {
  await bot.person('wangqiang').says('帮助')
  bot.clock.moveBy(400 * DAY)
  await bot.person('liuna').says('帮助')
  bot.clock.moveBy(400 * DAY)
  await purge()
  expect((await talkOf('wangqiang')).version).toBe(0)
  expect((await talkOf('liuna')).version).toBe(1)
  expect(await bot.person('wangqiang').says('帮助')).toContain('我是回声')
})

it('by whose code somebody came is kept for two years', async () => {
  const [customer] = await bot.app.customers.named('宏基商混')
  await bot.app.customers.noteInvited('page:early', customer!._id)
  bot.clock.moveBy(400 * DAY)
  await bot.app.customers.noteInvited('page:late', customer!._id)
  bot.clock.moveBy(400 * DAY)
  await purge()
  expect([await bot.app.customers.inviting('page:early'), (await bot.app.customers.inviting('page:late'))?._id]).toEqual([
    null,
    customer!._id,
  ])
})

it('a mailbox in which something is on its way, being sent or still to be told is kept, however old', async () => {
  const boxes = collection('mailboxes')
  const box = (name: string, more: object) => ({
    _id: name as never,
    pending: [],
    reports: [],
    finished: [],
    sent: [],
    lease: null,
    ...more,
  })
  const old = bot.clock.now()
  bot.clock.moveBy(900 * DAY)
  await boxes.insertMany([
    box('wecom:unused', { sent: [old], finished: [{ id: 'x', at: old }] }),
    box('wecom:waits', { pending: [{ id: 'x' }] }),
    box('wecom:leased', { lease: { by: 'x', until: bot.clock.now() } }),
    box('wecom:untold', { reports: [{ id: 'x' }] }),
    box('wecom:failed', { finished: [{ id: 'x', at: bot.clock.now() }] }),
  ])
  await purge()
  const left = await boxes.find({ _id: /unused|waits|leased|untold|failed/ as never }).toArray()
  expect(left.map(({ _id }) => String(_id)).sort()).toEqual(['wecom:failed', 'wecom:leased', 'wecom:untold', 'wecom:waits'])
  await boxes.deleteMany({ _id: /waits|leased|untold|failed/ as never })
})

it('a complaint is kept for five years after it was closed, then goes with its photos and its refusals', async () => {
  const story = await fileShortage(bot)
  const open = await fileShortage(bot, 'T2611-022')
  const kept = await open.complaint()
  await withdraw(story)
  const [photo] = filesIn(await story.complaint())
  expect(photo).toBeDefined()
  expect(await bot.person('zhanggong').says(`记录 ${story.no}`)).toContain(`没有找到 ${story.no}`)
  bot.clock.moveBy(5 * 366 * DAY - 10 * DAY)
  await purge()
  expect(await bot.complaints()).toHaveLength(2)
  bot.clock.moveBy(12 * DAY)
  await purge()
  expect((await bot.complaints()).map(({ _id }) => _id)).toEqual([open.no])
  expect(await collection('refusals').countDocuments({ reference: story.no })).toBe(0)
  const stored = (await collection('filenames').find().toArray()).map(({ _id }) => String(_id))
  expect(stored).not.toContain(photo)
  expect(stored).toContain(filesIn(kept)[0])
})

it('dead letters, refusals, marks and what was set aside are not kept for ever', async () => {
  const old = bot.clock.now()
  await collection('deadletters').insertOne({ _id: 'd' as never, to: 'wecom:x', deadAt: old })
  await collection('refusals').insertOne({ at: old, reference: 'TS-1' })
  await collection('exports').insertOne({ _id: 'run' as never, at: old })
  await collection('dones').insertOne({ _id: 'digest x' as never, at: old })
  await collection('setasides').insertOne({ _id: 'x y' as never, failedAt: old })
  bot.clock.moveBy(5 * 366 * DAY + DAY)
  await purge()
  for (const name of ['deadletters', 'refusals', 'exports', 'dones', 'setasides'])
    expect([name, await collection(name).countDocuments({})]).toEqual([name, 0])
})

it('one that is damaged is deleted like the others', async () => {
  const story = await fileShortage(bot)
  await withdraw(story)
  const { operationKey: _, ...closed } = await story.complaint()
  await collection('cases').insertOne({
    ...closed,
    _id: 'TS-20200101-001' as never,
    operationKey: 'x',
    events: null,
    closedAt: new Date(0),
  } as never)
  bot.clock.moveBy(6 * 366 * DAY)
  await purge()
  expect(await bot.complaints()).toEqual([])
})

it('the page about it names every collection', () => {
  const page = readFileSync(join(ROOT, 'docs/retention.md'), 'utf8')
  for (const { collection: own } of Object.values(bot.connection.models))
    expect(page, own.collectionName).toContain(`\`${own.collectionName}\``)
  expect(page).toContain('`files.files`')
})

it('a leave is forgotten two years after its end', async () => {
  await bot.person('zhaojianguo').saysAll('请假', '今天', '明天', '孙强', '提交')
  bot.clock.moveBy(2 * 365 * DAY)
  await purge()
  expect(await collection('leaves').countDocuments()).toBe(1)
  bot.clock.moveBy(5 * DAY)
  await purge()
  expect(await collection('leaves').countDocuments()).toBe(0)
})
