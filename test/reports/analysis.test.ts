/** 统计分析: what a manager reads of a time, worked out by hand, and who may read it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { allCases } from '../../src/cases/collection.js'
import { exportModel } from '../../src/reports/export-log.js'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage, filesOf, handle, type Story, verify } from '../setup/story.js'
import { lastWorkbook } from '../setup/workbooks.js'

let bot: Bot
let story: Story
/** On Tuesday, 3 November 2026, one that is filed at once: 420 yuan and 0.4 t were planned, 420 yuan were lost. */
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  await verify(story)
  await handle(story)
  const { operationKey: _, ...filed } = await story.complaint()
  const copy = (no: string, day: string, more: object) => ({
    ...filed,
    _id: no,
    operationKey: no,
    registeredAt: instant(day, '10:00'),
    events: [],
    batchKey: undefined,
    customer: { id: no, name: `客户 ${no}` },
    causeCode: undefined,
    ...more,
  })
  const hongji = { customer: filed.customer }
  await allCases(bot.connection).collection.insertMany([
    copy('TS-20261012-001', '2026-10-12', { ...hongji, kind: 'CAKING' }),
    copy('TS-20261013-001', '2026-10-13', { kind: 'CAKING', state: 'MERGED', isOpen: false }),
    copy('TS-20260301-001', '2026-03-01', { plant: 'tongchuan', kind: 'CAKING' }),
    copy('TS-20260302-001', '2026-03-02', { plant: undefined, kind: 'OTHER' }),
    copy('TS-20251020-001', '2025-10-20', { kind: 'BREAKAGE' }),
    copy('TS-20251220-001', '2025-12-20', { kind: 'BREAKAGE' }), // after the same day of last year
  ] as never)
})
afterEach(() => bot.stop())

const nameAndCount = (rows: readonly Readonly<Record<string, unknown>>[], by: string) =>
  rows.filter((row) => row.按 === by).map((row) => [row.项目, row.件数, row.去年同期])

