/** What is only looked up holds nobody up: left unanswered, it gives way to whatever is meant next. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
let wang: TestPerson
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  wang = story.wang
})
afterEach(() => bot.stop())

it.each([
  ['链接', '哪一件投诉的链接'],
  ['收回链接', '哪一件'],
  ['客户码', '哪个客户或哪个厂的码'],
  ['查', '查哪一件'],
  ['转到', '以后的通知发到哪里'],
])('%s, unanswered, is forgotten without a word where another dialogue begins', async (word, question) => {
  expect(await wang.says(word)).toContain(question)
  await wang.says('我的投诉')
  expect(wang.heard()).toContain(story.no)
  expect(wang.heard()).not.toMatch(/回到刚才|没有丢/)
  expect(await wang.says('继续')).not.toContain(question)
})

it('the dialogue that waits behind it goes on after the one that comes instead', async () => {
  await wang.says('投诉 袋数不足')
  await wang.says('链接')
  expect(await wang.says('客户码')).toContain('哪个客户或哪个厂的码')
  expect(wang.heard()).not.toContain('已经有一项在等着')
  expect(await wang.says('宏基')).toMatch(/✓ 客户：渭南宏基[\s\S]*回到刚才没填完的内容/)
})

it('a tap on a card of the dialogue that waits goes on with that one', async () => {
  await wang.says('投诉 袋数不足')
  const card = wang.cards().at(-1)!
  await wang.says('链接')
  await wang.tapsOn(card, '宏基商混')
  expect(wang.heard()).toContain('客户那边谁反映的')
  expect(wang.heard()).not.toContain('哪一件投诉的链接')
  expect(await wang.says('张工')).toContain('品种')
})

it('a button of any card replaces it', async () => {
  const { chen } = story
  await chen.says('查')
  await chen.taps('受理')
  expect(chen.heard()).toContain(story.no)
  expect(chen.transcript()).not.toMatch(/回到刚才|没有丢/)
})

it('a number answers it, where a case is what it asks for; its own word with more begins it again', async () => {
  await wang.says('链接')
  expect(await wang.says(story.no)).toContain('http')
  await wang.says('链接')
  expect(await wang.says(`链接 ${story.no}`)).toContain('http')
})
