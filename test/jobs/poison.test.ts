/** One damaged document never keeps anything from anybody else: for every collection that the jobs go through. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import type { Complaint } from '../../src/complaints/model.js'
import { type Bot, startBot } from '../setup/bot.js'
import { passUntil } from '../setup/passing.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

/** A day of every job, a minute each, with every message on its way. */
const DAY_PASSES_MS = 180_000
const LONG_AGO = new Date('2026-01-01T00:00:00Z')
const collection = (name: string) => bot.connection.db!.collection(name)

/** A copy of the healthy record, due before everything else in every respect, and damaged. */
async function addDamaged(no: string, damage: Record<string, unknown>): Promise<void> {
  const { operationKey: _, ...healthy } = await story.complaint()
  const due = { remindAt: LONG_AGO, noticeDueAt: LONG_AGO, followUpDueAt: LONG_AGO, nextDueAt: LONG_AGO, overdueAt: LONG_AGO }
  const notices = healthy.events.slice(1, 3).map(({ id }) => id)
  await collection('cases').insertOne({
    ...healthy,
    ...due,
    isProvisional: true,
    notices,
    operationKey: no,
    ...damage,
    _id: no as never,
  })
}

const DAMAGE: readonly (readonly [string, Record<string, unknown>])[] = [
  ['without events', { events: null }],
  ['with an event that is none', { events: [null] }],
  ['with an act that holds nothing', { events: [{ id: 'lost', type: 'copied', at: LONG_AGO, round: 1, data: null }] }],
  ['without clocks', { clocks: null }],
  ['with a clock that is none', { clocks: [null] }],
  ['without a customer', { customer: null }],
  ['without a report', { report: null }],
  ['with a report to nobody', { report: {} }],
  ['with times that are none', { receivedAt: 'yesterday', registeredAt: 0, clocks: [{ key: 'T2#1', id: 'T2', reminders: null }] }],
  ['of a state that does not exist', { state: 'LOST', waitingFor: null }],
  ['without what is to be told', { notices: null }],
  ['without what is to be asked for', { followUps: null, registeredBy: null }],
  [
    'of which nobody knows what colleagues were asked',
    { copies: [null, { about: '1', from: [], to: [], open: [{ id: 'wecom:chenjing', name: '陈静' }] }] },
  ],
]

/** As the schedule runs them: a job that fails is logged and keeps no other from running. @returns those that failed */
async function runJobs(): Promise<string[]> {
  const failed: string[] = []
  for (const job of bot.app.jobs) await job.run().catch(() => failed.push(job.name))
  await bot.app.settled()
  return failed
}

async function at(day: string, time: string): Promise<string[]> {
  return passUntil(new Date(instant(day, time).getTime() + 50_000), bot)
}

const GROUPS = [DAMAGE.slice(0, 5), DAMAGE.slice(5, 10), DAMAGE.slice(10)].map(
  (group) => [group.map(([name]) => name).join(', '), group] as const,
)

describe.each(GROUPS)('complaints %s', (_, damaged) => {
  it(
    'keep no other from being chased, announced, or read',
    async () => {
      for (const [index, [, damage]] of damaged.entries()) await addDamaged(`TS-20260101-00${index}`, damage)
      expect(await at('2026-11-03', '14:05')).toEqual([])
      expect(story.chen.transcript()).toContain('到时间了：受理')
      const cardOf = (no: string) => story.chen.cards().findLast(({ task_id }) => task_id.includes(no))
      const damagedCard = cardOf('TS-20260101')
      if (damagedCard) expect(await story.chen.tapsOn(damagedCard, '受理')).toContain('记录有损坏')
      expect(await story.chen.tapsOn(cardOf(story.no)!, '受理')).toContain('✓ 已记录')
      await at('2026-11-03', '14:30')
      expect((await story.complaint()).notices).toEqual([])
      expect(await story.chen.says('我的任务')).toContain(story.no)
      expect(await story.zhao.says('日报')).toContain('投诉日报')
      expect(await story.zhao.says('查 宏基')).toContain(story.no)
      await at('2026-11-04', '08:35')
      expect(story.zhao.transcript()).toContain('投诉日报')
      expect(story.zhou.transcript()).toContain('投诉日报')
    },
    DAY_PASSES_MS,
  )
})