describe('a manager', () => {
  it('reads how many, how often again, how long and how dear, this year against last, with a picture and a table', async () => {
    const heard = await story.zhao.says('分析')
    expect(heard).toMatch(/^正在生成，做好了发给您。\n统计分析 今年\n2026年1月1日 — 2026年11月3日\n\n投诉 4 件，去年同期 1 件\n重复 1 件/)
    expect(heard).toContain('类别：受潮结块 2、其他 1、袋数不足 1')
    expect(heard).toContain('原因：还没有定 3、包装/装车 1')
    expect(heard).toContain('用时（工作日，从登记算起）\n· 受理：一半当天，九成当天（1 件）\n· 出方案：一半当天')
    expect(heard).toContain('方案金额 420.00 元\n方案数量 0.4 吨\n备案损失 420.00 元\n合并到别的投诉里的 1 件没有重复算。')
    expect(heard).toMatch(/\[image\]\n\[file\]$/)
    const { title, by, rows } = await lastWorkbook(story.zhao)
    expect([title, by]).toEqual([
      '统计分析 今年',
      expect.stringMatching(/^导出人：赵建国　导出时间：2026年11月3日（周二） 1\d:\d\d　共 4 件$/),
    ])
    expect(rows[0]).toMatchObject({
      按: '合计',
      件数: 4,
      去年同期: 1,
      增减: 3,
      '占比（%）': 100,
      '重复（90天内）': 1,
      '方案金额（元）': 420,
      '方案数量（吨）': 0.4,
    })
    expect(nameAndCount(rows, '月份')).toEqual(
      Array.from({ length: 11 }, (_, index) => [`2026年${index + 1}月`, { 2: 2, 9: 1, 10: 1 }[index] ?? 0, index === 9 ? 1 : 0]),
    )
    expect(nameAndCount(rows, '生产企业')).toEqual([
      ['渭南厂', 2, 1],
      ['铜川厂', 1, 0],
      ['还没有定', 1, 0],
    ])
    expect(nameAndCount(rows, '客户').slice(0, 1)).toEqual([['渭南宏基商品混凝土有限公司', 2, 0]])
    // what nobody has named is no zero
    expect(rows.find((row) => row.项目 === '受潮结块')).toMatchObject({ '方案金额（元）': null, '受理用时，一半（工作日）': null })
    expect(await exportModel(bot.connection).find({ 'wanted.kind': 'figures' }).lean()).toMatchObject([
      { by: { name: '赵建国' }, files: ['统计分析 今年.xlsx'] },
    ])
  })

  it('gets it from a list that was counted, of the same time, kind and plant', async () => {
    await story.zhao.says('统计 10月 结块 渭南')
    const heard = await story.zhao.taps('统计分析')
    expect(heard).toMatch(/统计分析 统计 10月 受潮结块 渭南厂\n2026年10月1日 — 2026年10月31日\n\n投诉 1 件，去年同期 0 件/)
  })

  it('reads how many for each 10,000 t where the tonnes are known, and which are not', async () => {
    await story.zhao.says('分析 今年 渭南')
    expect(story.zhao.heard()).toContain('发货量还没登记，没有算进每万吨：\n· 渭南厂 10 个月：2026年1月、')
    expect(story.zhao.heard()).not.toMatch(/每万吨 \d/)
    await story.zhao.saysAll('发货量', '渭南厂 10月 4万吨', '提交', '发货量', '渭南厂 2025年10月 2.5万', '提交')
    await story.zhao.says('分析 今年 渭南')
    expect(story.zhao.heard()).toContain('每万吨 0.25 件，去年同期 0.40 件（已登记的 1 个月发货量）')
    const { rows } = await lastWorkbook(story.zhao)
    const rates = rows.map((row) => [row.按, row.项目, row.每万吨件数, row.去年每万吨]).filter(([, , rate]) => rate !== null)
    expect(rates).toEqual([
      ['合计', '全部', 0.25, 0.4],
      ['月份', '2026年10月', 0.25, 0.4],
      ['生产企业', '渭南厂', 0.25, 0.4],
      ['类别', '受潮结块', 0.25, 0],
      ['类别', '袋数不足', 0, 0],
      ['类别', '破损过大', 0, 0.4],
    ])
  })

  it('is asked for a time where none was meant, and hears where there is nothing', async () => {
    expect(await story.zhao.says('分析 2024年')).toBe('这段时间和去年同期都没有您能看的投诉。')
    expect(await story.zhao.says('分析 天外飞仙')).toContain('没看懂「天外飞仙」')
    expect(await story.zhao.says('逾期')).not.toContain('统计分析')
  })
})

describe('what is not theirs', () => {
  const heard = async (userid: string, says = '分析') => bot.person(userid).says(says)

  it('a general manager reads of the own plant and of those of no known plant, against the tonnes of that plant alone', async () => {
    await story.zhao.saysAll('发货量', '渭南厂 3月 4万吨', '提交')
    expect(await heard('fengyuan')).toMatch(/投诉 2 件，去年同期 0 件[\s\S]*铜川厂 10 个月/)
    expect(bot.person('fengyuan').heard()).not.toMatch(/渭南|宏基|袋数不足|每万吨 \d/)
  })

  it('a department and a salesperson read of what they see the inside of, and of no tonnes', async () => {
    expect(await heard('sunqiang')).toMatch(/投诉 4 件/)
    expect(bot.person('sunqiang').heard()).not.toContain('每万吨')
    expect(await heard('wangqiang')).toMatch(/投诉 \d 件/)
    expect(bot.person('wangqiang').heard()).not.toContain('每万吨')
    expect(await heard('hepeng')).not.toMatch(/宏基|袋数不足/)
  })

  it('a customer, and a colleague who sees none of them, reads nothing', async () => {
    const content = { type: 'tap' as const, key: 'do:makeFigures:asked.今年', card: 'forged', selected: [] }
    await bot.app.handle({ key: 'forged', from: { channel: 'wecom', userId: 'zhanggong' }, at: bot.clock.now(), content }, () => false)
    await bot.app.settled()
    expect(bot.person('zhanggong').heard()).toContain('这里不能看这个。您可以回复「我的投诉」。')
    expect(await heard('linjing')).toContain('都没有您能看的投诉')
    expect([...filesOf(bot.person('zhanggong')), ...filesOf(bot.person('linjing'))]).toEqual([])
  })
})
