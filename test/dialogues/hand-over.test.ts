/** 转人工 in the middle of a complaint: customer service reads what was told, and may finish it; it is filed once, in the name of whoever told it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
let wang: TestPerson
let liu: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
  liu = bot.person('liuna')
  await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '转人工')
})
afterEach(() => bot.stop())

async function finishes(person: TestPerson): Promise<string> {
  await person.saysAll('700 692', '今天上午收货员老李点的')
  await person.sendsPhoto()
  return person.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
}

it('says what was filled in, where the person is, and whom to call', () => {
  expect(liu.transcript()).toMatch(
    /王强 请求人工协助，请尽快联系。渭南宏基商品混凝土有限公司 电话 13991300001\n正在填「登记投诉」，停在「袋数」，已填：\n· 投诉类别：袋数不足\n· 客户：渭南宏基商品混凝土有限公司[\s\S]*· 提货单号：T2611-021/,
  )
})

it('is finished by customer service and filed in the name of the first, who is told and files nothing twice', async () => {
  expect(await liu.taps('接着填')).toContain('单上多少袋')
  expect(wang.heard()).toContain('刘娜 已接手您没填完的「登记投诉」')
  expect(await wang.says('继续')).toContain('刘娜 正在替您填这一份')
  const heard = await finishes(liu)
  const [complaint, ...others] = await bot.complaints()
  expect(heard).toContain(`已登记 ${complaint?._id}`)
  expect(others).toEqual([])
  expect(complaint?.registeredBy.name).toBe('王强')
  expect(complaint?.events.find(({ type }) => type === 'registered')?.by?.name).toBe('刘娜')
  expect(await wang.says('我的投诉')).toContain(String(complaint?._id))
  await bot.until('2026-11-03', '23:55')
  expect(await bot.complaints()).toHaveLength(1)
})

it('tells the first its number once it is filed, and says so from then on where it would have gone on', async () => {
  await liu.taps('接着填')
  await finishes(liu)
  await bot.app.settled()
  const [complaint] = await bot.complaints()
  const told = `您交给客服的投诉已登记：${complaint?._id}，由刘娜填完`
  expect(wang.transcript().split(told)).toHaveLength(2)
  expect(await wang.says('继续')).toContain(told)
  expect(await wang.says('取消')).toContain(told)
  await wang.says('投诉 破包')
  await wang.saysAll('宏远', '暂停')
  expect(await wang.says('继续')).toContain('客户那边谁反映的')
})

it('that was cancelled by whoever took it on goes on there when the button is pressed again', async () => {
  await liu.taps('接着填')
  expect(await liu.says('取消')).toContain('已取消')
  const [card] = liu.cards().filter(({ main_title }) => main_title?.title === '替 王强 接着填')
  bot.clock.moveBy(5_000)
  expect(await liu.tapsOn(card!, '接着填')).toContain('单上多少袋')
})

it('is registered as it is at the end of the day, once, where nobody finishes it', async () => {
  await liu.taps('接着填')
  await bot.until('2026-11-03', '23:55')
  const complaints = await bot.complaints()
  expect(complaints.map(({ registeredBy, isIncomplete }) => [registeredBy.name, isIncomplete])).toEqual([['王强', true]])
})

it('goes back to the first where whoever took it on has given it up', async () => {
  await liu.taps('接着填')
  await liu.saysAll('700 692', '取消')
  expect(wang.heard()).toContain('刘娜 没有替您填「登记投诉」，还给您了')
  expect(await wang.says('继续')).toContain('谁、什么时候点的')
})

it('goes back to the first where it was put aside and cancelled then, and is registered at the end of the day all the same', async () => {
  await liu.taps('接着填')
  await liu.saysAll('暂停', '取消')
  await bot.until('2026-11-03', '23:55')
  expect((await bot.complaints()).map(({ registeredBy }) => registeredBy.name)).toEqual(['王强'])
})

it('is told to the first once, however often it is pressed', async () => {
  const [card] = liu.cards().filter(({ main_title }) => main_title?.title === '替 王强 接着填')
  await Promise.all([liu.tapsOn(card!, '接着填'), liu.tapsOn(card!, '接着填')])
  await bot.app.settled()
  expect(wang.transcript().match(/已接手/g)).toHaveLength(1)
})

it('is registered by the end of the day where the talk of whoever took it on was lost', async () => {
  await liu.taps('接着填')
  await bot.app.settled()
  await bot.connection
    .collection('conversations')
    .updateOne({ _id: 'wecom:liuna' as never }, { $unset: { session: 1 }, $set: { drafts: [], suspended: [] } })
  await bot.until('2026-11-03', '23:55')
  expect((await bot.complaints()).map(({ registeredBy }) => registeredBy.name)).toEqual(['王强'])
})
