/** 催办全部: everything that is late, after one confirmation (R19.2.a). */
import { expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import type { Bot } from '../setup/bot.js'
import { eachStory, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory(async (started, filed) => {
  bot = started
  story = filed
  await fileShortage(bot, 'T2611-022')
  await bot.until('2026-11-04', '08:45')
})

const pushes = async () => (await bot.complaints()).map(({ events }) => events.filter(({ type }) => type === 'pushed').length)

it('is asked once, and asks whoever has each of them to do; what was pushed a moment ago is left alone', async () => {
  const { zhao, chen, sun } = story
  await zhao.taps('超期（2）')
  expect(await zhao.taps('催办全部')).toContain('把超期的 2 件都催一遍？')
  expect(await pushes()).toEqual([0, 0])
  const before = chen.cards().length
  expect(await zhao.taps('全部催办')).toContain('已催办 2 件，对方马上收到。')
  // 受理, and 收到 of the department
  expect(await pushes()).toEqual([2, 2])
  expect(chen.cards().length - before).toBe(2)
  expect(sun.heard()).toContain('催办「收到」')
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('这 2 件刚催过、已经做完，或者就在您手上；刚催过的，10 分钟后还没动静再催。')
  await bot.pass(11 * 60_000)
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('已催办 2 件')
})

it('is refused to those who may not push', async () => {
  await story.zhao.taps('超期（2）')
  const card = story.zhao.cards().findLast(({ main_title }) => main_title?.title === '超期共 2 件')!
  await bot.simulator.taps('sunqiang', card.task_id!, 'do:pushAll:')
  await bot.app.settled()
  expect(story.sun.heard()).toContain('催办由市场、质检部负责人和总经理发')
  expect(await pushes()).toEqual([0, 0])
})

/** Copies of the first complaint, late before all others. */
async function addCopies(damages: readonly object[]): Promise<void> {
  const { operationKey: _, ...healthy } = await story.complaint()
  const copies = damages.map((damage, index) => ({
    ...healthy,
    overdueAt: new Date('2026-11-03T00:00:00Z'),
    ...damage,
    operationKey: `copy ${index}`,
    _id: `TS-20261101-${String(index + 1).padStart(3, '0')}`,
  }))
  await allCases(bot.connection).collection.insertMany(copies as never)
}
const removeCopies = () => allCases(bot.connection).collection.deleteMany({ _id: /^TS-20261101/ as never })

it('leaves out what is damaged, and lists and asks for all the others', async () => {
  const { zhao } = story
  await addCopies([
    { events: null },
    { events: [null] },
    { clocks: null },
    { customer: null },
    { state: 'LOST', waitingFor: null },
    { report: 7 },
  ])
  expect(await zhao.taps('超期（2）')).not.toContain('都处理好了')
  expect(await zhao.taps('下一页')).toContain(story.no)
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('已催办 2 件')
  await removeCopies()
  expect(await pushes()).toEqual([2, 2])
})

it('goes on with the next ones where there are more than one turn has time for', async () => {
  const { zhao } = story
  await addCopies(Array.from({ length: 52 }, () => ({ overdueAt: new Date('2026-11-03T00:00:00Z') })))
  await zhao.taps('超期（2）')
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('已催办 50 件，')
  // as it is for those whose time has not changed by it
  await allCases(bot.connection).collection.updateMany(
    { _id: /^TS-20261101/ as never },
    { $set: { overdueAt: new Date('2026-11-03T00:00:00Z') } },
  )
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('已催办 4 件，')
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('刚催过')
  expect(new Set(await pushes())).toEqual(new Set([2]))
  await removeCopies()
})
