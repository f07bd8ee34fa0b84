/** What waits inside the company is reminded, goes up the chain and counts as late, whoever has forgotten it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { FACTS } from '../setup/scripts.js'
import { holdMeeting, more } from '../setup/stories.js'
import {
  acceptPlan,
  callBack,
  confirmFacts,
  execute,
  expectReplayed,
  file,
  fileShortage,
  handle,
  investigate,
  propose,
  verify,
} from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

/** Every job of all the days in between runs. */
const MONTHS_PASS_MS = 120_000

const at = (day: string, time: string) => bot.until(day, time)

describe('the liability after the customer’s answer', () => {
  it('is quality’s to say within a working day, then the heads hear it, and it is late', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    await confirmFacts(story)
    expect(story.chen.heard()).toMatch(/待办：责任判定[\s\S]*时限：11月4日 18:00/)
    await at('2026-11-04', '18:05')
    expect(story.chen.transcript()).toContain('到时间了：责任判定')
    expect(story.zhou.transcript()).not.toContain('责任判定的时限')
    await at('2026-11-05', '09:00')
    expect(story.zhou.transcript()).toContain('已超期：责任判定')
    expect(story.zhao.transcript()).toContain('已超期：责任判定')
    expect(await story.zhao.says('逾期')).toContain('逾期：共 1 件')
    await story.zhao.taps('催办')
    expect(story.chen.heard()).toContain('催办「责任判定」')
  })

  it('has its time too where the customer has not answered', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    for (const how of ['电话', '微信']) {
      await story.liu.taps('客户确认事实')
      await story.liu.saysAll('没联系上', how)
    }
    await at('2026-11-06', '19:00')
    await story.zhao.taps('按未回复继续')
    await at('2026-11-10', '09:00')
    expect(story.zhou.transcript()).toContain('已超期：责任判定')
  })
})

it('the report of today is due at 24:00 of today', async () => {
  await setRoles(bot, 'zhoumin') // nobody is head of quality, so that the report cannot be complete
  const wang = bot.person('wangqiang')
  await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '收货员老李点的')
  await wang.sendsPhoto()
  await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  await at('2026-11-03', '17:05')
  expect(bot.person('liuna').transcript()).toContain('当日上报的时限是 2026年11月3日（周二） 24:00')
  expect(bot.person('liuna').transcript()).toContain('时限：11月3日 24:00')
  expect(bot.person('liuna').transcript()).not.toContain('00:00')
  await setRoles(bot, 'zhoumin', { role: 'QC_HEAD' })
  await at('2026-11-03', '17:30')
})

describe('what one person has to sign', () => {
  it('a plan: the head of marketing within a working day, then the general manager', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await propose(story.sun)
    expect(story.zhao.heard()).toMatch(/待办：批准方案[\s\S]*时限：11月4日 18:00/)
    await at('2026-11-04', '18:05')
    expect(story.zhao.transcript()).toContain('到时间了：方案审批')
    expect(story.qian.transcript()).not.toContain('方案审批')
    await at('2026-11-05', '09:00')
    expect(story.qian.transcript()).toContain('已超期：方案审批')
    await story.zhao.taps('批准方案')
    const { clocks } = await story.complaint()
    expect(clocks.filter(({ id, stoppedAt }) => id.startsWith('T3') && !stoppedAt)).toEqual([])
  })

  it('a plan that was sent back is timed anew when it comes again', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await propose(story.sun)
    await story.zhao.taps('退回方案')
    await story.zhao.says('请写明补货哪天到。')
    expect((await story.complaint()).clocks.filter(({ id, stoppedAt }) => id === 'T3c' && !stoppedAt)).toEqual([])
    await propose(story.sun)
    expect((await story.complaint()).clocks.filter(({ id, stoppedAt }) => id === 'T3c' && !stoppedAt)).toHaveLength(1)
  })

  it('a letter: the head of quality within a working day, then the head of marketing', async () => {
    const story = await fileShortage(bot)
    await verify(story, '非我方')
    await story.liu.taps('解释说明')
    await story.liu.saysAll('装车 700 袋有记录和视频，途中掉落由承运方负责。', '完成')
    await story.liu.saysAll('修改书面回复', '是', '提交')
    await at('2026-11-04', '18:05')
    expect(story.zhou.transcript()).toContain('到时间了：签发回复函')
    await at('2026-11-05', '09:00')
    expect(story.zhao.transcript()).toContain('已超期：签发回复函')
    await story.zhou.taps('签发回复函')
    expect((await story.complaint()).clocks.filter(({ id, stoppedAt }) => id === 'T3d' && !stoppedAt)).toEqual([])
  })

  it('a callback of 一般: the head of marketing within two working days, though the case is closed', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await handle(story)
    await callBack(story, '部分解决', '3 3 3', '一般')
    await at('2026-11-05', '18:05')
    expect(story.zhao.transcript()).toContain('到时间了：回访审核')
    await at('2026-11-06', '09:00')
    expect(story.qian.transcript()).toContain('已超期：回访审核')
    expect(await story.zhao.says('逾期')).toContain('逾期：共 1 件')
    await story.zhao.taps('审核回访')
    expect(await story.zhao.says('逾期')).toContain('逾期：共 0 件')
  })
})

