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
  const { people, ...organisation } = organisationOnBoth()
  // 王强 has a third contact, which in other tests is somebody else
  const three = people.flatMap((one) =>
    one.name === '宋波' ? [] : one.name === '王强' ? [{ ...one, contacts: { ...one.contacts, dingtalk: ['wangqiang', 'songbo'] } }] : [one],
  )
  bot = await startBot({ dingtalk: 'beside', organisation: { ...organisation, people: three } })
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

it('that is cancelled there is cancelled, waits nowhere else, and can be had back on either', async () => {
  await dingtalk.saysAll('继续', '取消')
  expect(wecom.heard()).not.toContain('还给您')
  const talks = bot.connection.db!.collection('conversations')
  const draftsOf = async (id: string) =>
    ((await talks.findOne({ _id: id as never }))!.drafts as { status: string }[]).map(({ status }) => status)
  expect([await draftsOf('wecom:wangqiang'), await draftsOf('dingtalk:wangqiang')]).toEqual([[], ['cancelled']])
  expect(await wecom.says('继续')).toContain('什么品种')
})

it.each([
  ['where it was to go', () => dingtalk],
  ['where it was begun', () => wecom],
])('is there again %s, where the process ended before it had arrived', async (_where, on) => {
  await dingtalk.says('继续')
  await bot.connection.db!.collection('conversations').deleteOne({ _id: 'dingtalk:wangqiang' as never })
  expect(await on().says('继续')).toContain('什么品种')
  expect(await finishes(on())).toContain('TS-20261103-001')
})

it('goes to and fro between three contacts, and is filed once', async () => {
  const bot3 = bot.member('songbo')
  await dingtalk.says('继续')
  await wecom.says('继续')
  await bot3.says('继续')
  expect(bot3.heard()).toContain('什么品种')
  expect(await finishes(bot3)).toContain('TS-20261103-001')
  for (const one of [wecom, dingtalk]) expect(await one.says('继续')).toContain('没有暂停的内容')
  expect(await bot.complaints()).toHaveLength(1)
})

it('that customer service goes on with for a customer is closed for the customer too, wherever it is filed', async () => {
  const liu = bot.person('liuna')
  const zhang = bot.person('zhanggong')
  await zhang.saysAll('我要投诉', '袋数不足')
  await zhang.says('转人工')
  await liu.taps('接着填')
  const there = bot.member('liuna')
  await there.says('继续')
  await there.says('取消')
  expect(zhang.heard()).toContain('还给您')
})

it('that is no complaint has no number to name', async () => {
  await wecom.saysAll('取消', '请假', '今天')
  await dingtalk.saysAll('继续', '明天', '刘娜', '提交')
  expect(await wecom.says('提交')).not.toContain('undefined')
})

it('is nothing to whoever has begun nothing anywhere, and to nobody else', async () => {
  expect(await bot.member('liuna').says('继续')).toContain('没有暂停的内容')
})

it('is in one place only, with every answer, whatever is said on several contacts at once', async () => {
  const third = bot.member('songbo')
  await Promise.all([dingtalk.says('继续'), third.says('继续'), wecom.says(REST[0])])
  const talks = await bot.connection
    .db!.collection('conversations')
    .find({ _id: /wangqiang|songbo/ as never })
    .toArray()
  const live = talks.filter(({ session }) => session?.flow === 'complaint')
  expect(live.map(({ session }) => session.answers.customer?.name)).toEqual(['渭南宏基商品混凝土有限公司'])
  // whoever was too late says 继续 again, and finds it
  expect(await wecom.says('继续')).not.toContain('没有暂停的内容')
  await wecom.says('跳过')
  expect(await bot.complaints()).toEqual([])
})
