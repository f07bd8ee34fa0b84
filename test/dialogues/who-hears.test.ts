/** Who hears of a complaint at once (R3.1, R4.0, R19.1.a), and what customer service does about it (transition 2). */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { cast, expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const cardOf = (person: TestPerson, title: string) => person.cards().findLast(({ main_title }) => main_title?.title?.startsWith(title))
const textOf = (card: object | undefined) => JSON.stringify(card)

/** At a customer who does not chat. */
async function fileAt(customer: string, who: TestPerson, delivery = 'T2611-031'): Promise<{ heard: string; story: Story }> {
  const heard = await (async () => {
    await who.saysAll(
      '投诉 袋数不足',
      customer,
      '李会计',
      'PO42.5',
      `${delivery} 陕E12345 昨天 我方承运`,
      '700 692',
      '今天上午收货员老李点的',
    )
    await who.sendsPhoto()
    return who.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  })()
  return { heard, story: cast(bot, /TS-\d{8}-\d{3}/.exec(heard)![0]) }
}

it('customer service hears of what a salesperson files, with the whole complaint, and checks it with one look (R19.1.a)', async () => {
  const { liu, no, complaint } = await fileShortage(bot)
  const card = cardOf(liu, '请核对登记')
  for (const part of [
    '卸车少了8袋，要求补上',
    '渭南宏基',
    '张工 13991300001',
    '渭南厂 P·O 42.5',
    'T2611-021 单 700 袋，实 692 袋',
    '补货',
    '看附件（1）',
  ])
    expect(textOf(card)).toContain(part)
  const reported = (await complaint()).report
  expect(reported.sameDayOk).toBe(true) // it has not waited for that
  expect(await liu.says('我的任务')).toContain('待办：核对')
  await liu.tapsOn(card!, '核对')
  expect(liu.heard()).toContain('已记录')
  const checked = (await complaint()).events.findLast(({ type }) => type === 'checked')
  expect(checked).toMatchObject({ by: { name: '刘娜' }, role: 'CS' })
  expect(await liu.says('我的任务')).not.toContain('待办：核对')
  expect(await liu.says(`查 ${no}`)).toContain('核对登记')
})

it('what customer service has filed itself needs no second look, and the salesperson of the customer hears of it', async () => {
  const liu = bot.person('liuna')
  const { story } = await fileAt('宏远', liu)
  expect(cardOf(liu, '请核对登记')).toBeUndefined()
  expect(await liu.says('我的任务')).not.toContain('待办：核对')
  const card = cardOf(story.wang, '您的客户有投诉')
  for (const part of ['渭南宏远', '李会计 13991300002', '卸车少了8袋']) expect(textOf(card)).toContain(part)
})

it('the salesperson who has filed it is not told of it', async () => {
  const { wang } = await fileShortage(bot)
  expect(cardOf(wang, '您的客户有投诉')).toBeUndefined()
})

it('a customer who chats is acknowledged once, with the number and the time of the next contact (R3.1)', async () => {
  const { no } = await fileShortage(bot)
  const zhang = bot.person('zhanggong')
  const sentence = `您好，您反映的问题已登记，编号 ${no}，我们会在 2026年11月3日（周二） 14:0`
  expect(zhang.transcript()).toContain(sentence)
  await bot.pass(3 * 3_600_000)
  expect(zhang.transcript().split('问题已登记')).toHaveLength(2)
})

it('who of the customer chats is not told that they reported what a colleague of theirs did', async () => {
  const wang = bot.person('wangqiang')
  await wang.saysAll('投诉 袋数不足', '宏基', '李师傅 13991300077', 'PO42.5', 'T2611-022 陕E12345 昨天 我方承运', '700 692', '老李点的')
  await wang.sendsPhoto()
  const heard = await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  const zhang = bot.person('zhanggong')
  expect(zhang.heard()).toContain('您好，贵单位反映的问题已登记，编号 TS-20261103-001')
  const { chen } = cast(bot, /TS-\d{8}-\d{3}/.exec(heard)![0])
  await chen.taps('受理')
  expect(zhang.heard()).toContain('您好，贵单位反映的问题（编号 TS-20261103-001）我们已开始核实')
})

it('the customer hears that it is being looked into, as was promised', async () => {
  const story = await fileShortage(bot)
  await story.chen.taps('受理')
  expect(bot.person('zhanggong').heard()).toContain(`您好，您反映的问题（编号 ${story.no}）我们已开始核实，有结果马上告诉您。`)
})

it('where nobody chats, whoever files it reads the sentence out', async () => {
  const { heard, story } = await fileAt('宏远', bot.person('wangqiang'))
  expect(heard).toContain(`请读给客户听：「您好，您反映的问题已登记，编号 ${story.no}，我们会在 2026年11月3日（周二） 14:0`)
})

it('where the customer chats, whoever files it hears that the customer knows', async () => {
  const { no, wang } = await fileShortage(bot)
  expect(wang.heard()).toContain(`已通过聊天告诉客户（张工）：投诉已登记，编号 ${no}`)
})

it('a customer who files in chat hears the sentence, and no second time; customer service checks it', async () => {
  const zhang = bot.person('zhanggong')
  await zhang.saysAll('投诉 袋数不足', 'PO42.5', 'T2611-041 陕E12345 昨天 厂家送货', '700 692', '今天上午收货员老李点的')
  await zhang.sendsPhoto()
  const heard = await zhang.saysAll('卸车少了8袋，要求补上', '前进路12号工地', '提交')
  expect(heard).toContain('您好，您反映的问题已登记，编号 TS-20261103-001')
  expect(zhang.transcript().split('问题已登记')).toHaveLength(2)
  expect(cardOf(bot.person('liuna'), '请核对登记')).toBeDefined()
  expect(cardOf(bot.person('wangqiang'), '您的客户有投诉')).toBeDefined()
})

it('a customer is not asked how severe it is: customer service judges, in words (F2.A31)', async () => {
  const [zhang, liu] = [bot.person('zhanggong'), bot.person('liuna')]
  await zhang.saysAll('投诉 袋数不足', 'PO42.5', 'T2611-041 陕E12345 昨天 厂家送货', '700 692', '今天上午收货员老李点的')
  await zhang.sendsPhoto()
  await zhang.saysAll('卸车少了8袋，要求补上', '前进路12号工地', '提交')
  expect(await bot.complaints()).toMatchObject([{ severity: 'NOT_SAID', source: 'WECOM', details: { transportBy: 'OURS' } }])
  await liu.tapsOn(cardOf(liu, '请核对登记')!, '更正')
  await liu.saysAll('初步等级', '疑似重大', '收货员被砸伤了。')
  expect(await bot.complaints()).toMatchObject([{ severity: 'SUSPECTED_MAJOR', majorAsked: true }])
  expect(bot.person('chenjing').heard()).toContain('待定 改为 疑似重大')
  expect(await liu.says('我的任务')).toContain('上报重大事故')
})

it('customer service corrects what is wrong; the old value stays, and those who got the report hear of it (R3.2)', async () => {
  const { liu, zhao, chen, complaint } = await fileShortage(bot)
  await liu.tapsOn(cardOf(liu, '请核对登记')!, '更正')
  await liu.saysAll('提货单号', 'T2611-012', '跟客户核对过，写反了两位。')
  expect(await complaint()).toMatchObject({ details: { deliveryNo: 'T2611-012' } })
  expect((await complaint()).events.at(-1)).toMatchObject({
    type: 'corrected',
    data: { before: { deliveryNo: 'T2611-021' }, after: { deliveryNo: 'T2611-012' } },
  })
  for (const person of [zhao, chen]) expect(person.transcript()).toContain('更正提货单号：T2611-021 改为 T2611-012（跟客户核对过')
  await liu.taps('核对')
  expect((await complaint()).events.at(-1)).toMatchObject({ type: 'checked' })
})

it('without a contact customer service cannot confirm it; the contact is asked for and put right (transition 2)', async () => {
  const { story } = await fileAt('宏远', bot.person('wangqiang'))
  const { liu, complaint } = story
  await bot.connection.collection('cases').updateOne({ _id: story.no as never }, { $unset: { complainant: true, phone: true } })
  await liu.tapsOn(cardOf(liu, '请核对登记')!, '核对')
  expect(liu.heard()).toContain('还缺：投诉人和电话')
  await liu.tapsOn(cardOf(liu, '请核对登记')!, '更正')
  await liu.saysAll('投诉人和电话', '李会计 13991300002', '打电话问到的。')
  await liu.taps('核对')
  expect((await complaint()).events.at(-1)).toMatchObject({ type: 'checked' })
})

it('quality control, who must accept, sees the whole complaint on the card (R19.2.a)', async () => {
  const { chen } = await fileShortage(bot)
  const card = cardOf(chen, '待办：受理')
  for (const part of [
    '卸车少了8袋',
    '张工 13991300001',
    '渭南厂 P·O 42.5',
    'T2611-021 单 700 袋，实 692 袋',
    '补货',
    '时限',
    '看附件（1）',
  ])
    expect(textOf(card)).toContain(part)
  await chen.tapsOn(card!, '看附件（1）')
  expect(chen.heard()).toContain('[image]')
  expect(await chen.says('我的任务')).toContain('张工 13991300001')
})

it('收到 that is typed confirms the newest report, says which, and offers the others (R19.2.a)', async () => {
  const first = await fileShortage(bot)
  const { zhao, no } = await fileShortage(bot, 'T2611-022')
  const heard = await zhao.says('收到')
  expect(heard).toContain(`已记下：您已收到 ${no}\n渭南宏基商品混凝土有限公司 · 袋数不足\n[查看详情]`)
  expect(heard).toContain('还有 1 件在等您确认')
  expect(heard).toContain(`待确认收到：${first.no}`)
  expect(zhao.isReplaced(zhao.reportCards().at(-1)!)).toBe('已收到')
  await zhao.says('收到')
  const confirmed = (await bot.complaints()).map(({ report }) => report.recipients.find(({ name }) => name === '赵建国')?.confirmedAt)
  expect(confirmed.every((at) => at instanceof Date)).toBe(true)
  expect(await zhao.says('收到')).toContain('现在没有等您确认收到的投诉')
  expect(await bot.person('zhanggong').says('收到')).toBe('好的，有进展我们会马上告诉您。')
})

it('who pushed stands on the card that asks for acceptance again', async () => {
  const { zhao, chen } = await fileShortage(bot)
  await bot.until('2026-11-03', '15:30')
  await zhao.taps('催办')
  expect(chen.heard()).toContain('赵建国 催办「受理」')
})
