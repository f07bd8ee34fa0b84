/** Improvement meetings and their measures (R19.4.c): cases of their own that belong to a complaint. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import type { Actor, CaseEvent, CaseRecord } from '../../src/cases/case.js'
import type { CaseType, Schemas } from '../../src/cases/case-type.js'
import { allCases } from '../../src/cases/collection.js'
import { engineOf } from '../../src/cases/engine.js'
import { refusalModel } from '../../src/cases/refusals.js'
import { correctiveAction } from '../../src/corrective-actions/corrective-action.js'
import type { Values } from '../../src/dialogue/session.js'
import { meeting } from '../../src/meetings/meeting.js'
import { expectLawful } from '../contracts/case-contract.js'
import { type Bot, startBot } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { holdMeeting, more } from '../setup/stories.js'
import { fileShortage, filesOf, handle, type Story, verify } from '../setup/story.js'

const AT = instant('2026-11-03', '10:00')
const DOER = { id: 'wecom:zhaojianguo', name: '赵建国' }
const ACTORS: readonly Actor[] = ['CS', 'MKT_HEAD', 'SALES', 'QC', 'QC_HEAD', 'DEPT', 'PROD_TECH', 'GM', 'ADMIN', 'CUSTOMER', 'SYSTEM']

interface Row {
  readonly from: readonly string[]
  readonly who: readonly Actor[]
  readonly to?: string
  readonly data?: Values
}
interface Table {
  readonly type: CaseType
  readonly begun: Values
  readonly states: readonly string[]
  readonly rows: Readonly<Record<string, Row>>
}

/** R19.4.c and domain.md 2.1, written by hand. */
const TABLES: readonly Table[] = [
  {
    type: meeting,
    begun: { reason: '第三次' },
    states: ['PROPOSED', 'CONVENED', 'MINUTES_FILED', 'MEASURES_OPEN', 'VERIFIED', 'DECLINED'],
    rows: {
      meetingOpened: { from: [], who: ['SYSTEM'] },
      meetingConvened: { from: ['PROPOSED', 'CONVENED'], who: ['GM'], to: 'CONVENED', data: { meetingOn: '2026-11-20' } },
      meetingDeclined: { from: ['PROPOSED'], who: ['GM'], to: 'DECLINED', data: { reason: '开过了' } },
      minutesFiled: { from: ['CONVENED'], who: ['MKT_HEAD', 'GM'], to: 'MINUTES_FILED', data: { attendees: '钱总', causes: '计数器' } },
      measureAdded: {
        from: ['MINUTES_FILED', 'MEASURES_OPEN'],
        who: ['MKT_HEAD', 'GM'],
        to: 'MEASURES_OPEN',
        data: { measure: '换计数器', department: 'weinan-packing', due: '2026-11-20' },
      },
      meetingVerified: { from: ['MEASURES_OPEN'], who: ['SYSTEM'], to: 'VERIFIED', data: { ended: 1 } },
    },
  },
  {
    type: correctiveAction,
    begun: { measure: '换计数器', due: '2026-11-20', reason: '第三次' },
    states: ['OPEN', 'DONE', 'VERIFIED'],
    rows: {
      measureGiven: { from: [], who: ['SYSTEM'] },
      measureDone: { from: ['OPEN'], who: ['DEPT', 'MKT_HEAD', 'ASSIGNEE'], to: 'DONE', data: { result: '换好了' } },
      measureVerified: { from: ['DONE'], who: ['MKT_HEAD', 'GM'], to: 'VERIFIED' },
      measureFailed: {
        from: ['DONE'],
        who: ['MKT_HEAD', 'GM'],
        to: 'OPEN',
        data: { reason: '又少袋', due: '2026-11-27', checkOn: '2026-11-30' },
      },
    },
  },
]

const engineFor = (type: CaseType) => engineOf<CaseRecord, Schemas, CaseEvent>(type)
const setting = { rules: exampleOrganisation().rules, calendar: createCalendar({ national: nationalDays() }) }

function begunAs({ type, begun }: Table): CaseRecord {
  const engine = engineFor(type)
  const name = Object.keys(type.acts).find((act) => type.acts[act]!.from.length === 0)!
  const record = { _id: `${type.prefix}-20261103-001`, registeredAt: AT, registeredBy: { id: 'system', name: '' } }
  return engine.replay([engine.begin({ id: '1', type: name, at: AT, actors: ['SYSTEM'], data: begun, record }, setting)])
}

