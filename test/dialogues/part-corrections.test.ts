/** What was recorded of the handling is corrected by whoever recorded it, in the dialogue in which it was recorded (R3.2). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { printed } from '../setup/printed.js'
import { setRoles } from '../setup/roles.js'
import { more } from '../setup/stories.js'
import {
  acceptPlan,
  execute,
  expectReplayed,
  file,
  fileShortage,
  investigate,
  plan,
  propose,
  type Story,
  setLiability,
  verify,
} from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

/** Opens what was recorded as it reads now. */
async function open(person: TestPerson, part: string): Promise<string> {
  await more(story, person, '更正调查处理')
  await person.taps(part)
  return person.heard()
}

/** Changes one field and says why. @returns the answer to the reason */
async function correct(person: TestPerson, part: string, field: string, ...answers: string[]): Promise<string> {
  await open(person, part)
  return person.saysAll(`修改${field}`, ...answers, '提交', '重新核对过。')
}

const clockOf = async (id: string) => (await story.complaint()).clocks.findLast((clock) => clock.id === id)

describe('the desk check', () => {
  it('is gone through again by whoever did it, and keeps what stood there', async () => {
    await investigate(story)
    const zhang = bot.person('zhanggong')
    await zhang.says(`查 ${story.no}`)
    await zhang.taps('现在补充')
    await zhang.says('司机说路上停过一次车。')
    await more(story, story.chen, '更正调查处理')
    expect(story.chen.heard()).toContain('更正哪一部分？')
    await story.chen.taps('厂内核查')
    expect(story.chen.heard()).toContain('哪一项要更正？回复它的名字')
    expect(story.chen.heard()).toContain('总袋数：698')
    expect(await story.chen.says('总袋数')).toContain('「总袋数」现在是 698。改成什么？')
    const shown = await story.chen.says('700')
    expect(shown).toContain('总袋数：700（原来是 698）')
    expect(shown).toContain('装车工：李明\n')
    expect(await story.chen.says('提交')).toContain('为什么更正？')
    expect(await story.chen.says('重看录像，是 700 袋。')).toContain('更正厂内核查：总袋数 698 改为 700（重看录像，是 700 袋。）')
    const complaint = await story.complaint()
    expect(complaint.events.find(({ type }) => type === 'deskChecked')).toMatchObject({ data: { loadedBags: 698 } })
    expect(complaint.state).toBe('FACTS_PENDING')
    for (const person of [story.liu, story.sun]) expect(person.heard()).toContain('陈静 更正厂内核查：总袋数 698 改为 700')
    expect(zhang.transcript()).not.toContain('更正')
    expect(printed(complaint)).toMatchObject({
      装车袋数: '700',
      更正记录: expect.stringContaining('陈静 更正厂内核查：总袋数 698 改为 700（重看录像，是 700 袋。）'),
    })
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('更正厂内核查：总袋数 698 改为 700')
    await expectReplayed(bot)
  })

  it('names another lane, which counts for what happens again and again', async () => {
    await investigate(story)
    await correct(story.chen, '厂内核查', '装车道', '5号道')
    expect(await story.complaint()).toMatchObject({ laneKey: 'weinan|5号道' })
  })

  it('asks for a visit after all, while it is investigated; not once the facts are written', async () => {
    await story.chen.taps('受理')
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    await correct(story.chen, '厂内核查', '需现场核实', '是')
    expect(await clockOf('T2b')).toMatchObject({ startedAt: bot.clock.now() })
    expect(story.liu.heard()).toContain('安排现场核实')
    await correct(story.chen, '厂内核查', '需现场核实', '否')
    expect(await clockOf('T2b')).toMatchObject({ stoppedAt: bot.clock.now() })
    await story.chen.taps('写核实结论')
    await story.chen.saysAll('装车道计数器漏计，少装 8 袋。', '包装/装车', '3 号道计数器故障。', '提交')
    await open(story.chen, '厂内核查')
    expect(await story.chen.saysAll('修改需现场核实', '是', '提交')).toContain('不能再改成要去现场或要取样')
    await expectReplayed(bot)
  })

  it('is nobody’s but quality control’s, and each try is noted', async () => {
    await investigate(story)
    for (const person of [story.liu, story.sun]) {
      await person.says(`查 ${story.no}`)
      await person.taps('更多')
      expect(person.heard()).not.toContain('更正调查处理')
    }
    const place = (await story.complaint()).events.findIndex(({ type }) => type === 'deskChecked')
    bot.clock.moveBy(5_000)
    await bot.simulator.taps('sunqiang', 'forged', `do:begin:correctPart.${story.no}.${place}`)
    await bot.app.settled()
    expect(story.sun.heard()).toContain('这一步要由质检人员来做')
    expect(await story.zhao.says(`记录 ${story.no}`)).toContain('孙强')
  })

  it('nothing is recorded where nothing was changed', async () => {
    await investigate(story)
    await open(story.chen, '厂内核查')
    expect(await story.chen.says('提交')).toContain('还没有改动')
    expect(await story.chen.says('取消')).toContain('已取消')
    expect((await story.complaint()).events.some(({ type }) => type === 'partCorrected')).toBe(false)
  })
})

