/** 转到: where somebody is told of things from now on. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

it('is where they are already', async () => {
  expect(await bot.person('chenjing').says('转到 企业微信')).toBe('好，以后的通知发到企业微信，您在哪边说话都能接着办。')
})

it('offers the places, and says where somebody has no account', async () => {
  expect(await bot.person('wangqiang').says('转到')).toContain('以后的通知发到哪里？')
  expect(await bot.person('wangqiang').says('钉钉')).toBe('还没有您的钉钉账号，通知照旧。需要的话请找管理员添加。')
})

it('is nothing for customers', async () => {
  expect(await bot.person('zhanggong').says('转到 企业微信')).not.toContain('以后的通知')
})
