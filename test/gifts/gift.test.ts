/** Gifts (R14.1): from the request to the file, and every way in which one is not given. */
import readWorkbook from 'read-excel-file/node'
import { afterEach, describe, expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import type { Actor, CaseEvent, CaseRecord } from '../../src/cases/case.js'
import type { Schemas } from '../../src/cases/case-type.js'
import { allCases } from '../../src/cases/collection.js'
import { engineOf } from '../../src/cases/engine.js'
import { refusalModel } from '../../src/cases/refusals.js'
import { gift } from '../../src/gifts/gift.js'
import { expectLawful } from '../contracts/case-contract.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { filesOf } from '../setup/story.js'

describe('in the chat', () => {
  let bot: Bot
  let wang: TestPerson
  let liu: TestPerson
  let zhao: TestPerson
  let qian: TestPerson
  afterEach(() => bot.stop())

  async function begin(rules: object = {}): Promise<void> {
    const organisation = exampleOrganisation()
    const own = { ...organisation.rules, ...rules }
    bot = await startBot({ organisation: { ...organisation, rules: own } })
    wang = bot.person('wangqiang')
    liu = bot.person('liuna')
    zhao = bot.person('zhaojianguo')
    qian = bot.person('qianweimin')
  }

  it('is decided on by the general manager in the place of the head, and by both above the limit', async () => {
    await begin({ gift: { limitYuan: 500 } })
    await zhao.saysAll('请假', '今天', '明天', '钱卫民', '提交')
    await request(wang, { amount: '2 400' })
    await qian.says('我的任务')
    await qian.taps('批准')
    await request(wang, { amount: '2 600', recipient: '李工' })
    await qian.says('我的任务')
    expect(await qian.taps('批准')).toContain('市场营销部负责人')
    expect(await states()).toEqual(['APPROVED', 'REQUESTED'])
  })

  /** @returns its number */
  async function request(by: TestPerson, { official = '否', amount = '2 600', recipient = '张工' } = {}): Promise<string> {
    await by.saysAll('礼品申请', '宏基商混', recipient, '材料科长', official, '中秋节', '茶叶礼盒', amount, '合作满十年，登门致谢', '王强')
    await by.says('跳过')
    return /LP-\d{8}-\d{3}/.exec(await by.says('提交'))![0]
  }

  async function give(by: TestPerson, day = '今天'): Promise<string> {
    await by.taps('登记送出')
    await by.sendsPhoto()
    await by.saysAll('完成', day, '张工本人收下，已签字')
    return by.says('提交')
  }

  const gifts = () => allCases(bot.connection).find({ caseKind: 'gift' }).sort({ _id: 1 }).lean<CaseRecord[]>()
  const states = async () => (await gifts()).map(({ state }) => state)
  const refusals = () => refusalModel(bot.connection).find().lean()

  it('is requested, approved, given with proof and filed', async () => {
    await begin()
    const no = await request(wang)
    expect(wang.heard()).toContain(`✓ 已记录 ${no}：申请礼品：送给张工 茶叶礼盒 2 件，共 600.00 元`)
    expect(zhao.heard()).toMatch(
      /待办：批准[\s\S]*收礼人：张工（材料科长）\n状态：待批\n时限：11月5日 18:00\n礼品：茶叶礼盒，2 件共 600.00 元/,
    )
    expect(zhao.heard()).not.toContain('请注意')
    expect(qian.transcript()).toBe('')
    await zhao.taps('批准')
    expect(await states()).toEqual(['APPROVED'])
    expect(await give(wang)).toContain(`✓ 已记录 ${no}：已送出`)
    expect(liu.heard()).toMatch(/待办：归档[\s\S]*时限：11月5日 18:00/)
    await liu.taps('归档')
    const [filed] = await gifts()
    expect(filed).toMatchObject({
      _id: no,
      state: 'FILED',
      isOpen: false,
      fields: { givenOn: '2026-11-03', receipt: '张工本人收下，已签字' },
    })
    expectLawful(gift, filed!)
  })

  it('that was given is filed within two working days, or the head of marketing hears it', async () => {
    await begin()
    await request(wang)
    await zhao.taps('批准')
    await give(wang)
    await bot.until('2026-11-05', '18:05')
    expect(liu.transcript()).toContain('到时间了：礼品归档')
    await bot.until('2026-11-06', '09:00')
    expect(zhao.transcript()).toContain('已超期：礼品归档')
    await liu.taps('归档')
    expect(await states()).toEqual(['FILED'])
  })

  it('is not given before it is approved, whatever the date of the proof', async () => {
    await begin()
    await request(wang)
    await zhao.taps('批准')
    expect(await give(wang, '昨天')).toContain('送出日期不能比这更早')
    expect(await states()).toEqual(['APPROVED'])
    await wang.saysAll('修改送出日期', '今天', '提交')
    expect(await states()).toEqual(['GIVEN'])
  })

  it('is rejected with a reason that the requester reads', async () => {
    await begin()
    await request(wang)
    await zhao.taps('驳回')
    await zhao.says('不合适，请改送样品')
    expect(await states()).toEqual(['REJECTED'])
    expect(wang.heard()).toContain('驳回：不合适，请改送样品')
  })

  it('of the head of marketing is approved by the general manager alone', async () => {
    await begin({ gift: { limitYuan: 500 } })
    const no = await request(zhao)
    expect(zhao.transcript()).not.toContain('[批准')
    const { status } = await bot.simulator.taps('zhaojianguo', 'forged', `do:act:giftApproved.${no}`)
    expect(status).toBe(200)
    await bot.app.settled()
    expect(zhao.heard()).toContain('自己申请的礼品不能自己批。这一件要由总经理来批')
    expect(await refusals()).toMatchObject([{ action: 'giftApproved', reference: no, reason: 'gift.refused.own' }])
    await qian.taps('批准')
    expect(await states()).toEqual(['APPROVED'])
  })

  it('is listed by the year as a workbook, for each as far as they may see it', async () => {
    await begin()
    const no = await request(wang)
    await request(wang, { recipient: '马经理', official: '是' })
    expect(await zhao.says('礼品台账 2026年')).toBe('正在生成，做好了发给您。\n清单：\n[file]')
    const [sheet] = await readWorkbook(filesOf(zhao).at(-1)!)
    const rows = sheet!.data
    expect(rows[0]![0]).toBe('2026年礼品台账')
    expect(rows[1]![0]).toMatch(/^导出人：赵建国.*共 2 件$/)
    expect(rows[2]!.slice(0, 7)).toEqual(['编号', '登记时间', '登记人', '客户', '状态', '收礼人', '收礼人职务'])
    expect(rows[3]!.slice(0, 9)).toEqual([
      no,
      expect.any(Date),
      '王强',
      '渭南宏基商品混凝土有限公司',
      '待批',
      '张工',
      '材料科长',
      '否',
      '中秋节',
    ])
    expect(rows[3]!.slice(10, 12)).toEqual([2, 600])
    expect(await bot.person('hepeng').says('礼品台账')).toContain('2026年没有您能看的礼品申请。')
    expect(await zhao.says('礼品台账 去年')).toContain('2025年没有您能看的礼品申请。')
  })

  it('over the limit needs the general manager too', async () => {
    await begin({ gift: { limitYuan: 500 } })
    await request(wang, { amount: '2 500' })
    await zhao.taps('批准')
    const no = await request(wang, { amount: '2 501', recipient: '马经理' })
    expect(zhao.heard()).toContain('请注意：超过限额。')
    await zhao.taps('批准')
    expect(await states()).toEqual(['APPROVED', 'APPROVED_ONCE'])
    expect(await zhao.says('我的任务')).not.toContain(no)
    await qian.taps('复批')
    expect(await states()).toEqual(['APPROVED', 'APPROVED'])
  })

  it('for an official is warned of on both sides; a second one to the same person on the card of whoever decides', async () => {
    await begin()
    await wang.saysAll('送礼申请', '宏基商混', '李四', '科长')
    expect(await wang.says('是')).toContain('可能违法违规')
    await wang.says('取消')
    await request(wang, { official: '是' })
    expect(zhao.heard()).toMatch(/请注意：公职或国有单位人员。[\s\S]*时限：11月5日/)
    await request(wang, { recipient: '张 工' })
    expect(zhao.heard()).toContain('请注意：2026年11月3日（周二）申请过。')
    await request(wang, { recipient: '马经理' })
    expect(zhao.heard().match(/请注意/g)).toHaveLength(2)
  })

  it('is cancelled by who requested it, also after the approval', async () => {
    await begin()
    const no = await request(wang)
    await zhao.taps('批准')
    await wang.says(`查 ${no}`)
    await wang.taps('更多')
    await wang.taps('撤销申请')
    await wang.says('客户改期')
    expect(await states()).toEqual(['CANCELLED'])
    expect(zhao.heard()).toContain('撤销：客户改期')
    expect(await wang.says('我的任务')).toContain('现在没有待办')
  })

  it('is requested by nobody else, and read by nobody else; both tries are kept', async () => {
    await begin()
    expect(await bot.person('chenjing').says('礼品申请')).toContain('要由销售员、客服人员、市场营销部负责人来做')
    const no = await request(wang)
    await setRoles(bot, 'hepeng', { role: 'SALES' })
    expect(await bot.person('hepeng').says(`查 ${no}`)).toContain('或者您不能查看')
    expect(await refusals()).toMatchObject([
      { by: { id: 'wecom:chenjing' }, action: 'giftRequested', reference: 'gift' },
      { by: { id: 'wecom:hepeng' }, action: 'showCase', reference: no },
    ])
    for (const reader of [wang, liu, zhao, qian]) expect(await reader.says(`查 ${no}`)).toContain(`礼品 ${no}`)
  })

  it('is chased: who decides after two working days, who gives it after ten', async () => {
    await begin()
    await request(wang)
    await bot.until('2026-11-05', '18:30')
    expect(zhao.heard()).toContain('到时间了：审批')
    expect(qian.transcript()).not.toContain('审批')
    await bot.until('2026-11-06', '08:00')
    expect(qian.transcript()).toContain('已超期：审批')
    await zhao.taps('批准')
    await bot.until('2026-11-20', '18:30')
    expect(wang.heard()).toContain('到时间了：送出凭证')
    await bot.until('2026-11-23', '08:00')
    expect(zhao.heard()).toContain('已超期：送出凭证')
  }, 90_000)
})

describe('no path leads to GIVEN but over APPROVED', () => {
  const engine = engineOf<CaseRecord, Schemas, CaseEvent>(gift)
  const setting = { rules: exampleOrganisation().rules, calendar: createCalendar({ national: nationalDays() }), own: { limitYuan: 500 } }
  const at = instant('2026-11-03', '10:00')
  const by = { id: 'wecom:doer', name: '做事的人' }
  const everybody: Actor[] = ['SALES', 'CS', 'MKT_HEAD', 'GM', 'REGISTRAR', 'SYSTEM', 'ADMIN']
  const data = { proof: ['photo'], givenOn: '2026-11-03', receipt: '签收', reason: '原因' }
  const STATES = ['REQUESTED', 'APPROVED_ONCE', 'APPROVED', 'GIVEN', 'FILED', 'REJECTED', 'CANCELLED']
  const requested = {
    recipient: '张工',
    post: '科长',
    isOfficial: false,
    occasion: '节日',
    item: '茶叶',
    count: 1,
    buyer: '王强',
    reason: '致谢',
  }
  const record = {
    _id: 'LP-20261103-001',
    registeredAt: at,
    registeredBy: { id: 'wecom:other', name: '另一个人' },
  }
  const first = (value: number) =>
    engine.replay([
      engine.begin({ id: '1', type: 'giftRequested', at, by, actors: ['SALES'], data: { ...requested, value }, record }, setting),
    ])

  it.each(STATES.flatMap((from) => Object.keys(gift.acts).map((act) => [from, act] as const)))('%s, %s', (from, act) => {
    for (const value of [100, 501]) {
      const decision = engine.decide({ ...first(value), state: from }, { id: '2', type: act, at, by, actors: everybody, data }, setting)
      const to = decision.ok ? (decision.event.to ?? from) : from
      if (to === 'GIVEN' && from !== 'GIVEN') expect(from).toBe('APPROVED')
      if (to === 'APPROVED' && from !== 'APPROVED') expect(['giftApproved', 'giftConfirmed']).toContain(act)
      if (to === 'APPROVED' && from === 'REQUESTED') expect(value).toBeLessThanOrEqual(500)
    }
  })

  it('lets the one act through that it is about', () => {
    const decision = engine.decide(
      { ...first(100), state: 'APPROVED' },
      { id: '2', type: 'giftGiven', at, by, actors: ['REGISTRAR'], data },
      setting,
    )
    expect(decision).toMatchObject({ ok: true, event: { to: 'GIVEN' } })
  })

  it('waits for the decision and for the proof as many working days as the company has set', () => {
    const rules = { ...setting.rules, giftDecisionDays: 4, giftProofDays: 6 }
    const own = { ...setting, rules }
    const asked = {
      id: '1',
      type: 'giftRequested',
      at,
      by: record.registeredBy,
      actors: ['SALES'] as const,
      data: { ...requested, value: 501 },
      record,
    }
    const begun = engine.begin(asked, own)
    expect(begun.starts).toMatchObject([{ id: 'decision', span: { days: 4 } }])
    const decide = (events: readonly CaseEvent[], type: string, actor: Actor) => {
      const decision = engine.decide(engine.replay(events), { id: type, type, at, by: { ...by, id: actor }, actors: [actor] }, own)
      if (!decision.ok) throw new Error(decision.key)
      return decision.event
    }
    const approved = decide([begun], 'giftApproved', 'MKT_HEAD')
    expect(approved.starts).toMatchObject([{ id: 'second', span: { days: 4 } }])
    expect(decide([begun, approved], 'giftConfirmed', 'GM').starts).toMatchObject([{ id: 'proof', span: { days: 6 } }])
  })
})