describe('the facts', () => {
  const OTHER = '装车道计数器漏计，少装 10 袋，与客户清点一致。'

  it('are asked of the customer again where they had confirmed other words', async () => {
    const zhang = bot.person('zhanggong')
    await investigate(story)
    await zhang.taps('确认情况')
    expect(zhang.heard()).toContain('少装 8 袋')
    await zhang.says('确认')
    expect(story.chen.heard()).toContain('责任判定')
    const said = await correct(story.chen, '核实结论', '核实结论', OTHER)
    expect(said).toContain('核实结论 装车道计数器漏计，少装 8 袋，与客户清点一致。 改为 装车道计数器漏计，少装 10 袋')
    expect(await clockOf('T4')).toMatchObject({ startedAt: bot.clock.now() })
    expect(await clockOf('T3a')).toMatchObject({ stoppedAt: bot.clock.now() })
    expect(zhang.heard()).toContain('核实情况有更正，请您再确认')
    expect(zhang.heard()).not.toContain('陈静')
    expect(story.liu.heard()).toContain('待办：客户确认事实')
    await story.chen.says('我的任务')
    expect(story.chen.heard()).not.toContain('责任判定')
    await zhang.taps('确认情况')
    expect(zhang.heard()).toContain('少装 10 袋')
    await zhang.says('确认')
    await setLiability(story, '我方')
    const form = printed(await story.complaint())
    expect(form).toMatchObject({ 核实结论: OTHER })
    // what was taken out is not for the customer, who signs the form
    expect(form.更正记录).toContain(`更正核实结论：核实结论 原文（存系统记录） 改为 ${OTHER}`)
    expect(JSON.stringify(form)).not.toContain('装车道计数器漏计，少装 8 袋，与客户清点一致')
    await expectReplayed(bot)
  })

  it('are not confirmed by a customer who was shown other words', async () => {
    const zhang = bot.person('zhanggong')
    await investigate(story)
    await zhang.taps('确认情况')
    await correct(story.chen, '核实结论', '核实结论', OTHER)
    await zhang.says('确认')
    expect(zhang.heard()).toContain('核实情况刚刚更正过')
    expect((await story.complaint()).events.some(({ type }) => type === 'customerConfirmed')).toBe(false)
  })

  it('stay once the liability was set by them, and the cause does not', async () => {
    await verify(story)
    await open(story.chen, '核实结论')
    expect(await story.chen.saysAll('修改核实结论', OTHER, '提交')).toContain('已按这个结论判定责任，结论不能再改')
    await story.chen.saysAll(
      '修改核实结论',
      '装车道计数器漏计，少装 8 袋，与客户清点一致。',
      '修改原因分类',
      '计量',
      '提交',
      '计数器属计量器具。',
    )
    const complaint = await story.complaint()
    expect(complaint).toMatchObject({ causeCode: 'WEIGHING', state: 'PLANNING' })
    expect(printed(complaint)).toMatchObject({ 原因分类: '计量' })
    expect(story.sun.heard()).toContain('更正核实结论：原因分类 包装/装车 改为 计量')
    await expectReplayed(bot)
  })
})

describe('the liability', () => {
  it('leads the other way while nobody has gone on from it, with the time of that way', async () => {
    await verify(story, '非我方')
    expect(await story.complaint()).toMatchObject({ state: 'NOT_OURS' })
    await open(story.chen, '责任判定')
    await story.chen.saysAll('修改责任判定', '我方', '渭南厂包装发运部', '提交', '点错了。')
    expect(await story.complaint()).toMatchObject({ state: 'PLANNING', liability: 'OURS' })
    expect(await clockOf('T3')).toMatchObject({ startedAt: bot.clock.now() })
    expect(await clockOf('T3b')).toMatchObject({ stoppedAt: bot.clock.now() })
    expect(story.sun.heard()).toContain('待办：提出方案')
    await propose(story.sun)
    await open(story.chen, '责任判定')
    expect(story.chen.heard()).toContain('已按这个责任提了方案，责任判定不能再改')
    await expectReplayed(bot)
  })
})

