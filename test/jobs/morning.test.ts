/** Everybody's own list in the morning: once a day, on working days, late things first, and nothing to who has nothing. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { allCases } from '../../src/cases/collection.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot({ organisation: organisationWith({ role: 'QC', plant: 'weinan', users: ['wudawei'] }) })
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

const lists = (person: TestPerson) => person.cards().filter(({ main_title }) => main_title?.title === '今日事项')

it('quality control, the salesperson of the customer and customer service get their own, managers and who has nothing none', async () => {
  await story.sun.taps('收到')
  await story.chen.taps('受理')
  await bot.until('2026-11-04', '08:35')
  expect(story.chen.transcript()).toContain('新到 1 件')
  expect(story.chen.transcript()).toContain('新到：1103-001 厂内核查 · 渭南宏基')
  // who only follows it reads how it stands
  expect(story.wang.transcript()).toContain('新到：1103-001 调查核实中 · 渭南宏基')
  expect(lists(story.wang)).toHaveLength(1)
  for (const person of [story.zhao, story.zhou, story.qian, story.song, story.sun]) expect(lists(person)).toHaveLength(0)
  // 陈静 has taken it on
  expect(lists(bot.person('wudawei'))).toHaveLength(0)
  await story.chen.taps('看 1103-001')
  expect(story.chen.heard()).toContain(story.no)
})

it('what somebody has taken on who sits there no more is on the list of everybody else on the seat', async () => {
  await story.chen.taps('受理')
  const gone = { id: 'wecom:gone', name: '走了' }
  await allCases(bot.connection).updateOne({ _id: story.no }, { $set: { 'owners.QC': gone, turnOf: [gone.id] } }, { strict: false })
  await bot.until('2026-11-04', '08:35')
  expect(lists(story.chen)).toHaveLength(1)
  expect(lists(bot.person('wudawei'))).toHaveLength(1)
})

it('says what is late first, and what is due today; nothing on a day off, and nothing twice', async () => {
  await story.chen.taps('受理')
  await bot.until('2026-11-06', '08:35')
  expect(story.chen.transcript()).toContain('今天到期：1103-001')
  const before = lists(story.chen).length
  await bot.until('2026-11-08', '12:00')
  expect(lists(story.chen)).toHaveLength(before)
  await bot.until('2026-11-09', '12:00')
  expect(story.chen.transcript()).toContain('超期 1 件')
  expect(story.chen.transcript()).toContain('超期：1103-001')
  expect(lists(story.chen)).toHaveLength(before + 1)
})

it('comes later the same day after an outage, and one that fails keeps none of the others', async () => {
  await story.chen.taps('受理')
  const damaged = {
    _id: 'XX-20200101-001',
    caseKind: 'complaint',
    operationKey: 'x',
    isOpen: true,
    waitingFor: ['CS@-'],
    customer: null,
    events: null,
  }
  await allCases(bot.connection).collection.insertOne({ ...damaged, nextDueAt: new Date('2020-01-01') } as never)
  bot.clock.moveBy(new Date('2026-11-04T07:00:00Z').getTime() - bot.clock.now().getTime())
  await bot.runJobs()
  await bot.runJobs()
  expect(lists(story.chen)).toHaveLength(1)
})

it('a make-up Saturday is a working day for lists, digest and working hours, and the Sunday after it is none', async () => {
  const own = await startBot({ clock: createMovableClock(() => instant('2026-10-09', '17:00').getTime()) })
  try {
    const { chen, zhao, complaint } = await fileShortage(own)
    const seen = () => [lists(chen).length, zhao.transcript().match(/投诉日报/g)?.length ?? 0]
    await own.until('2026-10-10', '09:29')
    expect(seen()).toEqual([1, 1])
    const { dueAt } = (await complaint()).clocks.find(({ id }) => id === 'T2')!
    expect(dueAt.getTime()).toBeGreaterThan(instant('2026-10-10', '09:30').getTime())
    expect(chen.transcript()).not.toContain('到时间了：受理')
    await own.until('2026-10-10', '09:40')
    expect(chen.transcript()).toContain('到时间了：受理')
    await chen.taps('受理')
    await own.until('2026-10-11', '12:00')
    expect(seen()).toEqual([1, 1])
  } finally {
    await own.stop()
  }
})