describe('a major incident', () => {
  it('is to end within five working days of the opinion, and later of what the general manager says', async () => {
    const story = await fileShortage(bot)
    await more(story, story.liu, '上报重大事故')
    await story.liu.saysAll('两家客户同编号强度都不够，3 号楼停工。', '提交')
    await story.song.taps('界定重大事故')
    await story.song.saysAll('重大责任', '省站复检同编号强度不合格。', '提交')
    await story.song.taps('提处理意见')
    await story.song.says('该编号全部停用封存。')
    expect((await story.complaint()).clocks.some(({ id }) => id === 'TM4')).toBe(false)
    await story.qian.taps('总经理批示')
    await story.qian.says('生产副总牵头，今天派组到现场。')
    expect(story.song.heard()).toMatch(/待办：处理完毕[\s\S]*时限：11月10日 18:00/)
    await at('2026-11-11', '09:00')
    expect(story.qian.transcript()).toContain('已超期：重大事故处理')
    await story.song.taps('处理完毕')
    await story.song.says('结构检测合格，已补偿。')
    expect((await story.complaint()).clocks.filter(({ id, stoppedAt }) => id.startsWith('TM') && !stoppedAt)).toEqual([])
  })
})

describe('what a meeting has decided (R19.4.c)', () => {
  it('minutes without a measure go to the general manager after two working days', async () => {
    const story = await fileShortage(bot)
    await more(story, story.liu, '建议开质量分析会')
    await story.liu.says('一个月内 3 号道第三次少袋。')
    await story.qian.taps('召集质量分析会')
    await story.qian.says('今天')
    await story.zhao.taps('写会议纪要')
    await story.zhao.saysAll('钱总、赵部长、孙主任', '计数器坏了靠人工点数。', '完成', '提交')
    expect(story.zhao.heard()).toMatch(/待办：加改进措施[\s\S]*时限：11月5日 18:00/)
    await at('2026-11-05', '18:05')
    expect(story.zhao.transcript()).toContain('到时间了：定改进措施')
    await at('2026-11-06', '09:00')
    expect(story.qian.transcript()).toContain('已超期：定改进措施')
  })

  it('a measure that is done is verified within three working days, by the general manager where the head of marketing did it', async () => {
    const story = await fileShortage(bot)
    await more(story, story.liu, '建议开质量分析会')
    await story.liu.says('一个月内 3 号道第三次少袋。')
    await holdMeeting(story)
    await story.sun.taps('报告措施完成')
    await story.sun.saysAll('已换好，连续 3 班无差错。', '完成')
    expect(story.zhao.heard()).toMatch(/待办：验证措施[\s\S]*时限：11月6日 18:00/)
    await at('2026-11-07', '09:00')
    expect(story.qian.transcript()).not.toContain('待办：验证措施')
    await at('2026-11-09', '09:00')
    expect(story.qian.transcript()).toContain('已超期：验证改进措施')
    await story.zhao.taps('验证措施')
    await story.zhao.saysAll('有效', '连续 3 班抽查无差错。')
    expect(await story.cases('correctiveAction')).toMatchObject([{ state: 'VERIFIED' }])
  })
})

