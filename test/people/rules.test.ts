/** 规则, 修改规则 and 规则记录, and what a case keeps of the rules that it was registered under (R22). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OWN_RULES } from '../../src/app.js'
import { dayOf } from '../../src/calendar/index.js'
import { refusalModel } from '../../src/cases/refusals.js'
import { rulesIn } from '../../src/people/rule-list.js'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { setRoles } from '../setup/roles.js'
import { expectReplayed, fileShortage, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const person = (id: string) => bot.person(id)
const REASON = '按营销例会的决定'
/** 赵建国, head of marketing, sets a rule at once. */
const sets = (rule: string, value: string) => person('zhaojianguo').saysAll(`修改规则 ${rule}`, value, '马上', REASON, '提交')

describe('the rules', () => {
  it('are shown in words, page by page', async () => {
    const liu = person('liuna')
    expect(await liu.says('规则')).toContain('· 方案时限：3 个工作日\n· 方案时限起点：从责任判定起')
    expect(liu.heard()).toContain('· 方案审批：市场营销部负责人签')
    expect(await liu.taps('时间和保存')).toContain('· 办公时间：08:30–12:00、14:00–18:00')
    expect(await liu.taps('计量样品礼品')).toContain('· 礼品限额：不限')
  })

  it('are none of a customer’s business, nor of somebody’s who holds no role', async () => {
    for (const words of ['规则', '修改规则 方案时限', '规则记录'])
      expect(await person('zhanggong').says(words)).not.toMatch(/方案时限|规则记录|现在：/)
    await setRoles(bot, 'wudawei')
    expect(await person('wudawei').says('规则')).toContain('规则只给有岗位的同事看')
    expect(await person('wudawei').says('规则记录')).toContain('规则只给有岗位的同事看')
  })

  it('can all be chosen by name in the dialogue', async () => {
    const { steps } = bot.app.dialogues.flows.find(({ id }) => id === 'changeRule')!
    const { rule } = steps
    const options = rule?.type === 'question' && rule.input.type === 'choice' ? rule.input.options : []
    expect([...options].sort()).toEqual(
      rulesIn(OWN_RULES)
        .map(({ id }) => id)
        .sort(),
    )
  })
})

