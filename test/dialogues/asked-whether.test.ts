/** 「要作为投诉登记吗」 holds nobody up: whoever goes on with something else is not asked again. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
let chen: TestPerson
const LONG = '今天天气怎么样啊，我想知道明天会不会下雨'
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  chen = story.chen
  expect(await chen.says(LONG)).toContain('要作为投诉登记吗')
})
afterEach(() => bot.stop())

it('a number is looked up, with words around it or without', async () => {
  expect(await chen.says(`催办 ${story.no}`)).toContain('宏基')
  expect(chen.heard()).not.toContain('请回复「是」')
  expect(chen.heard()).not.toContain('回到刚才')
})

it('another dialogue begins and ends, and the question does not come back', async () => {
  await chen.says('我的任务')
  await chen.taps('受理')
  expect(chen.transcript()).not.toContain('回到刚才')
  expect(await chen.says('继续')).toContain('要作为投诉登记吗')
})

it('yes is still yes, and what is neither is asked about', async () => {
  expect(await chen.says('宏基')).toContain('请回复「是」或「否」')
  expect(await chen.says('是')).toContain('是哪一类投诉')
})