describe('what nobody may do yet is not late', () => {
  async function sampled(...samples: readonly string[]) {
    const story = await fileShortage(bot)
    await story.chen.taps('受理')
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
    for (const [index, no] of samples.entries()) {
      if (index === 0) await story.chen.taps('取样签封')
      else await more(story, story.chen, '取样签封')
      await story.chen.saysAll('现场样', `${no} 今天 12公斤 20`, '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
    }
    return story
  }
  const running = async (story: Awaited<ReturnType<typeof sampled>>) =>
    (await story.complaint()).clocks.filter(({ stoppedAt }) => !stoppedAt).map(({ id, about }) => [id, about].filter(Boolean).join(' '))

  it(
    'the filing waits for the 28-day strength, and its time runs from the result',
    async () => {
      const story = await sampled('YP-001')
      await story.chen.taps('写核实结论')
      await story.chen.saysAll('装车道计数器漏计，少装 8 袋。', '包装/装车', '计数器故障。', '提交')
      await confirmFacts(story)
      await story.chen.taps('责任判定')
      await story.chen.saysAll('我方', '渭南厂包装发运部', '提交')
      await propose(story.sun)
      await story.zhao.taps('批准方案')
      await story.liu.taps('初次备案') // the first filing waits for no strength
      await acceptPlan(story)
      await execute(story)
      expect(await story.complaint()).toMatchObject({ state: 'FILING' })
      await at('2026-11-12', '09:00')
      expect(await story.zhao.says('逾期')).toContain('逾期：共 0 件')
      await more(story, story.chen, '报检验结果')
      expect(await story.chen.saysAll('28天强度', '抗压 48.2 MPa', '符合', '提交')).toContain('要到 2026年12月1日（周二） 才满龄期')
      await story.chen.says('取消')
      await at('2026-12-01', '10:00')
      await more(story, story.chen, '报检验结果')
      await story.chen.saysAll('28天强度', '抗压 48.2 MPa', '符合', '提交')
      expect(story.chen.heard()).toMatch(/待办：提交备案[\s\S]*时限：12月3日 18:00/)
      expect(await running(story)).toEqual(['T7 YP-001', 'TF'])
      await file(story)
    },
    MONTHS_PASS_MS,
  )

  it('the result of one sample leaves the time of another alone, and each has a button of its own', async () => {
    const story = await sampled('YP-001', 'YP-002')
    await at('2026-11-06', '10:00')
    await more(story, story.chen, '报检验结果')
    expect(await story.chen.saysAll('3天强度', '抗压 27.6 MPa', '符合', '提交')).toContain('有几个样品在等结果：YP-001、YP-002')
    await story.chen.says('我的任务')
    await story.chen.taps('YP-002 报检…')
    await story.chen.saysAll('3天强度', '抗压 27.6 MPa', '符合', '提交')
    expect((await story.complaint()).events.at(-1)?.data).toMatchObject({ sampleNo: 'YP-002', due: '2026-11-07' })
    expect((await running(story)).filter((clock) => clock.startsWith('T6'))).toEqual(['T6a YP-001', 'T6b YP-001', 'T6b YP-002'])
  })

  it('a customer who withdrew and cannot be reached is called no more, and stays withdrawn (rows 22 and 24)', async () => {
    const story = await fileShortage(bot)
    await more(story, story.liu, '撤销投诉')
    await story.liu.says('司机记错，袋数是对的。')
    await story.liu.sendsPhoto()
    await story.liu.saysAll('完成', '提交')
    for (const [day, result] of [
      ['2026-11-04', '无人接听'],
      ['2026-11-05', '拒访'],
      ['2026-11-06', '无人接听'],
    ] as const) {
      await story.liu.taps('投诉回访')
      await story.liu.saysAll(result, '电话')
      await at(day, '10:00')
    }
    expect(await story.zhao.taps('联系不上，结案')).toContain('客户撤销')
    expect(await story.complaint()).toMatchObject({ state: 'WITHDRAWN', callbackOutcome: 'unreachable', waitingFor: [] })
    expect(await running(story)).toEqual([])
  })
})

it('nothing of a case that was handled in time is said twice', async () => {
  const story = await fileShortage(bot)
  await verify(story)
  await handle(story)
  await callBack(story, '已解决', '5 5 5', '满意')
  await at('2026-11-13', '09:00')
  for (const person of [story.zhao, story.zhou, story.qian, story.chen]) expect(person.transcript()).not.toMatch(/到时间了|超期[：:]/)
  expect((await story.complaint()).clocks.filter(({ stoppedAt }) => !stoppedAt)).toEqual([])
})