it('an event that cannot be told does not hold back the next one of the same complaint', async () => {
  const { _id, clocks } = await story.complaint()
  const clock = clocks.find(({ id }) => id === 'T2')!.key
  const bad = { id: 'bad', type: 'reminded', at: bot.clock.now(), round: 1, data: { clock, reminders: 7 } }
  await collection('cases').updateOne({ _id: _id as never }, {
    $push: { events: { $each: [bad], $position: 1 } },
    $set: { notices: ['bad'], noticeDueAt: LONG_AGO },
  } as never)
  await bot.person('liuna').says(`查 ${_id}`)
  await bot.person('liuna').taps('更多')
  await bot.person('liuna').taps('上报重大事故')
  await bot.person('liuna').saysAll('两家都少袋', '提交')
  expect(story.song.transcript()).toContain('上报重大质量事故（疑似）：两家都少袋')
  const waiting = (await bot.complaints()).find(({ _id: no }) => no === _id) as Complaint
  expect(waiting.notices).toEqual(['bad'])
})

const damagedTalk = (id: string, more: Record<string, unknown>) =>
  collection('conversations').insertOne({
    _id: id as never,
    version: 1,
    suspended: [],
    drafts: [],
    keys: [],
    replies: [],
    outbox: [],
    activeAt: LONG_AGO,
    ...more,
  })

describe('a talk that is damaged', () => {
  it.each([
    ['a message that is none', { outbox: [null], outboxSince: LONG_AGO }],
    ['an outbox that is none', { outbox: 'hello', outboxSince: LONG_AGO }],
  ])('by %s keeps no other from being told what was left', async (_, more) => {
    await damagedTalk('wecom:damaged', more)
    const request = { id: 'left', to: 'wecom:liuna', message: { type: 'text', text: '还在吗' } }
    await damagedTalk('wecom:liuna', { outbox: [request], outboxSince: new Date(LONG_AGO.getTime() + 1) })
    expect(await runJobs()).toEqual([])
    expect(bot.person('liuna').transcript()).toContain('还在吗')
  })

  it.each([
    ['a session that is none', { session: 7, nudgeAt: LONG_AGO, chaseAt: LONG_AGO }],
    [
      'answers that are none',
      { session: { id: 's', flow: 'complaint', answers: null, facts: null }, nudgeAt: LONG_AGO, chaseAt: LONG_AGO },
    ],
    ['drafts that are none', { drafts: [null], nudgeAt: LONG_AGO, chaseAt: LONG_AGO, activeAt: null }],
    [
      'a complaint that cannot be filed',
      {
        session: {
          id: 's',
          flow: 'complaint',
          turn: 3,
          status: 'active',
          answers: { customer: { name: null }, receivedAt: 'never' },
          facts: { startedAt: '2026-11-03T00:00:00.000Z' },
        },
        nudgeAt: LONG_AGO,
        chaseAt: LONG_AGO,
      },
    ],
  ])('by %s keeps no other from being reminded and reported at 21:00', async (_, more) => {
    await damagedTalk('wecom:damaged', more)
    const liu = bot.person('liuna')
    await liu.saysAll('投诉 袋数不足', '宏远')
    expect(await at('2026-11-03', '17:05')).toEqual([])
    expect(liu.transcript()).toContain('今天 24:00 前要上报')
    await at('2026-11-03', '21:05')
    expect(liu.transcript()).toContain('已先按现有内容登记为 TS-20261103-002 并上报')
  })
})

it('a damaged member keeps nobody from being found', async () => {
  await collection('members').insertOne({ _id: 'wecom:broken' as never, name: null, roles: null, refreshedAt: LONG_AGO })
  bot.clock.moveBy(60_000)
  await fileShortage(bot, 'T2611-022')
  expect(story.zhao.reportCards()).toHaveLength(2)
})

it.each([
  ['of nobody', { person: null }],
  ['without a deputy', { deputy: null }],
  ['of somebody without an id', { person: {}, deputy: { id: 7, name: '吴大为' } }],
  ['without days', { from: null, until: 7, startsAt: null }],
])('a damaged leave (%s) keeps nobody from being served, told, or from taking leave', async (_, more) => {
  await collection('leaves').insertOne({
    _id: 'bad' as never,
    person: { id: 'wecom:zhaojianguo', name: '赵建国' },
    deputy: { id: 'wecom:wudawei', name: '吴大为' },
    from: '2026-11-03',
    until: '2026-11-05',
    startsAt: LONG_AGO,
    endsAt: new Date('2026-11-05T16:00:00Z'),
    ...more,
  })
  // another replica, which has not read the leaves yet
  const other = await startBot({ databaseName: bot.connection.name, clock: bot.clock })
  const { zhao } = await fileShortage(other, 'T2611-024')
  expect(zhao.reportCards()).toHaveLength(1)
  expect(await zhao.saysAll('请假', '今天', '明天', '孙强', '提交')).toContain('由孙强代办')
  expect(await zhao.says('销假')).toContain('赵建国 已销假')
  await other.stop()
})

