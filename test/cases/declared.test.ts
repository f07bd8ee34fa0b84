/** What may befall a declared kind of case: a damaged record, the same request many times at once, a day nobody will see. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { createDue } from '../../src/database/due.js'
import { declaredDomain } from '../../src/domain.js'
import { gift } from '../../src/gifts/gift.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { exampleOrganisation, rulesOf } from '../setup/organisation.js'

let bot: Bot
let wang: TestPerson
let zhao: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
  zhao = bot.person('zhaojianguo')
})
afterEach(() => bot.stop())

const gifts = () => allCases(bot.connection).find({ caseKind: 'gift' }).lean()

async function request(): Promise<string> {
  await wang.saysAll('礼品申请', '宏基商混', '张工', '材料科长', '否', '中秋节', '茶叶礼盒', '2 600', '合作满十年', '王强', '跳过')
  return /LP-\d{8}-\d{3}/.exec(await wang.says('提交'))![0]
}

const LONG_AGO = new Date('2020-01-01')
const DAMAGE: readonly (readonly [string, Record<string, unknown>])[] = [
  ['without fields', { fields: null }],
  ['without events', { events: null }],
  ['with an event that is none', { events: [null] }],
  ['without clocks', { clocks: null }],
  ['with a clock that is none', { clocks: [null] }],
  ['without a registrar', { registeredBy: null }],
  ['of a state that does not exist', { state: 'LOST' }],
]

describe('a record', () => {
  it.each(DAMAGE)('%s keeps nobody from the others', { timeout: 90_000 }, async (_, damage) => {
    const no = await request()
    const { _id, operationKey, ...healthy } = (await gifts())[0]!
    const due = { remindAt: LONG_AGO, noticeDueAt: LONG_AGO, nextDueAt: LONG_AGO, overdueAt: LONG_AGO, isProvisional: true }
    const damaged = { ...healthy, ...due, notices: ['x'], operationKey: 'damaged', ...damage, _id: 'LP-20200101-001' }
    await bot.connection.collection('cases').insertOne(damaged as never)
    for (const job of bot.app.jobs) await job.run()
    await bot.app.settled()
    expect(await zhao.says('我的任务')).toContain(no)
    expect(await zhao.says('为什么')).toContain(no)
    expect(await zhao.says('查 LP-20200101-001')).not.toContain('出了点问题')
    await zhao.says('礼品台账')
    expect(zhao.heard()).toContain('[file]')
    await bot.until('2026-11-05', '18:40') // a set-aside item is what the clock of the tests goes by
    expect(zhao.transcript()).toContain('到时间了：审批')
  })
})

it('the same request, ten times at once on two replicas, begins one case', async () => {
  const { directory, calendar, customers } = bot.app
  const parts = {
    connection: bot.connection,
    customers,
    directory,
    calendar,
    organisation: exampleOrganisation(),
    ruleBook: rulesOf(exampleOrganisation()),
    notifier: { notify: async () => {} },
    due: createDue({ connection: bot.connection, now: bot.clock.now }),
    now: bot.clock.now,
  }
  const replicas = [1, 2].map(() => declaredDomain([gift]).connect(parts).actions.giftRequested!)
  const request = {
    key: 'session.giftRequested',
    by: await directory.personOf('wecom:wangqiang'),
    at: bot.clock.now(),
    channel: 'wecom',
    answers: {
      customer: { name: '全新客户' },
      recipient: '张工',
      post: '科长',
      isOfficial: false,
      occasion: '中秋',
      item: '茶',
      count: 1,
      value: 300,
      reason: '致谢',
      buyer: '王强',
    },
    facts: {},
  }
  const done = await Promise.all(Array.from({ length: 10 }, (_, index) => replicas[index % 2]!(request)))
  expect(new Set(done.map(({ facts }) => facts?.no)).size).toBe(1)
  expect(await gifts()).toHaveLength(1)
  expect(await customers.named('全新客户')).toHaveLength(1)
})

it('a visit on a day that nobody will see is asked again, not kept', async () => {
  await wang.saysAll('接待客户', '预约', '宏基', '马经理', '看生产线')
  expect(await wang.says('9999年12月31日上午10点')).not.toContain('✓ 来访时间')
  expect(await allCases(bot.connection).countDocuments()).toBe(0)
})
