/** Clocks, reminders, refusals and looking things up, as people meet them in chat. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { complaintModels } from '../../src/complaints/collections.js'
import { type Bot, startBot } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { FACTS } from '../setup/scripts.js'
import {
  acceptPlan,
  execute,
  expectReplayed,
  file,
  fileShortage,
  investigate,
  propose,
  type Story,
  setLiability,
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
const MONTHS_PASS_MS = 240_000

const at = (day: string, time: string) => bot.until(day, time)
async function untilPlanning(): Promise<Story> {
  const story = await fileShortage(bot)
  await verify(story)
  return story
}

describe('acceptance (T2)', () => {
  it('is chased after two working hours, an hour later with the heads, and not once it is accepted', async () => {
    const story = await fileShortage(bot)
    const [clock] = (await story.complaint()).clocks.filter(({ id }) => id === 'T2')
    expect(clock?.dueAt.toISOString().slice(0, 13)).toBe('2026-11-03T06') // 10:00 + 2 h over the lunch break
    await at('2026-11-03', '14:05')
    expect(story.chen.transcript()).toContain('到时间了：受理')
    expect(story.zhou.transcript()).not.toContain('还没处理：受理')
    await at('2026-11-03', '15:05')
    expect(story.zhou.transcript()).toContain('还没处理：受理')
    expect(await story.chen.taps('受理')).toContain('✓ 已记录')
    const before = bot.person('zhoumin').entries().length
    await at('2026-11-04', '12:00')
    expect(bot.person('zhoumin').entries().length).toBeLessThanOrEqual(before + 3) // the digest only
  })

  it('is not chased once it is accepted, though the reminder was waiting to be sent', async () => {
    const story = await fileShortage(bot)
    bot.simulator.faults.busyRate = 1
    await at('2026-11-03', '14:05')
    expect(await story.complaint()).toMatchObject({ events: expect.arrayContaining([expect.objectContaining({ type: 'reminded' })]) })
    const [card] = story.chen.cards()
    await story.chen.tapsOn(card!, '受理')
    bot.simulator.faults.busyRate = 0
    await at('2026-11-03', '14:30')
    await at('2026-11-03', '15:30')
    expect(story.chen.transcript()).toContain('✓ 已记录')
    expect(story.chen.transcript()).not.toContain('到时间了：受理')
  })

  it('the reminder has the button that does it; a manager’s has the one that pushes', async () => {
    const story = await fileShortage(bot)
    await at('2026-11-03', '15:30')
    await story.zhao.taps('催办')
    expect(story.chen.heard()).toContain('赵建国 催办「受理」')
    expect(await story.chen.taps('受理')).toContain('受理')
    expect(await story.zhao.taps('催办')).toContain('这一步已经做完了')
  })
})

describe('the plan (T3)', () => {
  it('is reminded the day before, at noon, and goes up the chain when it is late; late stays a fact', async () => {
    const story = await untilPlanning()
    await at('2026-11-05', '09:05')
    expect(story.sun.transcript()).toContain('快到期了：提出方案')
    await at('2026-11-06', '12:05')
    expect(story.sun.transcript()).toContain('今天到期：提出方案')
    expect(story.zhao.transcript()).not.toContain('已超期：提出方案')
    await at('2026-11-09', '06:59')
    expect(story.zhao.transcript()).not.toContain('已超期：提出方案') // a weekend, and quiet hours
    await at('2026-11-09', '07:01')
    expect(story.zhao.transcript()).toContain('已超期：提出方案')
    expect(story.zhou.transcript()).toContain('已超期：提出方案')
    expect(story.qian.transcript()).not.toContain('超期 1 个工作日以上')
    await at('2026-11-10', '07:01')
    expect(story.qian.transcript()).toContain('超期 1 个工作日以上：提出方案')
    await propose(story.sun)
    const [clock] = (await story.complaint()).clocks.filter(({ id }) => id === 'T3')
    expect(clock!.stoppedAt!.getTime()).toBeGreaterThan(clock!.legalEndAt.getTime())
  })

  it('after an outage everybody hears the last of what was missed, once', async () => {
    const story = await untilPlanning()
    bot.clock.moveBy(instant('2026-11-10', '10:00').getTime() - bot.clock.now().getTime())
    await bot.runJobs()
    const { events } = await story.complaint()
    expect(
      events.flatMap((event) => (event.type === 'reminded' && event.data.clock.startsWith('T3') ? [event.data.reminders] : [])),
    ).toEqual([['before', 'noon', 'overdue', 'dayAfter']])
    expect(story.sun.transcript()).not.toContain('快到期了')
    expect(story.sun.transcript().match(/今天到期：提出方案/g)).toHaveLength(1)
    expect(story.zhao.transcript().match(/已超期：提出方案/g)).toHaveLength(1)
  })

  it('that is sent back when its time is over says so, and whose time it was', async () => {
    const story = await untilPlanning()
    await at('2026-11-05', '10:00')
    await propose(story.sun)
    await at('2026-11-09', '10:00')
    await story.zhao.taps('退回方案')
    await story.zhao.says('请写明哪天送到。')
    const late = /时限：11月6日 18:00（已超期）\n超期原因：按时提出，退回或收回时超期，时限照算\n方案提出：11月5日 10:\d\d/
    expect(story.sun.heard()).toMatch(late)
    await at('2026-11-09', '10:05')
    expect(story.zhou.heard()).toMatch(late)
    expect(story.sun.transcript()).not.toContain('今天到期：提出方案') // true while it ran, and not any more
    expect(await story.chen.says('我的任务')).toMatch(late)
    await propose(story.sun)
    await story.zhao.taps('退回方案')
    await story.zhao.says('还要写明谁来送。')
    expect(story.sun.heard()).toMatch(/超期原因：提出时已超期，时限照算\n方案提出：11月9日 10:\d\d/)
  })

  it('that is sent back in time has the time that is left, without another word', async () => {
    const story = await untilPlanning()
    await at('2026-11-05', '10:00')
    await propose(story.sun)
    await story.zhao.taps('退回方案')
    await story.zhao.says('请写明哪天送到。')
    expect(story.sun.heard()).toContain('时限：11月6日 18:00')
    expect(story.sun.heard()).not.toMatch(/超期/)
  })

  it('explains its day, one by one', async () => {
    const story = await untilPlanning()
    const heard = await story.sun.says('为什么是这一天')
    expect(heard).toContain('3 个工作日')
    expect(heard).toContain('11/4 周三 ①　11/5 周四 ②　11/6 周五 ③ → 18:00 到期')
  })
})

describe('a due date over the end of a year that is not published', () => {
  it(
    'is provisional, says so, and moves with an event when it is known',
    async () => {
      await at('2026-12-30', '09:00')
      const story = await untilPlanning()
      expect(await story.sun.says('为什么是这一天')).toContain('节假日安排未公布，暂按周一至周五推算')
      const [before] = (await story.complaint()).clocks.filter(({ id }) => id === 'T3')
      expect(before).toMatchObject({ isProvisional: true, dueAt: instant('2027-01-05', '18:00') })
      const organisation = exampleOrganisation()
      const years = { 2027: { off: ['2027-01-01..2027-01-05'], working: ['2027-01-09'] } }
      const later = await startBot({
        databaseName: bot.connection.name,
        simulator: bot.simulator,
        clock: bot.clock,
        organisation: { ...organisation, calendar: { ...organisation.calendar, years } },
      })
      await later.runJobs()
      const [after] = (await story.complaint()).clocks.filter(({ id }) => id === 'T3')
      expect(after).toMatchObject({ isProvisional: false, dueAt: instant('2027-01-07', '18:00') })
      const known = await later.person('liuna').says(`记录 ${story.no}`)
      expect(known).toContain('提出方案时限由 2027年1月5日（周二） 改为 2027年1月7日（周四）')
      expect(story.sun.transcript()).toContain('节假日安排公布，提出方案时限由 2027年1月5日')
      await later.stop()
    },
    MONTHS_PASS_MS,
  )

  it('asks the administrator for the calendar from 25 October on', async () => {
    const asked = () =>
      bot
        .person('linjing')
        .transcript()
        .match(/还没有 2027 年的放假/g)
    await at('2026-11-03', '10:30')
    expect(asked()).toHaveLength(1)
    await at('2026-11-04', '10:30')
    expect(asked()).toHaveLength(1)
    await at('2026-11-09', '10:30')
    expect(asked()).toHaveLength(2)
  })
})

describe('a complaint that is not finished (T1, transition 3)', () => {
  it('is reminded at 17:00, reported as it is at 21:00, and completed afterwards', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5')
    await at('2026-11-03', '17:05')
    expect(wang.transcript()).toContain('今天 24:00 前要上报')
    expect(await bot.complaints()).toEqual([])
    await at('2026-11-03', '21:05')
    expect(wang.transcript()).toContain('已先按现有内容登记为 TS-20261103-001 并上报')
    expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED', isIncomplete: true, report: { sameDayOk: true } }])
    expect(bot.person('zhaojianguo').transcript()).toContain('新投诉：袋数不足')
    await at('2026-11-03', '21:30')
    expect(await bot.complaints()).toHaveLength(1)
    await wang.saysAll('T2611-021 陕E12345 昨天 我方承运', '700 692', '收货员老李点的')
    await wang.sendsPhoto()
    await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
    expect(await bot.complaints()).toMatchObject([
      { isIncomplete: false, description: '卸车少了8袋，要求补上', details: { deliveryNo: 'T2611-021' } },
    ])
  })

  it('goes on by a button of each word about it, until it is whole', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5')
    await at('2026-11-03', '17:05')
    expect(await wang.taps('接着填')).toContain('请写提货单号、车号')
    await wang.saysAll('T2611-021 陕E12345 昨天 我方承运', '暂停')
    await at('2026-11-03', '21:05')
    expect(wang.heard()).toContain('您的投诉登记还没填完，缺投诉内容、客户诉求、单上袋数、实点袋数、清点情况，今天必须上报')
    const [told] = bot.person('zhaojianguo').reportCards()
    expect(told).toMatchObject({ sub_title_text: '还没填完，缺投诉内容、客户诉求、单上袋数、实点袋数、清点情况，补全后再告诉您。' })
    expect(await wang.taps('接着填')).toContain('单上')
    await wang.says('暂停')
    await at('2026-11-04', '18:05')
    expect(wang.heard()).toMatch(/补全登记[\s\S]*还缺：投诉内容、客户诉求[\s\S]*接着填/)
    expect(await wang.taps('接着填')).toContain('单上')
  })

  it('counts when it was paused, and not when it was cancelled', async () => {
    const [wang, liu] = [bot.person('wangqiang'), bot.person('liuna')]
    await wang.saysAll('投诉 袋数不足', '宏基', '暂停')
    await liu.saysAll('投诉 袋数不足', '宏远', '取消')
    await at('2026-11-03', '21:05')
    expect(await bot.complaints()).toMatchObject([{ registeredBy: { name: '王强' } }])
  })
})

it('a complaint that looks major when it is filed is reported as major at once (R19.5.a)', async () => {
  await bot
    .person('wangqiang')
    .saysAll(
      '投诉 其他',
      '宏基',
      '张工',
      'PO42.5',
      '袋装',
      '跳过',
      '跳过',
      '3 号楼梁板开裂，已停工。',
      '其他 疑似重大 电话 刚才',
      '前进路12号工地',
      '提交',
    )
  expect(bot.person('songbo').heard()).toContain('上报重大质量事故（疑似）：3 号楼梁板开裂')
  expect(await bot.complaints()).toMatchObject([{ major: 'SUSPECTED', severity: 'SUSPECTED_MAJOR' }])
})

it('a complaint that looks major to somebody who may not say so is given to customer service, and not forgotten (R19.5.a)', async () => {
  const sun = bot.person('sunqiang')
  const liu = bot.person('liuna')
  const told = await sun.saysAll(
    ...['投诉 其他', '渭南宏远建材有限公司', '李会计 13991300002', '渭南厂', 'PO42.5', '袋装', '跳过', '跳过', '3 号楼梁板开裂，已停工。'],
    ...['其他 疑似重大 电话 刚才', '前进路12号工地', '提交'],
  )
  expect(told).toContain('您选了「疑似重大」，TS-20261103-001 已请客服核对并上报')
  expect(bot.person('songbo').transcript()).not.toContain('3 号楼梁板开裂')
  expect(liu.transcript()).toContain('有人反映疑似重大，请客服核对：3 号楼梁板开裂')
  expect(await liu.says('我的任务')).toContain('上报重大事故')
  await liu.taps('上报重大事故')
  await liu.saysAll('3 号楼梁板开裂，已停工。', '提交')
  expect(bot.person('songbo').heard()).toContain('上报重大质量事故（疑似）：3 号楼梁板开裂')
  expect(await bot.complaints()).toMatchObject([{ major: 'SUSPECTED' }])
  expect(await liu.says('我的任务')).not.toContain('待办：上报重大事故')
})

describe('the customer in chat', () => {
  const askedTwice = (text: string) => text.split('还等您答复').length - 1

  it('is asked a second time on the next day whether the facts are so, and not a third time (T4)', async () => {
    const story = await fileShortage(bot)
    const zhang = bot.person('zhanggong')
    await investigate(story)
    expect(zhang.heard()).toMatch(/请您答复[\s\S]*核实结果：\S/)
    await at('2026-11-04', '18:05')
    expect(zhang.heard()).toMatch(new RegExp(`还等您答复[\\s\\S]*${story.no}[\\s\\S]*\\[确认情况\\]`))
    expect(story.liu.transcript()).toContain('客户确认')
    await at('2026-11-06', '18:05')
    expect(askedTwice(zhang.transcript())).toBe(1)
    await zhang.taps('确认情况')
    await zhang.says('确认')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'customerConfirmed', role: 'CUSTOMER' })
  })

  it('is not asked again once they have answered', async () => {
    const story = await fileShortage(bot)
    const zhang = bot.person('zhanggong')
    await investigate(story)
    await zhang.taps('确认情况')
    await zhang.says('确认')
    await at('2026-11-04', '18:05')
    expect(askedTwice(zhang.transcript())).toBe(0)
  })

  it('confirms, accepts and rates for themselves, and neither hears nor can look up what goes on inside', async () => {
    const story = await fileShortage(bot)
    const zhang = bot.person('zhanggong')
    await investigate(story)
    expect(zhang.heard()).toContain('请您答复')
    await story.liu.taps('客户确认事实')
    expect(await zhang.taps('确认情况')).toMatch(/^请您核对以上情况是否属实。\n您反映的问题，核实情况如下：\n「装车道计数器漏计/)
    expect(await zhang.says('确认')).toContain(`感谢您的答复，我们会尽快跟进。（编号 ${story.no}）`)
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'customerConfirmed', role: 'CUSTOMER', by: { name: '张工' } })
    await story.liu.saysAll('确认', '张工', '电话')
    await story.liu.sendsPhoto()
    expect(await story.liu.says('完成')).toContain('客户已经答复过了（张工）')
    expect(await story.liu.says('返回')).toContain('现在没有正在填写的内容')
    await setLiability(story, '我方')
    await propose(story.sun)
    await story.zhao.taps('批准方案')
    await story.liu.taps('发给客户')
    expect(await zhang.taps('答复方案')).toMatch(/^这个方案您看可以吗？\n我们的处理方案：\n「补发 8 袋/)
    await zhang.says('接受')
    expect(await story.complaint()).toMatchObject({ state: 'EXECUTING' })
    const seen = await zhang.says(`查 ${story.no}`)
    expect(seen).toContain('处理中')
    expect(seen).not.toMatch(/赵建国|我方原因|计数器/)
    expect(await zhang.says(`记录 ${story.no}`)).toContain(`没有找到 ${story.no}`)
    expect(await zhang.says(`导出 ${story.no}`)).toContain(`没有找到 ${story.no}`)
    await execute(story)
    await file(story)
    expect(await zhang.taps('评价')).toContain('请问您反映的问题解决了吗？')
    expect(await zhang.says('已解决')).toMatch(/处理速度满意吗？[\s\S]*\[5 非常满意\|4 满意\|3 一般/)
    await zhang.saysAll('非常满意', '4', '5', '满意', '跳过', '提交')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED', overall: 4 })
    expect((await story.complaint()).events.findLast(({ type }) => type === 'calledBack')).toMatchObject({
      role: 'CUSTOMER',
      by: { name: '张工' },
    })
    expect(zhang.transcript()).not.toMatch(/批准方案|我方原因|责任判定|备案/)
  })
})

describe('looking things up', () => {
  it('counts and lists by period, kind, plant, customer and batch', async () => {
    const story = await fileShortage(bot)
    await fileShortage(bot, 'T2611-022')
    expect(await story.zhao.says('本月 袋数不足 渭南')).toMatch(/本月 袋数不足 渭南厂：共 2 件[\s\S]*TS-20261103-002[\s\S]*TS-20261103-001/)
    expect(await story.zhao.says('上月')).toContain('上月：共 0 件')
    expect(await story.zhao.says('本月 宏基')).toContain('共 2 件')
    expect(await story.zhao.says('本月 结块')).toContain('共 0 件')
    expect(await story.zhao.says('逾期')).toContain('逾期：共 0 件')
    await at('2026-11-04', '10:00')
    expect(await story.zhao.says('逾期')).toContain('逾期：共 2 件')
    expect(await story.zhao.says('本月 天外飞仙')).toContain('没看懂「天外飞仙」')
    expect(await story.wang.says('本月')).toContain('共 2 件') // his own
    expect(await bot.person('hepeng').says('本月')).toContain('共 0 件') // another plant
  })

  it('tells the story with every refused try', async () => {
    const story = await fileShortage(bot)
    await bot.person('hepeng').says(`查 ${story.no}`)
    await story.chen.taps('受理')
    const heard = await story.zhao.says(`记录 ${story.no}`)
    expect(heard).toMatch(/11月3日 10:\d\d 王强 登记\n[\s\S]*何鹏 尝试「查看投诉」，没有执行[\s\S]*陈静（质检人员，企业微信）受理/)
  })

  it('refuses with who may, and writes it down', async () => {
    const story = await untilPlanning()
    const card = story.sun.cards().at(-1)!
    expect(await story.qian.tapsOn(card, '提出方案')).toContain('要由质检人员、责任部门来做')
    const outsider = await bot.person('hepeng').tapsOn(card, '提出方案')
    expect(outsider).toContain('您不能查看')
    expect(outsider).not.toMatch(/提出方案|方案中|制定方案/)
    await story.chen.taps('提出方案')
    await propose(story.sun)
    expect(await story.chen.saysAll('补发 8 袋，随下一车送到。', '跳过', '补货', '跳过', '孙强', '明天', '提交')).toContain(
      '已有一个方案在等审批',
    )
    const { refusals } = complaintModels(bot.connection)
    expect(await refusals.find({ reference: story.no }).sort({ at: 1 }).lean()).toMatchObject([
      { action: 'begin plan', by: { name: '钱卫民' } },
      { action: 'begin plan', by: { name: '何鹏' }, reason: 'complaint.notAllowed' },
      { action: 'planProposed', by: { name: '陈静' }, reason: 'complaint.refused.planWaits' },
    ])
  })

  it('shows the tasks by due time, each with its button', async () => {
    const first = await untilPlanning()
    await fileShortage(bot, 'T2611-022')
    const heard = await first.chen.says('我的任务')
    expect(heard.indexOf('待办：受理')).toBeLessThan(heard.indexOf('待办：提出方案'))
    expect(heard).toContain('[提出方案|查看详情]')
  })

  it('warns quality of the same batch at two customers', async () => {
    const caking = async (customer: string, contact: string, batches: string) =>
      bot
        .person('wangqiang')
        .saysAll('投诉 结块', customer, contact, 'PO42.5', `${batches} 10月28日 昨天`, '700袋 60袋', '料棚内', '能捏碎 已停用')
        .then(async () => {
          await bot.person('wangqiang').sendsPhoto()
          await bot.person('wangqiang').saysAll('底层结块，要求换货', ...FACTS, '提交')
        })
    await caking('宏基', '张工', 'HB2611-07')
    expect(bot.person('chenjing').transcript()).not.toContain('同编号')
    await caking('众诚', '老曹', 'HB2611-09、HB2611-07')
    expect(bot.person('chenjing').transcript()).toMatch(
      /同编号有两家客户投诉[\s\S]*HB2611-07：大荔县众诚农资商行、渭南宏基商品混凝土有限公司/,
    )
  })

  it(
    'keeps a sample and asks for its strength; nobody is offered to dispose of it while the complaint is open (T6, T7)',
    async () => {
      const story = await fileShortage(bot)
      await story.chen.taps('受理')
      await story.chen.taps('厂内核查')
      await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
      await story.chen.taps('取样签封')
      await story.chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
      expect(
        (await story.complaint()).clocks
          .filter(({ id }) => ['T6a', 'T6b', 'T7'].includes(id))
          .map(({ id, dueAt }) => [id, dueAt])
          .sort(),
      ).toEqual([
        ['T6a', instant('2026-11-07', '18:00')],
        ['T6b', instant('2026-12-02', '18:00')],
        ['T7', instant('2026-12-13', '18:00')],
      ])
      await at('2026-11-07', '12:05')
      expect(story.chen.transcript()).toContain('今天到期：3天强度结果')
      await story.chen.taps('报检验结果')
      await story.chen.saysAll('3天强度', '抗压 27.6 MPa', '符合', '提交')
      expect((await story.complaint()).clocks.find(({ id }) => id === 'T6a')?.stoppedAt).toBeDefined()
      await at('2026-12-12', '09:05')
      expect(story.chen.transcript()).toContain('快到期了：封存样保管')
      expect(story.chen.transcript()).not.toContain('处置样品')
    },
    MONTHS_PASS_MS,
  )
})

it('acceptPlan is refused to a department: only the customer or customer service may answer', async () => {
  const story = await untilPlanning()
  await propose(story.sun)
  await story.zhao.taps('批准方案')
  expect(await story.sun.tapsOn(story.liu.cards().at(-1)!, '客户答复方案')).toContain('要由客服人员来做')
  await acceptPlan(story)
})