describe.each(TABLES)('$type.kind', (table) => {
  const { type, rows, states } = table
  const bookkeeping = ['reminded', 'pushed', 'recalculated', 'followed', 'erased', 'transferred', 'takenOver', 'copied', 'replied']

  it('has no act but those of the table, and what every case has', () => {
    expect(Object.keys(type.acts).filter((name) => !bookkeeping.includes(name))).toEqual(Object.keys(rows))
  })

  it.each(Object.entries(rows).flatMap(([name, row]) => states.map((state) => [name, state, row] as const)))(
    '%s in %s',
    (name, state, { from, who, to, data = {} }) => {
      for (const actor of ACTORS) {
        const decision = engineFor(type).decide(
          { ...begunAs(table), state },
          { id: '2', type: name, at: AT, by: DOER, actors: [actor], data },
          setting,
        )
        expect({ actor, ok: decision.ok }).toEqual({ actor, ok: from.includes(state) && who.includes(actor) })
        if (decision.ok) expect(decision.event.to).toBe(to)
      }
    },
  )
})

it('nobody verifies what they have done themselves', () => {
  const engine = engineFor(correctiveAction)
  const open = begunAs(TABLES[1]!)
  const done = engine.decide(
    open,
    { id: '2', type: 'measureDone', at: AT, by: DOER, actors: ['MKT_HEAD'], data: { result: '换好了' } },
    setting,
  )
  expect(done.ok).toBe(true)
  const record = done.ok ? engine.apply(open, done.event) : open
  const verify = (by: typeof DOER) => engine.decide(record, { id: '3', type: 'measureVerified', at: AT, by, actors: ['MKT_HEAD'] }, setting)
  expect(verify(DOER)).toMatchObject({ ok: false, key: 'correctiveAction.refused.own' })
  expect(verify({ id: 'wecom:qianweimin', name: '钱卫民' }).ok).toBe(true)
})