describe('更正, typed', () => {
  it('with a number goes on with what the person may correct, and asks where that is more than one thing', async () => {
    await verify(story, '非我方')
    await story.liu.taps('解释说明')
    await story.liu.saysAll('装车 700 袋有记录和视频，途中掉落由承运方负责。', '完成', '提交')
    expect(await story.chen.says(`更正 ${story.no}`)).toContain('更正哪一部分？')
    expect(await story.liu.says('更正 001')).toContain(`${story.no} 更正什么？`)
    await story.liu.taps('更正调查处理')
    expect(story.liu.heard()).toContain('更正哪一部分？')
    expect(await story.sun.says('更正 1103-001')).toContain('还不能或不用「更正」')
    expect(await story.liu.says('更正 9999-001')).toContain('要更正哪一件？请带上编号')
  })

  it('alone goes on with the only one that the person may correct, and offers them where there are more', async () => {
    expect(await story.sun.says('更正')).toContain('要更正哪一件？请带上编号')
    expect(await story.liu.says('更正')).toContain('哪一项要更正？')
    await story.liu.says('取消')
    const other = await fileShortage(bot, 'T2611-022')
    await bot.pass(60_000)
    expect(await story.liu.says('更正')).toMatch(/要更正哪一件？[\s\S]*袋数不足：1103-002 渭南宏基[\s\S]*袋数不足：1103-001/)
    await story.liu.taps('1103-002')
    await story.liu.saysAll('提货单号', 'T2611-023', '看错了一位')
    expect(story.liu.transcript()).toContain(`${other.no}：更正提货单号：T2611-022 改为 T2611-023（看错了一位）`)
  })
})

describe('who heard it first', () => {
  it('hears the correction too: the head of marketing, customer service, and the department that has nothing to do with it any more', async () => {
    await verify(story)
    const wu = bot.person('wudawei')
    await open(story.chen, '责任判定')
    await story.chen.saysAll('修改责任部门', '渭南厂生产部', '提交', '是生产部的计数器。')
    const said = '陈静 更正责任判定：责任部门 渭南厂包装发运部 改为 渭南厂生产部（是生产部的计数器。）'
    for (const person of [story.zhao, story.liu, story.sun, wu]) expect(person.heard()).toContain(said)
    expect(wu.heard()).toContain('待办：提出方案')
    const asked = story.sun.cards().filter(({ main_title: title }) => title?.title === '待办：提出方案')
    expect(asked.map((card) => story.sun.isReplaced(card))).toEqual([expect.stringContaining('陈静 已更正，请看新的一条')])
    await correct(story.chen, '责任判定', '责任部门', '渭南厂包装发运部')
    for (const person of [story.zhao, wu]) expect(person.heard()).toContain('责任部门 渭南厂生产部 改为 渭南厂包装发运部')
    expect(bot.person('zhanggong').transcript()).not.toContain('更正责任判定')
  })
})

describe('a plan', () => {
  it('is signed as it reads now: whoever is to sign it gets it anew, and their older card is closed', async () => {
    await verify(story)
    await propose(story.sun)
    await correct(story.sun, '解决方案', '金额', '4200元')
    expect(story.zhao.heard()).toContain('待办：批准方案')
    expect(story.zhao.heard()).toContain('金额：4200')
    expect(story.zhao.heard()).toContain('更正：孙强 解决方案：金额 420 改为 4200')
    const [first] = story.zhao.cards().filter(({ main_title: title }) => title?.title === '待办：批准方案')
    expect(story.zhao.isReplaced(first!)).toContain('孙强 已更正，请看新的一条')
    await story.zhao.taps('批准方案')
    expect(printed(await story.complaint())).toMatchObject({ 金额: expect.stringContaining('4200') })
    await open(story.sun, '解决方案')
    expect(story.sun.heard()).toContain('赵建国 已批准方案，不能再改')
    await expectReplayed(bot)
  })

  it('that somebody has corrected is not theirs to approve', async () => {
    await verify(story)
    await propose(story.sun)
    await setRoles(bot, 'zhaojianguo', { role: 'MKT_HEAD' }, { role: 'DEPT', department: 'weinan-packing' })
    await correct(story.zhao, '解决方案', '金额', '4200元')
    await story.zhao.says('我的任务')
    await story.zhao.taps('批准方案')
    expect(story.zhao.heard()).toContain('自己提的方案要由别人批准')
  })
})