it('a damaged customer keeps nobody from finding another', async () => {
  await collection('customers').insertOne({
    _id: 'c0' as never,
    name: null,
    shortName: 7,
    contacts: null,
    searchKeys: ['宏基', 'hj'],
  } as never)
  expect(await bot.person('liuna').saysAll('投诉 破损', '宏基')).toContain('谁反映的')
})

it.each([
  ['text that is no JSON', { _id: 'bad', flow: 'complaint', definition: '{' }],
  ['a dialogue without steps', { _id: 'bad', flow: 'complaint', definition: '{"id":"complaint","revision":"bad"}' }],
])('a damaged revision (%s) keeps the bot from neither starting nor closing others', async (_, revision) => {
  await collection('flowrevisions').insertOne(revision as never)
  await damagedTalk('wecom:damaged', { session: { id: 's', flow: 'complaint', revision: 'bad', answers: {}, facts: {}, status: 'active' } })
  await damagedTalk('wecom:liuna', {
    session: { id: 't', flow: 'complaint', revision: 'unknown', answers: {}, facts: {}, status: 'active' },
  })
  const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
  await other.app.start()
  await other.app.settled()
  expect(bot.person('liuna').transcript()).toContain('这个对话已经更新')
  await other.stop()
})

it('a change of the rules or of a department that is damaged, or of another version, keeps nobody from reading the others', async () => {
  const { liu } = story
  await liu.saysAll('增加部门', '物流运输部', '跳过', '跳过', '何鹏', '按部门调整的通知', '提交')
  const change = { at: bot.clock.now(), from: bot.clock.now(), by: { id: 'wecom:liuna', name: '刘娜' }, reason: '不明' }
  const planned = { ...change, from: new Date('2026-12-01T00:00:00Z') }
  await collection('settingchanges').insertMany([
    { ...change, _id: 2 as never, key: 'bad', settings: [{ path: 'departments.lost', after: { name: 7 } }] },
    { ...planned, _id: 3 as never, key: 'worse', settings: [{ path: 'rules.approval', before: 'both', after: null }] },
  ])
  const other = await startBot({ databaseName: bot.connection.name, clock: bot.clock })
  const lin = other.person('linjing')
  expect(await lin.says('部门记录')).toContain('刘娜 改 物流运输部')
  expect(await lin.says('规则')).toContain('方案审批：市场营销部负责人签')
  expect(await lin.says('规则记录')).toContain('还没有改过')
  await other.stop()
})

it('a complaint that is damaged is said to be so to whoever reads them all, and to nobody else', async () => {
  const { zhao, sun } = story
  for (const [index, damage] of [{ events: null }, { customer: null }, { clocks: null }, { registeredBy: null }].entries()) {
    const no = `TS-20260101-00${index}`
    await addDamaged(no, damage)
    for (const word of ['查', '记录', '为什么', '导出', '抄送']) {
      expect(await zhao.says(`${word} ${no}`)).toContain(`${no} 的记录有损坏，现在做不了`)
      expect(await sun.says(`${word} ${no}`)).toContain(`没有找到投诉 ${no}`)
    }
    expect(await bot.person('zhanggong').says(`查 ${no}`)).toContain(`没有找到 ${no}`)
  }
})

it('a damaged mailbox keeps nobody else from hearing of a complaint', async () => {
  await collection('mailboxes').updateOne({ _id: 'wecom:zhaojianguo' as never }, { $set: { pending: 'none' } }, { upsert: true })
  await fileShortage(bot, 'T2611-023')
  expect(story.zhou.reportCards()).toHaveLength(2)
  expect(bot.person('sunqiang').reportCards()).toHaveLength(2)
})

it('a damaged dead letter or attachment keeps nobody from being served', async () => {
  await collection('deadletters').insertOne({ _id: 'bad' as never, to: null, message: null, deadAt: LONG_AGO })
  await collection('attachments').insertOne({ _id: 'bad' as never, channel: null, mediaId: null, dueAt: LONG_AGO, state: 'pending' })
  await at('2026-11-03', '14:05')
  expect(story.chen.transcript()).toContain('到时间了：受理')
})

it('a reader whose mailbox is damaged gets the digest like everybody else', async () => {
  const digests = (person: typeof story.zhao) => person.transcript().split('投诉日报').length - 1
  await collection('mailboxes').updateOne({ _id: 'wecom:zhaojianguo' as never }, { $set: { pending: 'none' } }, { upsert: true })
  await at('2026-11-04', '08:35')
  await at('2026-11-04', '08:40')
  expect([digests(story.zhao), digests(story.zhou), digests(story.qian)]).toEqual([1, 1, 1])
})
