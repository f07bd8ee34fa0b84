/** 提交 of the same complaint more than once: it is filed once, and whoever presses or types it again hears its number (C9). */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const TOLD = ['投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '今天上午收货员老李点的']

/** Told up to its summary. */
async function told() {
  const wang = bot.person('wangqiang')
  await wang.saysAll(...TOLD)
  await wang.sendsPhoto()
  await wang.saysAll('卸车少了8袋，要求补上', ...FACTS)
  return { wang, card: wang.cards().at(-1)! }
}
const complaints = async () => (await bot.complaints()).map(({ _id }) => _id)
const AGAIN = '已经提交过了：TS-20261103-001'

it('two presses at once file one, and nothing frightens whoever pressed', async () => {
  const { wang, card } = await told()
  await Promise.all([wang.tapsOn(card, '提交'), wang.tapsOn(card, '提交')])
  expect(wang.transcript().match(/已登记 TS-/g)).toHaveLength(1)
  expect(wang.transcript()).not.toMatch(/失效|用不上|没有正在填写/)
  expect(await complaints()).toEqual(['TS-20261103-001'])
})

it('a press on the old card says that it is submitted, and as what', async () => {
  const { wang, card } = await told()
  await wang.tapsOn(card, '提交')
  bot.clock.moveBy(60_000)
  expect(await wang.tapsOn(card, '提交')).toContain(AGAIN)
  expect(await complaints()).toEqual(['TS-20261103-001'])
})

it('also in the middle of another one, which goes on', async () => {
  const { wang, card } = await told()
  await wang.tapsOn(card, '提交')
  bot.clock.moveBy(60_000)
  await wang.says('投诉 破包')
  const heard = await wang.tapsOn(card, '提交')
  expect(heard).toContain(AGAIN)
  expect(heard).toContain('哪个客户')
  expect(await complaints()).toEqual(['TS-20261103-001'])
})

it.each(['提交', '提交吧', '確認提交'])('and so does %s, typed after it was filed', async (typed) => {
  const { wang, card } = await told()
  await wang.tapsOn(card, '提交')
  expect(await wang.says(typed)).toContain(AGAIN)
  bot.clock.moveBy(60_000)
  expect(await wang.says(typed)).toContain(AGAIN)
  expect(await wang.tapsOn(card, '提交')).toContain(AGAIN)
  expect(await complaints()).toEqual(['TS-20261103-001'])
})

it('typed where nothing was filed says that nothing is being filled in', async () => {
  expect(await bot.person('wangqiang').says('提交')).toContain('没有正在填写的内容')
})
