/** What customer service corrects counts everywhere: for the visit, for what is asked for, for who must be warned (R3.2, domain.md 4.8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { siteOf } from '../../src/complaints/planned-visit.js'
import { type Bot, startBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { more } from '../setup/stories.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

async function correct(no: string, ...answers: string[]): Promise<void> {
  await more({ ...story, no }, story.liu, '更正')
  await story.liu.saysAll(...answers)
}

it('a place counts for the visit though the customer has sent another one, which stands as what was before', async () => {
  const zhang = bot.person('zhanggong')
  await zhang.says(`查 ${story.no}`)
  await zhang.taps('现在补充')
  await zhang.sendsPlace('错的工地')
  await zhang.says('工地在这里，门口有保安。')
  await correct(story.no, '使用地点', '临渭区前进路12号', '客户发错了位置。')
  const complaint = await story.complaint()
  expect(complaint.events.at(-1)).toMatchObject({
    type: 'corrected',
    data: { before: { siteAddress: { label: '错的工地' } }, after: { siteAddress: { label: '临渭区前进路12号' } } },
  })
  expect(siteOf(complaint)).toMatchObject({ label: '临渭区前进路12号' })
  await expectReplayed(bot)
})

it('a batch that is now that of another customer warns quality control', async () => {
  await correct(story.no, '出厂编号', 'B100', '袋子上看到的。')
  await story.wang.saysAll(
    '投诉 袋数不足',
    '宏远',
    '李会计',
    'PO42.5',
    'T2611-031 陕E12345 昨天 我方承运',
    '700 692',
    '今天上午收货员老李点的',
  )
  await story.wang.sendsPhoto()
  const no = /TS-\d{8}-\d{3}/.exec(await story.wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交'))![0]
  expect(story.chen.transcript()).not.toContain('同编号有两家客户投诉')
  await correct(no, '出厂编号', 'B100', '袋子上看到的。')
  expect(story.chen.heard()).toContain('同编号有两家客户投诉')
})

describe('a delivery note', () => {
  it('that was missing is not asked for any more', async () => {
    const dueAt = new Date(bot.clock.now().getTime() + 2 * 3_600_000)
    const missing = { followUps: [{ field: 'deliveryNo', dueAt }], followUpDueAt: dueAt, 'details.deliveryNo': null }
    await allCases(bot.connection).collection.updateOne({ _id: story.no as never }, { $set: missing })
    await correct(story.no, '提货单号', 'T2611-012', '客户电话里说的。')
    expect((await story.complaint()).followUps).toMatchObject([{ field: 'deliveryNo', doneAt: expect.any(Date) }])
    const before = story.wang.transcript().length
    await bot.pass(26 * 3_600_000)
    expect(story.wang.transcript().slice(before)).not.toContain('提货单')
  })

  it('that looks like the number of a phone is read as it is', async () => {
    await correct(story.no, '提货单号', '13812345678', '写反了。')
    expect(story.chen.transcript()).toContain('改为 13812345678')
  })
})

it('how it was used, and the scale, are mended where nobody knew them at first', async () => {
  await correct(story.no, '使用情况', '龄期28天 配合比水泥320 水175 报告JC2611-9', '试验报告出来了。')
  await correct(story.no, '衡器', '合同5‰ 第三方', '查了合同。')
  expect((await story.complaint()).details).toMatchObject({
    ...{ ageDays: 28, mix: '水泥320 水175', testReport: 'JC2611-9' },
    ...{ contractPermille: 5, scaleOwner: 'THIRD_PARTY' },
  })
  expect(story.liu.transcript()).toContain('更正使用情况')
})

it('who carried it is forgotten with the kind of transport that it belonged to', async () => {
  await correct(story.no, '运输', '第三方', '顺达物流 司机马师傅', '客户说的。')
  expect((await story.complaint()).details).toMatchObject({ carrier: '顺达物流', driver: '马师傅' })
  await correct(story.no, '运输', '自提', '司机说是自己来拉的。')
  const { details } = await story.complaint()
  expect(details).not.toHaveProperty('carrier')
  expect(details).not.toHaveProperty('driver')
})

describe('every field of a registration (R3.2)', () => {
  it.each<[string, readonly string[], object, string]>([
    [
      '投诉人和电话',
      ['老李 13991300009'],
      { complainant: '老李', phone: '13991300009' },
      '投诉人 张工、联系电话 13991300001 改为 投诉人 老李、联系电话 13991300009',
    ],
    ['类别', ['破损过大'], { kind: 'BREAKAGE' }, '袋数不足 改为 破损过大'],
    ['品种', ['P.O52.5'], { product: 'PO525' }, 'P·O 42.5 改为 P·O 52.5'],
    ['客户诉求', ['退换货 赔偿'], { demand: ['RETURN', 'COMPENSATE'] }, '补货 改为 退换货、赔偿'],
    ['到货日期', ['到货11月1日'], { details: { arrivedAt: '2026-11-01' } }, '2026年11月2日（周一） 改为 2026年11月1日（周日）'],
    ['袋数', ['实点690'], { details: { notedBags: 700, countedBags: 690 }, kindData: { shortBags: 10 } }, '692 改为 690'],
    [
      '运输',
      ['第三方', '顺达物流 司机马师傅'],
      { details: { transportBy: 'THIRD_PARTY', carrier: '顺达物流', driver: '马师傅' } },
      '承运方 顺达物流、司机 马师傅',
    ],
    ['投诉方式', ['来访'], { source: 'CUSTOMER_VISIT' }, '改为 来访'],
  ])('%s', async (field, answers, expected, said) => {
    await correct(story.no, field, ...answers, '跟客户核对过。')
    expect(await story.complaint()).toMatchObject(expected)
    expect(story.liu.heard()).toContain(said)
    await expectReplayed(bot)
  })

  it('another customer: theirs from then on, and no more the other one’s', async () => {
    await correct(story.no, '客户', '宏远', '登记时选错了。')
    expect(await story.complaint()).toMatchObject({ customer: { name: expect.stringContaining('宏远') } })
    expect(await bot.person('zhanggong').says(`查 ${story.no}`)).toContain('没有找到')
    await expectReplayed(bot)
  })

  it('another kind: the departments that answer for it get the report', async () => {
    await correct(story.no, '类别', '水泥质量', '强度', '看错了。')
    expect(await story.complaint()).toMatchObject({ kind: 'QUALITY', subKind: 'STRENGTH', departments: ['weinan-production'] })
    expect(bot.person('wudawei').transcript()).toContain('新投诉：水泥质量')
  })

  it('another kind once it is taken on: the department stays, and the button that moves it is there', async () => {
    await story.chen.taps('受理')
    await correct(story.no, '类别', '破损过大', '看错了。')
    expect(story.liu.heard()).toContain('类别改为破损过大，责任部门没变')
    expect(story.liu.heard()).toContain('还是渭南厂包装发运部。要换部门，请点「转给其他部门」。')
    await story.liu.taps('转给其他部门')
    await story.liu.saysAll('渭南厂生产部', '包装前就破了。')
    expect(await story.complaint()).toMatchObject({ kind: 'BREAKAGE', departments: ['weinan-production'] })
  })

  it('when the customer said it: once, never later than it was registered, and the same day is measured from it', async () => {
    await bot.pass(3 * 3_600_000)
    await correct(story.no, '接诉时间', '今天12:30')
    expect(story.liu.heard()).toContain('客户反映不会晚于登记时间')
    expect(await story.liu.says('昨天15:30')).toContain('为什么更正？')
    await story.liu.says('记错了。')
    expect(await story.complaint()).toMatchObject({
      receivedAt: new Date('2026-11-02T07:30:00.000Z'),
      report: { sameDayOk: false, lateReason: '记错了。' },
    })
    await correct(story.no, '接诉时间', '昨天16:30')
    expect(story.liu.heard()).toContain('已经更正过一次')
  })

  it('more affected than was delivered is not taken', async () => {
    await correct(story.no, '数量', '发货35吨', '补上。')
    await correct(story.no, '数量', '涉及40吨')
    expect(story.liu.heard()).toContain('比发货的还多')
    await story.liu.saysAll('涉及4吨', '客户说的。')
    expect(await story.complaint()).toMatchObject({ details: { affectedQty: { value: 4, unit: 't' } } })
  })
})

it('what was reported in part is chased, and whole once customer service has filled in the last of it (T1b)', async () => {
  const wang = bot.person('wangqiang')
  await wang.saysAll('投诉 其他', '宏基')
  await bot.until('2026-11-03', '21:01')
  const no = (await bot.complaints()).at(-1)!._id
  await bot.until('2026-11-04', '18:01')
  for (const person of [wang, story.liu]) expect(person.transcript()).toContain('只按当时知道的上报了，还缺内容')
  expect(await story.liu.says(`查 ${no}`)).toContain('投诉人：没有留')
  for (const answers of [
    ['投诉内容', '包装袋上印的字看不清楚。', '问过客户。'],
    ['投诉人和电话', '张工 13991300001', '问过客户。'],
    ['品种', 'PO42.5', '问过客户。'],
    ['客户诉求', '解释说明', '问过客户。'],
  ])
    await correct(no, ...answers)
  const complaint = (await bot.complaints()).find(({ _id }) => _id === no)!
  expect(complaint).toMatchObject({ isIncomplete: false })
  expect(complaint.clocks.find(({ id }) => id === 'T1b')?.stoppedAt).toBeInstanceOf(Date)
})
