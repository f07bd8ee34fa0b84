/** The dialogues beside the main way, each to its end. */
import { describe, expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { acceptPlan, eachStory, execute, fileShortage, investigate, plan, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})
const last = async (type: string) => (await story.complaint()).events.findLast((event) => event.type === type)

it('re-routed to another plant: its people get the report, the clocks stay (transition 6)', async () => {
  const before = (await story.complaint()).clocks.find(({ id }) => id === 'T2')
  await story.chen.taps('转给其他企业')
  await story.chen.saysAll('铜川厂', '提货单是铜川厂的。')
  const complaint = await story.complaint()
  expect(complaint).toMatchObject({ state: 'REPORTED', plant: 'tongchuan', departments: ['tongchuan-packing'] })
  expect(complaint.clocks.find(({ id }) => id === 'T2')).toEqual(before)
  const he = bot.person('hepeng')
  expect(he.transcript()).toContain('新投诉：袋数不足')
  expect(complaint.report.recipients.find(({ name }) => name === '何鹏')?.deliveredAt).toBeInstanceOf(Date)
  await he.taps('受理')
  expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING' })
})

it('a site visit is planned and recorded with both sides of the house present (R19.2.b, F2.D)', async () => {
  await story.chen.taps('受理')
  await story.chen.taps('厂内核查')
  await story.chen.saysAll('698 0 3号道 李明', '不清楚', '是', '否', '提交')
  expect(story.liu.heard()).toContain('待办：记录现场核实')
  await story.liu.taps('安排现场核实')
  await story.liu.saysAll('明天上午9点', '刘娜、陈静、孙强', '临渭区前进路12号', '提交')
  expect((await last('visitPlanned'))?.data).toMatchObject({ visitOn: '2026-11-04T01:00:00.000Z', visitPeople: '刘娜、陈静、孙强' })
  await bot.pass(24 * 3_600_000)
  await story.chen.taps('记录现场核实')
  expect(story.chen.heard()).toContain('不当场承诺赔偿')
  await story.chen.saysAll('刚才', '王强 陈静', '张工、老李', '共 692 袋，缺 8 袋。', '垛位整齐，封签完好。')
  await story.chen.sendsPhoto()
  await story.chen.sendsPhoto()
  expect(await story.chen.saysAll('完成', '提交')).toContain('现场核实要有客服和质检人员都在场')
  await story.chen.saysAll('修改我方人员', '刘娜、陈静', '提交')
  expect(await last('visitRecorded')).toMatchObject({ data: { csPeople: ['刘娜'], qcPeople: ['陈静'], findings: '垛位整齐，封签完好。' } })
})

it.each([
  [
    'BULK_SHORT',
    '投诉 亏吨',
    ['关中环线', '马经理', 'PO52.5', 'T2611-023 陕E12345 昨天 我方承运', '50.20 15.20 35.00', '50.10 15.21 34.89', '不清楚'],
    2,
    '磅差超过千分之三',
    '50.20 15.20 35.00 F12345',
    { sealNo: 'F12345' },
  ],
  [
    'BAG_WEIGHT',
    '投诉 袋重异议',
    ['宏远', '李会计', 'PO42.5', 'HB2611-07 10月28日 昨天 35吨', '49.4 49.6 49.2', '毛重', '0.3', '不清楚'],
    1,
    '称了三袋都偏轻',
    '3号包装机抽查 20 袋，平均 50.1 公斤。',
    { packerRecord: '3号包装机抽查 20 袋，平均 50.1 公斤。' },
  ],
  [
    'QUALITY',
    '投诉 质量',
    ['强度', '宏基', '张工', 'PO42.5', '袋装', 'HB2611-08 T2611-024 昨天', '35吨 12吨', '3号楼二层梁板', '龄期28天', '已停用'],
    2,
    '28天强度不够',
    '185 245 27.6 48.9 HY2611-07',
    { initialSet: 185, strength28: 48.9, reportNo: 'HY2611-07' },
  ],
] as const)('the desk check asks for what this kind needs: %s', async (_kind, first, answers, photos, description, record, expected) => {
  await story.wang.saysAll(first, ...answers)
  for (let count = 0; count < photos; count++) await story.wang.sendsPhoto()
  const heard = await story.wang.saysAll(description, '检测', ...FACTS, '提交')
  const no = /TS-\d{8}-\d{3}/.exec(heard)?.[0]
  const accept = story.chen.cards().findLast(({ button_list }) => button_list?.some(({ key }) => key === `do:act:accepted.${no}`))
  await story.chen.tapsOn(accept!, '受理')
  await story.chen.taps('厂内核查')
  await story.chen.saysAll(record, '否', '否', '提交')
  const complaint = (await bot.complaints()).find(({ _id }) => _id === no)
  expect(complaint?.events.at(-1)).toMatchObject({ type: 'deskChecked', data: expected })
})

