/** 催办全部: everything that is late, after one confirmation (R19.2.a). */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  await fileShortage(bot, 'T2611-022')
  await bot.until('2026-11-04', '08:45')
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const pushes = async () => (await bot.complaints()).map(({ events }) => events.filter(({ type }) => type === 'pushed').length)

it('is asked once, and asks whoever has each of them to do; what was pushed a moment ago is left alone', async () => {
  const { zhao, chen } = story
  await zhao.taps('超期（2）')
  expect(await zhao.taps('催办全部')).toContain('把超期的 2 件都催一遍？')
  expect(await pushes()).toEqual([0, 0])
  const before = chen.cards().length
  expect(await zhao.taps('全部催办')).toContain('已催办 2 件，对方马上收到。')
  expect(await pushes()).toEqual([1, 1])
  expect(chen.cards().length - before).toBe(2)
  await zhao.taps('催办全部')
  expect(await zhao.taps('全部催办')).toContain('这 2 件刚催过，或者已经做完了；10 分钟后还没动静再催。')
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