describe('a rule', () => {
  it('and what it is to become may stand in one message; of a value that is no good it is said how to write it', async () => {
    const zhao = person('zhaojianguo')
    expect(await zhao.says('修改规则 方案时限改为2个工作日')).toContain('从哪天起按新的办？')
    expect(await zhao.saysAll('马上', REASON)).toContain('方案时限：3 个工作日 → 2 个工作日')
    await zhao.says('取消')
    expect(await zhao.saysAll('修改规则', '回访时限改成很久')).toContain('没看懂「很久」。请写几个工作日，如 3个工作日。')
    expect(await zhao.says('回访时限 4天')).toContain('从哪天起按新的办？')
  })

  it('is offered to nobody who may change none: who may is said at once, and nothing stays open', async () => {
    for (const id of ['liuna', 'sunqiang', 'qianweimin']) {
      const heard = await person(id).says('修改规则')
      expect(heard).toContain('规则由市场营销部负责人、质检部负责人、系统管理员修改，没有改动')
      expect(heard).not.toContain('改哪一条')
    }
    expect(await person('liuna').says('取消')).toContain('没有正在填写的内容')
  })

  it('that names the general managers as signers is told to them, as it is when it does no more', async () => {
    await sets('方案审批', '5000元')
    for (const id of ['qianweimin', 'fengyuan']) expect(person(id).heard()).toContain('赵建国 修改了「方案审批」')
    await sets('方案审批', '无')
    expect(person('qianweimin').heard()).toContain('超过 5000 元总经理再签 → 市场营销部负责人签')
    const before = person('qianweimin').transcript()
    await sets('方案时限', '5个工作日')
    expect(person('qianweimin').transcript()).toBe(before)
  })

  it('is changed by the head of marketing: said back from old to new, told to the administrator, and kept in the record', async () => {
    const zhao = person('zhaojianguo')
    expect(await zhao.says('修改规则 方案时限')).toContain('「方案时限」现在：3 个工作日')
    await zhao.saysAll('五个工作日', '马上')
    expect(await zhao.says(REASON)).toContain('方案时限：3 个工作日 → 5 个工作日，2026年11月3日（周二）起')
    expect(await zhao.says('提交')).toContain('✓ 已修改「方案时限」：3 个工作日 → 5 个工作日')
    expect(person('linjing').heard()).toContain(`赵建国 修改了「方案时限」：3 个工作日 → 5 个工作日`)
    expect(person('linjing').heard()).toContain(`原因：${REASON}`)
    expect(await person('liuna').says('规则')).toContain('· 方案时限：5 个工作日')
    expect(await person('liuna').says('规则记录')).toMatch(
      /2026年11月3日（周二） 10:00 赵建国 改 方案时限：3 个工作日 → 5 个工作日（按营销例会的决定）/,
    )
  })

  it.each([
    ['方案审批', '5000元', '市场营销部负责人签，超过 5000 元总经理再签'],
    ['方案审批', '0', '市场营销部负责人和总经理都签'],
    ['方案时限起点', '上报', '从上报起'],
    ['备案方式', '执行后才备案', '执行后一次'],
    ['办公时间', '8:00-12:00 13:30-17:30', '08:00–12:00、13:30–17:30'],
    ['免打扰时间', '晚上9点到早上8点', '21:00–08:00'],
    ['日报时间', '上午9点', '09:00'],
    ['受理时限', '4小时', '4 个工作小时'],
    ['散装磅差', '千分之2.5', '2.5‰'],
    ['报总经理轮次', '第2轮', '第 2 轮'],
    ['礼品限额', '1.2万', '12000 元'],
  ])('%s, said as %s, is %s', async (rule, said, shown) => {
    expect(await sets(rule, said)).toContain(`→ ${shown}，`)
  })

  it.each([
    ['日报时间', '8点半', '现在就是 08:30，不用改'],
    ['方案时限', '5小时', '没看懂「5小时」。请写几个工作日'],
    ['方案时限', '2.5天', '要整数'],
    ['方案时限', '0', '要大于 0'],
    ['方案时限', '400天', '最多 366'],
    ['方案时限', '无', '没看懂「无」'],
    ['办公时间', '18:00-8:30', '前后颠倒了，没有改动'],
    ['办公时间', '25:00-26:00', '没看懂'],
    ['散装磅差', '3公斤', '没看懂「3公斤」'],
  ])('%s is not %s, and stays as it was', async (rule, said, why) => {
    await sets(rule, said)
    expect(person('zhaojianguo').transcript()).toContain(why)
    await person('zhaojianguo').says('取消')
    expect(await person('liuna').says('规则记录')).toContain('规则还没有改过')
  })

  it('may hold from a day on, and is shown with it until then', async () => {
    await person('zhaojianguo').saysAll('修改规则 回访时限', '4天', '11月10日', REASON, '提交')
    await person('liuna').says('规则')
    expect(await person('liuna').taps('备案回访')).toContain('· 回访时限：2 个工作日（2026年11月10日（周二）起改为 4 个工作日）')
    await bot.until('2026-11-10', '00:00')
    await person('liuna').says('规则')
    expect(await person('liuna').taps('备案回访')).toContain('· 回访时限：4 个工作日\n')
  })

  it('that somebody else has changed meanwhile is not changed over it', async () => {
    await person('linjing').saysAll('修改规则 方案时限', '4天', '马上', REASON)
    await sets('方案时限', '5天')
    expect(await person('linjing').says('提交')).toContain('刚刚被别人改过')
    expect(await person('liuna').says('规则')).toContain('· 方案时限：5 个工作日')
  })
})

