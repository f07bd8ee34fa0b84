/** Keys that no button of ours has: they run nothing, and whoever sent them is told that the button is no longer valid. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

const STALE = '这个按钮用不上了'

describe('a forged button', () => {
  it.each([
    ['an act that is none', 'do:act:nonsense.NO'],
    ['a name that every object has', 'do:act:constructor.NO'],
    ['a dialogue of such a name', 'do:begin:constructor.NO'],
    ['a dialogue that is none', 'do:begin:nonsense.NO'],
    ['an act that only a dialogue may do', 'do:act:deskChecked.NO'],
    ['an attempt that nobody made', 'do:act:contactAttempted.NO'],
    ['an answer of the customer without evidence', 'do:act:planAccepted.NO'],
    ['an action of such a name', 'do:constructor:NO'],
  ])('with %s', async (_name, key) => {
    await story.chen.taps('受理')
    const before = await story.complaint()
    bot.clock.moveBy(5_000)
    const { status } = await bot.simulator.taps('chenjing', 'forged', key.replace('NO', story.no))
    await bot.app.settled()
    expect(status).toBe(200)
    expect(story.chen.heard()).toContain(STALE)
    expect((await story.complaint()).events).toEqual(before.events)
  })

  it('of the menu starts nothing', async () => {
    const { status } = await bot.simulator.clicksMenu('chenjing', 'constructor')
    await bot.app.settled()
    expect(status).toBe(200)
    expect(story.chen.heard()).not.toContain('undefined')
  })
})

it('转人工 again and again tells customer service once in ten minutes', async () => {
  for (let count = 0; count < 5; count++) await story.wang.says('转人工')
  expect(story.liu.transcript().match(/请求人工协助/g)).toHaveLength(1)
  bot.clock.moveBy(11 * 60_000)
  await story.wang.says('转人工')
  expect(story.liu.transcript().match(/请求人工协助/g)).toHaveLength(2)
})