describe('an explanation', () => {
  it('that needs a letter after all waits for its signature', async () => {
    await verify(story, '非我方')
    await story.liu.taps('解释说明')
    await story.liu.saysAll('装车 700 袋有记录和视频，途中掉落由承运方负责。', '完成', '提交')
    expect(await story.complaint()).toMatchObject({ state: 'FILING' })
    await correct(story.liu, '解释说明', '书面回复', '是')
    expect(await story.complaint()).toMatchObject({ state: 'NOT_OURS' })
    expect(await clockOf('TF')).toMatchObject({ stoppedAt: bot.clock.now() })
    expect(printed(await story.complaint())).toMatchObject({ 回复函编号: expect.stringContaining('FH-') })
    await story.zhou.taps('签发回复函')
    await open(story.liu, '解释说明')
    expect(story.liu.heard()).toContain('周敏 已签发回复函，解释说明不能再改')
    await expectReplayed(bot)
  })
})

describe('what was carried out', () => {
  it('is corrected by the department, and stands on both forms', async () => {
    await verify(story)
    await plan(story)
    await acceptPlan(story)
    await execute(story)
    await correct(story.sun, '执行情况', '执行情况', '8 袋昨天下午送到，老李签收。')
    expect(story.chen.heard()).toContain('更正执行情况：执行情况 8 袋今天上午送到，张工签收。 改为 8 袋昨天下午送到，老李签收。')
    await more(story, story.sun, '更正调查处理')
    await story.sun.taps('执行情况')
    await story.sun.says('执行凭证')
    await story.sun.sendsPhoto()
    await story.sun.saysAll('完成', '提交', '补一张签收单。')
    const complaint = await story.complaint()
    expect(complaint.events.findLast(({ type }) => type === 'executed')).toMatchObject({ data: { proof: [expect.anything()] } })
    const form = printed(complaint)
    expect(form).toMatchObject({ 执行情况: '8 袋昨天下午送到，老李签收。', 投诉事项及处理结果: expect.stringContaining('老李签收') })
    expect(form.更正记录).toContain('更正执行情况：执行凭证 1 份 改为 1 份（补一张签收单。）')
    await expectReplayed(bot)
  })

  it('costs what it costs, also after the filing; what has become a case of its own stays', async () => {
    await verify(story)
    await plan(story)
    await acceptPlan(story)
    await execute(story)
    await file(story)
    await correct(story.chen, '备案内容', '损失金额', '4200')
    expect(await story.complaint()).toMatchObject({ state: 'CALLBACK' })
    expect(printed(await story.complaint())).toMatchObject({ 损失金额: expect.stringContaining('4200') })
    await open(story.chen, '备案内容')
    expect(await story.chen.saysAll('修改纠正措施', '换新的计数器。', '提交')).toContain('纠正措施已经单独立项')
    await expectReplayed(bot)
  })
})

describe('a sample', () => {
  it('has its strength awaited by the day on which it was really cast', async () => {
    await story.chen.taps('受理')
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
    await story.chen.taps('取样签封')
    await story.chen.saysAll('现场样', 'YP-001 昨天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
    await correct(story.chen, '取样 YP-001', '成型日期', '昨天')
    expect(await clockOf('T6a')).toMatchObject({ about: 'YP-001', span: { day: '2026-11-06' } })
    const { clocks } = await story.complaint()
    expect(clocks.filter(({ id, stoppedAt }) => ['T6a', 'T6b', 'T7'].includes(id) && !stoppedAt)).toHaveLength(3)
    await expectReplayed(bot)
  })

  it('keeps its number once a result was reported by it; a result of another age is awaited again', async () => {
    await story.chen.taps('受理')
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
    await story.chen.taps('取样签封')
    await story.chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
    await bot.until('2026-11-06', '10:00')
    await more(story, story.chen, '报检验结果')
    await story.chen.saysAll('3天强度', '抗压 27.6 MPa', '符合', '提交')
    expect(await clockOf('T6a')).toMatchObject({ stoppedAt: expect.any(Date) })
    await open(story.chen, '取样 YP-001')
    expect(await story.chen.saysAll('修改样品编号', 'YP-002', '提交')).toContain('样品 YP-001 已经报过检验结果')
    await story.chen.says('取消')
    await correct(story.chen, '3天 YP-001', '检验项目', '其他项目', '安定性')
    expect((await clockOf('T6a'))?.stoppedAt).toBeUndefined()
    await expectReplayed(bot)
  })
})