describe('in the chat', () => {
  let bot: Bot
  let story: Story
  beforeEach(async () => {
    bot = await startBot()
    story = await fileShortage(bot)
    await more(story, story.liu, '建议开质量分析会')
    await story.liu.says('一个月内 3 号道第三次少袋。')
  })
  afterEach(() => bot.stop())

  const states = async (kind: string) => (await story.cases(kind)).map(({ state }) => state)

  it('decides on several measures, each of one department, and ends when all are verified', async () => {
    await holdMeeting(story)
    const [held] = await story.cases('meeting')
    await more({ ...story, no: held!._id }, story.zhao, '加改进措施')
    await story.zhao.saysAll('每班校一次。', '渭南厂生产部', '下周五')
    expect(await story.cases('correctiveAction')).toMatchObject([
      { parent: held!._id, departments: ['weinan-packing'], fields: { measure: '3 号道换计数器。', due: '2026-11-13' } },
      { parent: held!._id, departments: ['weinan-production'], fields: { measure: '每班校一次。' } },
    ])
    const wu = bot.person('wudawei')
    await story.zhao.says('我的任务')
    for (const [doer, state] of [
      [story.sun, 'MEASURES_OPEN'],
      [wu, 'VERIFIED'],
    ] as const) {
      await doer.taps('报告措施完成')
      await doer.saysAll('已做完，连续 3 班无差错。', '完成')
      await story.zhao.taps('验证措施')
      await story.zhao.saysAll('有效', '连续 3 班抽查无差错。')
      expect(await states('meeting')).toEqual([state])
    }
    expect(await states('correctiveAction')).toEqual(['VERIFIED', 'VERIFIED'])
    for (const kind of [meeting, correctiveAction]) for (const record of await story.cases(kind.kind)) expectLawful(kind, record)
    expect(await story.liu.says(`记录 ${story.no}`)).toMatch(/质量分析会 HY-20261103-001 结束：措施全部验证/)
  })

  it('is shown with the complaint, and the complaint with it, to whoever may read them', async () => {
    await holdMeeting(story)
    expect(await story.qian.says(`查 ${story.no}`)).toMatch(/相关记录[\s\S]*分析会：HY-20261103-001（措施执行中）/)
    expect(await story.qian.taps('看质量分析会')).toMatch(
      /质量分析会 HY-20261103-001[\s\S]*一个月内 3 号道第三次少袋[\s\S]*投诉：TS-20261103-001/,
    )
    expect(await story.qian.taps('看措施')).toMatch(/改进措施 GJ-20261103-001[\s\S]*3 号道换计数器[\s\S]*起因：一个月内 3 号道第三次少袋/)
    expect(await story.wang.says(`查 ${story.no}`)).not.toContain('分析会：HY')
    expect(await story.wang.says('查 HY-20261103-001')).toContain('您不能查看')
    expect(await bot.person('zhanggong').says('查 HY-20261103-001')).toBe(
      '没有找到 HY-20261103-001。请核对编号；需要帮助请回复「转人工」。',
    )
  })

  it('follows its complaint to another plant, with the measures of it; a measure stays with its department', async () => {
    await holdMeeting(story)
    await story.chen.says(`查 ${story.no}`)
    await story.chen.taps('转给其他企业')
    await story.chen.saysAll('铜川厂', '提货单是铜川厂的。')
    const { plant, departments } = await story.complaint()
    expect(plant).toBe('tongchuan')
    expect(await story.cases('meeting')).toMatchObject([{ plant, departments }])
    expect(await story.cases('correctiveAction')).toMatchObject([{ plant, departments: ['weinan-packing'] }])
  })

  it('is proposed once while it is open, and again when it has ended', async () => {
    const isOffered = async () => (await story.liu.says(`查 ${story.no}`)) && (await story.liu.taps('更多')).includes('建议开质量分析会')
    expect(await isOffered()).toBe(false)
    await story.qian.taps('不召开')
    await story.qian.says('上周已开过同一问题的会。')
    expect(await isOffered()).toBe(true)
    await story.liu.taps('建议开质量分析会')
    await story.liu.says('又少了 5 袋。')
    expect(await states('meeting')).toEqual(['DECLINED', 'PROPOSED'])
  })

  it('its minutes are not asked for before its day, and the general manager may move that; a measure is for a department of the plant', async () => {
    const { qian, zhao } = story
    await qian.taps('召集质量分析会')
    await qian.says('下周一')
    expect(await zhao.taps('写会议纪要')).toMatch(/^质量分析会定在 2026年11月9日（周一），还没有开，从当天起再写会议纪要。/)
    expect(await states('meeting')).toEqual(['CONVENED'])
    await qian.says('查 HY-20261103-001')
    await qian.taps('更多')
    await qian.taps('召集质量分析会')
    await qian.says('今天')
    const [moved] = await story.cases('meeting')
    expect(moved?.clocks.flatMap(({ id, span, stoppedAt }) => (id === 'TG2' ? [[span.day, stoppedAt !== undefined]] : []))).toEqual([
      ['2026-11-09', true],
      ['2026-11-03', false],
    ])
    await zhao.taps('写会议纪要')
    await zhao.saysAll('钱总', '计数器', '完成', '提交')
    await zhao.taps('加改进措施')
    const asked = await zhao.says('换计数器')
    expect(asked).toContain('渭南厂包装发运部')
    expect(asked).not.toContain('铜川厂')
  })

  it('nobody answers the due date of a measure with the end of time', async () => {
    await story.qian.taps('召集质量分析会')
    await story.qian.says('今天')
    await story.zhao.taps('写会议纪要')
    await story.zhao.saysAll('钱总', '计数器', '完成', '提交')
    await story.zhao.taps('加改进措施')
    expect(await story.zhao.saysAll('换计数器', '渭南厂包装发运部', '9999-12-31')).toMatch(/只能是前后 5 年以内的日子.*写一个估计的/)
    await story.zhao.says('下周五')
    expect(await story.cases('correctiveAction')).toMatchObject([{ fields: { due: '2026-11-13' } }])
  })

  it('begins once, and its end is noted once, when the bot stops in between and announces again', async () => {
    await story.qian.taps('不召开')
    await story.qian.says('上周已开过同一问题的会。')
    const kept = allCases(bot.connection)
    const again = async (no: string, type: string) => {
      const { events = [] } = (await kept.findById(no).lean<CaseRecord>()) ?? {}
      const notices = events.filter((event) => event.type === type).map(({ id }) => id)
      await kept.updateOne({ _id: no }, { $set: { notices, noticeDueAt: bot.clock.now() } })
    }
    await again(story.no, 'meetingProposed')
    await again('HY-20261103-001', 'meetingDeclined')
    await bot.app.cases.announce()
    expect(await states('meeting')).toEqual(['DECLINED'])
    const { events } = await story.complaint()
    expect(events.filter(({ type }) => type === 'meetingEnded')).toHaveLength(1)
  })

  it('chases the measure: the department, then marketing with it, then the general manager', async () => {
    await holdMeeting(story)
    await bot.pass(14 * 24 * 3_600_000)
    expect(story.sun.heard()).toContain('快到期了：改进措施')
    expect(story.zhao.heard()).toContain('已超期：改进措施')
    expect(await story.sun.says('我的任务')).toContain('报告措施完成')
  })

  it('stands in the digest when a measure of it is late, with a list that says whom it waits for, and a push', async () => {
    await holdMeeting(story)
    await bot.pass(14 * 24 * 3_600_000)
    expect(await story.qian.says('日报')).toMatch(/其他事项超期 1/)
    const listed = await story.qian.taps('其他事项超期（1）')
    expect(listed).toMatch(/超期：报告措施完成[\s\S]*\n措施：3 号道换计数器。[\s\S]*在谁手里：孙强（渭南厂包装发运部）：报告措施完成/)
    expect(await story.qian.taps('催办')).toContain('已催办')
    expect(await story.wang.says('日报')).not.toContain('其他事项超期')
  })

  describe('where one record is damaged, or unknown', () => {
    const damage = (no: string, fields: object) => allCases(bot.connection).collection.updateOne({ _id: no as never }, { $set: fields })
    beforeEach(async () => {
      await holdMeeting(story)
      await more({ ...story, no: 'HY-20261103-001' }, story.zhao, '加改进措施')
      await story.zhao.saysAll('每班校一次。', '渭南厂生产部', '下周五')
    })

    it('the other measures follow the complaint, and stand in the minutes', async () => {
      await damage('GJ-20261103-001', { events: null })
      await story.chen.says(`查 ${story.no}`)
      await story.chen.taps('转给其他企业')
      await story.chen.saysAll('铜川厂', '提货单是铜川厂的。')
      await bot.pass(3_600_000)
      expect((await story.cases('correctiveAction'))[1]).toMatchObject({ plant: 'tongchuan' })
      await more({ ...story, no: 'HY-20261103-001' }, story.zhao, '会议纪要文件')
      expect(filesOf(story.zhao)).toHaveLength(1)
    })

    it('the forms of the complaint come, whatever stands in its meeting', async () => {
      await damage('HY-20261103-001', { events: null, plant: 5 })
      await verify(story)
      await handle(story)
      await bot.pass(3_600_000)
      expect(filesOf(story.liu).length).toBeGreaterThan(0)
    })

    it('a refused export of the minutes is recorded', async () => {
      await story.qian.says('查 HY-20261103-001')
      await story.qian.taps('更多')
      const old = story.qian.cards().at(-1)!
      await story.chen.says(`查 ${story.no}`)
      await story.chen.taps('转给其他企业')
      await story.chen.saysAll('铜川厂', '提货单是铜川厂的。')
      expect(await story.qian.tapsOn(old, '会议纪要文件')).toContain('您不能查看')
      expect(await refusalModel(bot.connection).find({ reference: 'HY-20261103-001' }).lean()).toMatchObject([{ action: 'exportMinutes' }])
    })

    it('the complaint is shown though something of a newer version belongs to it', async () => {
      const newer = { _id: 'ZZ-20261103-001', caseKind: 'newer', parent: story.no, state: 'OPEN', isOpen: true, operationKey: 'zz' }
      await allCases(bot.connection).collection.insertOne(newer as never)
      expect(await story.liu.says(`查 ${story.no}`)).toContain('卸车少了8袋')
    })

    it('the list of what is late answers, also with nothing to show', async () => {
      await bot.pass(14 * 24 * 3_600_000)
      await story.qian.says('日报')
      for (const no of ['GJ-20261103-001', 'GJ-20261103-002']) await damage(no, { registeredBy: null })
      expect(await story.qian.taps('其他事项超期（2）')).toContain('没有其他超期的事项')
    })
  })
})