it('where evidence is needed nobody is told to go on without it', async () => {
  await investigate(story)
  await story.liu.taps('客户确认事实')
  await story.liu.saysAll('确认', '张工', '电话')
  for (const text of ['完成', '没有照片', '跳过']) {
    const heard = await story.liu.says(text)
    expect(heard).toContain('暂停')
    expect(heard).not.toContain('暂无法提供')
  }
})

it('the record is returned once before it is filed (transition 19)', async () => {
  await verify(story)
  await plan(story)
  await acceptPlan(story)
  await execute(story)
  await story.chen.taps('提交备案')
  await story.chen.saysAll('换计数器。', '跳过', '孙强', '明天 下周五', '跳过', '同意。', '提交')
  await story.liu.taps('退回补正')
  await story.liu.says('缺签收日期。')
  expect(story.chen.heard()).toContain('退回补正：缺签收日期')
  await story.chen.taps('提交备案')
  await story.chen.saysAll('换计数器。', '跳过', '孙强', '明天 下周五', '跳过', '已补签收日期。', '提交')
  await story.liu.taps('备案')
  const shown = await story.liu.saysAll('同意备案。', 'DA-2026-118')
  expect(shown).toContain('· 市场营销部意见：同意备案。\n· 档案号：DA-2026-118')
  expect(await last('filingAccepted')).toBeUndefined()
  await story.liu.says('提交')
  expect(await last('filingAccepted')).toMatchObject({ data: { mktOpinion: '同意备案。', archiveNo: 'DA-2026-118' }, to: 'CALLBACK' })
})

describe('beside the main way', () => {
  const more = async (person: Story['liu'], button: string) => {
    await person.says(`查 ${story.no}`)
    await person.taps('更多')
    await person.taps(button)
  }
  it('a report that the platform could not deliver counts when it was phoned (transition 4)', async () => {
    bot.simulator.faults.busyRate = 1
    const filed = await (await fileShortage(bot, 'T2611-077')).complaint()
    bot.simulator.faults.busyRate = 0
    expect(filed.report.sameDayOk).toBeUndefined()
    for (const name of ['赵建国', '周敏', '孙强']) {
      await story.liu.says(`查 ${filed._id}`)
      await story.liu.taps('更多')
      await story.liu.taps('补记上报')
      await story.liu.saysAll(name, name === '周敏' ? '书面' : '电话', '刚才')
    }
    const { report, clocks } = (await bot.complaints()).find(({ _id }) => _id === filed._id)!
    expect(report).toMatchObject({ sameDayOk: true, recipients: [{ toldBy: 'PHONE' }, { toldBy: 'WRITTEN' }, { toldBy: 'PHONE' }] })
    expect(clocks.find(({ id }) => id === 'T1')?.stoppedAt).toBeInstanceOf(Date)
  })
  it('a suspicion is lowered with a reason (transition 28)', async () => {
    await more(story.chen, '上报重大事故')
    await story.chen.saysAll('两家客户强度都不够。', '提交')
    await story.song.taps('解除重大标记')
    await story.song.says('复检合格，属操作误差。')
    expect(await story.complaint()).toMatchObject({ major: 'LOWERED' })
    expect(story.zhao.heard()).toContain('解除重大标记：复检合格')
  })
  it('customer service proposes a meeting; the general manager declines it with a reason', async () => {
    await more(story.liu, '建议开质量分析会')
    await story.liu.says('一个月内 3 号道第三次少袋。')
    await story.qian.taps('不召开')
    await story.qian.says('上周已开过同一问题的会。')
    expect(await story.cases('meeting')).toMatchObject([{ parent: story.no, state: 'DECLINED', isOpen: false }])
    expect(await story.complaint()).not.toHaveProperty('isMeetingOpen')
    expect(story.zhao.heard()).toContain('不召开质量分析会：上周已开过')
  })
  it('the general manager instructs on any complaint of the plant (section 8)', async () => {
    await more(story.qian, '总经理批示')
    await story.qian.says('今天派人到现场。')
    expect(story.sun.heard()).toContain('批示：今天派人到现场')
  })
  it('something is added, and a sample taken, whenever it comes', async () => {
    await more(story.wang, '现在补充')
    await story.wang.says('司机说路上停过一次车。')
    expect(await last('supplemented')).toMatchObject({ data: { text: '司机说路上停过一次车。' } })
    await story.chen.taps('受理')
    await more(story.chen, '取样签封')
    await story.chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '跳过', '提交')
    expect(await last('sampled')).toMatchObject({ data: { sampleNo: 'YP-001', keeper: '陈静', ourSealer: '陈静', customerSealer: '张工' } })
  })
  it('an old button says who was faster, and changes nothing', async () => {
    const card = story.chen.cards().at(-1)!
    await story.zhou.saysAll('我的任务')
    await story.zhou.taps('受理')
    expect(story.chen.isReplaced(card)).toBe('周敏 已处理')
    expect(await story.chen.tapsOn(card, '受理')).toMatch(/现在是「调查核实中」，这一步做不了了（11月3日 10:\d\d 周敏 已处理）/)
    expect((await story.complaint()).events.filter(({ type }) => type === 'accepted')).toHaveLength(1)
  })
})
