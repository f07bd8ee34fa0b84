/** 继续 on another contact of the same person: what was begun on one goes on where they write now, once, and nothing of it is lost. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { type DingtalkMember, organisationOnBoth } from '../setup/dingtalk.js'
import { FACTS } from '../setup/scripts.js'
import { expectReplayed } from '../setup/story.js'

let bot: Bot
let wecom: TestPerson
let dingtalk: DingtalkMember
beforeEach(async () => {
  bot = await startBot({ dingtalk: 'beside', organisation: organisationOnBoth() })
  wecom = bot.person('wangqiang')
  dingtalk = bot.member('wangqiang')
  await wecom.saysAll('投诉 袋数不足', '宏基', '张工')
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const REST = ['PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '今天上午收货员老李点的'] as const
async function finishes(on: TestPerson | DingtalkMember): Promise<string> {
  await on.saysAll(...REST)
  await on.sendsPhoto()
  return on.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
}

it('asks the same question there, and is filed once', async () => {
  expect(await dingtalk.says('继续')).toContain('什么品种')
  expect(await finishes(dingtalk)).toContain('TS-20261103-001')
  expect(await bot.complaints()).toMatchObject([{ channel: 'dingtalk', registeredBy: { id: 'wecom:wangqiang' }, complainant: '张工' }])
  expect(await wecom.says('继续')).toContain('没有暂停的内容')
  expect(await bot.complaints()).toHaveLength(1)
})

it('comes back with what was answered meanwhile', async () => {
  await dingtalk.says('继续')
  await dingtalk.says(REST[0])
  expect(await wecom.says('取消')).toContain('另一个账号')
  expect(await wecom.says('继续')).toContain('提货单')
  expect(await dingtalk.says('取消')).toContain('另一个账号')
  await wecom.saysAll(...REST.slice(1))
  await wecom.sendsPhoto()
  await wecom.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  expect(await bot.complaints()).toMatchObject([{ product: 'PO425' }])
  expect(await dingtalk.says('继续')).toContain('没有暂停的内容')
})

it('that is cancelled there is cancelled, and nobody is told that it was given back', async () => {
  await dingtalk.saysAll('继续', '取消')
  expect(wecom.heard()).not.toContain('还给您')
  const [talk] = await bot.connection
    .db!.collection('conversations')
    .find({ _id: 'wecom:wangqiang' as never })
    .toArray()
  expect(talk).toMatchObject({ drafts: [{ status: 'cancelled' }] })
})

it('is there again where the process ended before it had arrived', async () => {
  const talks = bot.connection.db!.collection('conversations')
  await dingtalk.says('继续')
  await talks.deleteOne({ _id: 'dingtalk:wangqiang' as never })
  expect(await dingtalk.says('继续')).toContain('什么品种')
  expect(await finishes(dingtalk)).toContain('TS-20261103-001')
})

it('is nothing to whoever has begun nothing anywhere, and to nobody else', async () => {
  expect(await bot.member('liuna').says('继续')).toContain('没有暂停的内容')
})
