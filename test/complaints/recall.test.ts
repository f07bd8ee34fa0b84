/** What was so the last time: whatever became of the records, nobody is kept from filing, and nobody is shown what they may not see. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'

let bot: Bot
let wang: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
  const filed = await wang.saysAll(
    '投诉 宏基少了8袋，P·O 42.5，提货单T2611-030，陕E12345，昨天到的，厂里送的，单上700袋实点692袋，李明点的，要补货，张工13991300001',
    '暂无法提供',
    '一般 电话 刚才',
    '前进路12号工地',
    '提交',
  )
  expect(filed).toContain('已登记 TS-20261103-001')
})
afterEach(() => bot.stop())

const collection = (name: string) => bot.connection.db!.collection(name)

/** A newer complaint of the same person and customer. */
async function addNewer(more: Record<string, unknown>): Promise<void> {
  const healthy = await collection('cases').findOne({ _id: 'TS-20261103-001' as never })
  const registeredAt = new Date(bot.clock.now().getTime() + 1_000)
  await collection('cases').insertOne({ ...healthy, _id: 'TS-20261103-002' as never, operationKey: 'other', registeredAt, ...more })
}

it.each([
  ['without a customer', { customer: null }],
  ['without details', { details: null }],
  ['with details that are none', { details: 'lost' }],
  ['with a customer that is none', { customer: 7 }],
])('a damaged complaint %s is passed over', async (_what, more) => {
  await addNewer(more)
  await wang.says('投诉')
  expect(await wang.taps('袋数不足')).toContain('[宏基商混]')
  expect(await wang.taps('宏基商混')).toContain('上次是：投诉人 张工')
})

it.each([
  ['contacts', { contacts: null }],
  ['a name', { name: 7 }],
])('a customer without %s is offered to nobody, and keeps nobody from naming another', async (_what, damage) => {
  await collection('customers').updateOne({ shortName: '宏基商混' }, { $set: damage })
  await wang.says('投诉')
  expect(await wang.taps('袋数不足')).not.toContain('宏基')
  expect(await wang.says('宏远')).toContain('✓ 客户：渭南宏远建材有限公司')
})

it('is not told to whoever may not see that complaint', async () => {
  const he = bot.person('hepeng')
  expect(await he.saysAll('投诉 袋数不足', '渭南宏基商品混凝土有限公司')).toContain('✓ 客户')
  expect(he.transcript()).not.toMatch(/上次是|13991300001|前进路/)
})

it('is taken over once, however often its button is pressed', async () => {
  await wang.says('投诉')
  await wang.taps('袋数不足')
  await wang.taps('宏基商混')
  const card = wang.cards().at(-1)!
  await wang.tapsOn(card, '和上次一样')
  await wang.says('投诉人改成李会计')
  const again = await wang.tapsOn(card, '和上次一样')
  expect(again).not.toContain('✓ 投诉人：张工')
  const talk = await collection('conversations').findOne({ _id: 'wecom:wangqiang' as never })
  expect(talk!.session.answers.complainant).toBe('李会计')
})