describe('whoever may', () => {
  it('is the head of marketing for the rules, the head of quality for samples, the administrator for all; others are told so, and it is logged', async () => {
    expect(await person('liuna').says('修改规则 方案时限')).toContain('规则由市场营销部负责人、质检部负责人、系统管理员修改，没有改动')
    expect(await person('zhoumin').says('修改规则 方案时限')).toContain('由市场营销部负责人、系统管理员修改')
    expect(await person('zhaojianguo').says('修改规则 实物验收封样')).toContain('由质检部负责人、系统管理员修改')
    expect(await person('zhaojianguo').says('修改规则 投诉保存年限')).toContain('由系统管理员修改')
    expect(await refusalModel(bot.connection).countDocuments({ action: 'showRule', reason: 'rules.notAllowed' })).toBe(3)
    expect(await person('zhoumin').saysAll('修改规则 实物验收封样', '60天', '马上', REASON, '提交')).toContain('40 天 → 60 天')
    expect(await person('linjing').saysAll('修改规则 投诉保存年限', '10年', '马上', REASON, '提交')).toContain('5 年 → 10 年')
  })
})

describe('a case (R22)', () => {
  it('keeps the rules that it was registered under; one that is registered later has the new ones', async () => {
    const planDaysOf = async ({ complaint }: Story) => (await complaint()).clocks.find(({ id }) => id === 'T3')?.span
    const before = await fileShortage(bot)
    await sets('方案时限', '5天')
    await sets('方案审批', '0')
    await verify(before)
    expect(await planDaysOf(before)).toEqual({ days: 3 })
    await propose(before.sun)
    await before.zhao.taps('批准方案')
    expect((await before.complaint()).state).toBe('PLAN_OFFERED')

    const after = await fileShortage(bot, 'T2611-022')
    await verify(after)
    expect(await planDaysOf(after)).toEqual({ days: 5 })
    await propose(after.sun)
    await after.zhao.taps('批准方案')
    expect((await after.complaint()).state).toBe('PLANNING')
    await expectReplayed(bot)
  })

  it('of before rules were numbered is handled as the file said', async () => {
    const story = await fileShortage(bot)
    await sets('方案时限', '5天')
    await bot.connection
      .collection('cases')
      .updateOne({ caseKind: 'complaint' }, { $unset: { rulesVersion: true, 'events.0.record.rulesVersion': true } })
    await verify(story)
    expect((await story.complaint()).clocks.find(({ id }) => id === 'T3')?.span).toEqual({ days: 3 })
  })

  it('keeps the due times that run when the office hours change; what is worked out later goes by the new ones', async () => {
    const story = await fileShortage(bot)
    const dueOf = async () => (await story.complaint()).clocks.find(({ id }) => id === 'T2')?.dueAt
    const due = await dueOf()
    await sets('办公时间', '8:00-12:00 13:30-17:00')
    expect(await dueOf()).toEqual(due)
    await verify(story)
    const { dueAt } = (await story.complaint()).clocks.find(({ id }) => id === 'T3')!
    expect(dueAt.toISOString()).toContain('T09:00') // 17:00
    expect(dayOf(dueAt)).toBe('2026-11-06')
  })
})

it('another replica goes by a changed rule within a second', async () => {
  const databaseName = freshName()
  let elapsed = 0
  const one = await startBot({ databaseName })
  const two = await startBot({ databaseName, elapsed: () => elapsed, clock: one.clock })
  try {
    await two.person('liuna').says('规则')
    await one.person('zhaojianguo').saysAll('修改规则 方案时限', '5天', '马上', REASON, '提交')
    elapsed += 1_000
    expect(await two.person('liuna').says('规则')).toContain('· 方案时限：5 个工作日')
  } finally {
    await two.stop()
    await one.connection.dropDatabase()
    await one.stop()
  }
})
