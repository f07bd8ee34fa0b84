/** 接着填 when something else happens meanwhile: a crash, a change of mind, another draft, a third who helps. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
let wang: TestPerson
let liu: TestPerson
beforeEach(async () => {
  bot = await startBot({ organisation: organisationWith({ role: 'CS', users: ['linjing'] }) })
  wang = bot.person('wangqiang')
  liu = bot.person('liuna')
})
afterEach(() => bot.stop())

const TOLD = ['投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运']

/** What was done to the talk of the first is kept; the process ended before that of whoever took it on was. */
async function crashOf(contact: string): Promise<void> {
  const talks = bot.connection.collection<{ _id: string }>('conversations')
  const { modifiedCount } = await talks.updateOne({ _id: contact }, { $unset: { session: '' }, $set: { drafts: [], seen: [] } })
  expect(modifiedCount).toBe(1)
}

it('goes on after a crash like any other: it can be put aside, brought back, and is reported in the evening', async () => {
  await wang.saysAll(...TOLD, '转人工')
  const card = liu.cards().find(({ main_title }) => main_title?.title === '替 王强 接着填')!
  await liu.taps('接着填')
  await crashOf('wecom:liuna')
  expect(await liu.tapsOn(card, '接着填')).toContain('单上多少袋')
  await liu.says('暂停')
  expect(await liu.says('继续')).toContain('单上多少袋')
  await liu.says('暂停')
  await bot.until('2026-11-03', '21:05')
  expect(liu.heard()).toContain('已先按现有内容登记为 TS-20261103-001')
  expect(await bot.complaints()).toMatchObject([{ registeredBy: { name: '王强' } }])
})

it('is not taken on once its person has cancelled it, who may bring it back', async () => {
  await wang.saysAll(...TOLD, '转人工', '取消')
  expect(await liu.taps('接着填')).toContain('这一份已经提交或不在了')
  expect(await wang.says('继续')).toContain('单上多少袋')
  expect(await liu.taps('接着填')).toContain('单上多少袋')
})

it('is offered anew, on a card of its own, whenever help is asked for again', async () => {
  const offered = () => liu.cards().filter(({ main_title }) => main_title?.title === '替 王强 接着填')
  await wang.saysAll(...TOLD, '转人工')
  bot.clock.moveBy(11 * 60_000)
  await wang.says('转人工')
  expect(offered()).toHaveLength(2)
  expect(await liu.tapsOn(offered()[1]!, '接着填')).toContain('单上多少袋')
})

it('is filed in the name of the first, where whoever took it on asks for help in turn', async () => {
  await wang.saysAll(...TOLD, '转人工')
  await liu.taps('接着填')
  await liu.says('转人工')
  const lin = bot.person('linjing')
  const card = lin.cards().find(({ main_title }) => main_title?.title === '替 刘娜 接着填')!
  expect(await lin.tapsOn(card, '接着填')).toContain('单上多少袋')
  await lin.saysAll('700 692', '今天上午收货员老李点的')
  await lin.sendsPhoto()
  await lin.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  expect(await bot.complaints()).toMatchObject([{ registeredBy: { name: '王强' } }])
  await bot.app.settled()
  for (const person of [wang, liu])
    expect(person.transcript().match(/您交给客服的投诉已登记：TS-20261103-001，由林静填完/g)).toHaveLength(1)
  expect(await liu.says('继续')).toContain('已登记：TS-20261103-001')
})

it('tells the first of it where the process ended just then', async () => {
  await wang.saysAll(...TOLD, '转人工')
  await liu.taps('接着填')
  await liu.saysAll('700 692', '今天上午收货员老李点的')
  await liu.sendsPhoto()
  await liu.saysAll('卸车少了8袋，要求补上', ...FACTS)
  const talks = bot.connection.collection<{ _id: string }>('conversations')
  const before = await talks.findOne({ _id: 'wecom:liuna' })
  await liu.says('提交')
  // nothing of that turn was kept in the talk of whoever took it on, and the platform sends it again
  await talks.replaceOne({ _id: 'wecom:liuna' }, before!)
  expect(await liu.says('提交')).toContain('TS-20261103-001')
  await bot.app.settled()
  expect(wang.transcript().match(/您交给客服的投诉已登记：TS-20261103-001/g)).toHaveLength(1)
  expect(await wang.says('继续')).toContain('已登记：TS-20261103-001')
  expect(await bot.complaints()).toHaveLength(1)
})

it('does not stand between its person and an older draft of theirs', async () => {
  await wang.saysAll('投诉 破包', '宏远', '暂停')
  await wang.saysAll(...TOLD, '转人工')
  await liu.taps('接着填')
  expect(await wang.says('取消')).toContain('刘娜 正在替您填这一份')
  expect(await wang.says('继续')).toContain('客户那边谁反映的')
})
