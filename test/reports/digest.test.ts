/** Every figure of the digest, recomputed from the raw events by other means; and who gets it when. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import type { Clock } from '../../src/cases/case.js'
import { allCases } from '../../src/cases/collection.js'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Complaint } from '../../src/complaints/model.js'
import { calendarOf } from '../../src/people/calendar-of.js'
import { createFigures, type FigureQueries, type Figures } from '../../src/reports/figures.js'
import { type Bot, startBot, textOf } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { callBack, confirmFacts, fileShortage, handle, investigate, plan, propose, setLiability, verify } from '../setup/story.js'
import { dayOf, workingDayAfter } from '../setup/year/days.js'
import { liveThrough, type Run } from '../setup/year/live.js'
import { randomComplaints } from '../setup/year/random-complaints.js'

const NOW = instant('2026-06-30', '10:00')
const DAY = 24 * 3_600_000

let run: Run
beforeAll(async () => {
  run = await liveThrough({ until: NOW, steps: randomComplaints(150) })
}, 120_000)
afterAll(async () => {
  await run.connection.dropDatabase()
  await run.connection.destroy()
})

/** At the end of what was lived through, and as time passes while nobody does anything. */
describe.each([0, 8, 15, 39, 63, 24 * 6])('figures, %d hours on', (hours) => {
  const now = new Date(NOW.getTime() + hours * 3_600_000)
  let figures: Figures
  let queries: FigureQueries
  const period = { from: instant('2026-06-01'), to: now }
  beforeAll(async () => {
    queries = createFigures({
      complaints: complaintModels(run.connection).complaints,
      cases: allCases(run.connection),
      calendar: calendarOf(exampleOrganisation()),
    })
    figures = await queries.figuresOf(undefined, ['MKT_HEAD@weinan'], period, now)
  }, 120_000)

  /** Nothing but the events, read one after the other. */
  function tale({ events }: Complaint) {
    let state = ''
    let major = false
    const running = new Map<string, Clock>()
    const plans: { end?: Date; legalEndAt: Date }[] = []
    const scores: { at: Date; overall: number }[] = []
    let sameDay: boolean | undefined
    let planWaits = false
    let isAnswered = false
    for (const event of events) {
      if (event.to) state = event.to
      for (const key of event.stops ?? []) {
        const clock = running.get(key)
        if (clock?.id === 'T3') plans.push({ end: event.at, legalEndAt: clock.legalEndAt })
        running.delete(key)
      }
      for (const clock of event.starts ?? []) running.set(clock.key, clock)
      if (event.type === 'calledBack') scores.push({ at: event.at, overall: event.data.overall })
      if (event.type === 'delivered' && typeof event.data?.sameDayOk === 'boolean') sameDay = event.data.sameDayOk
      if (event.type === 'missedSameDay') sameDay = false
      if (event.type === 'majorSuspected') major = true
      if (event.type === 'majorDone' || event.type === 'majorLowered') major = false
      if (event.type === 'planProposed') planWaits = true
      if (event.type === 'planApproved') planWaits = false
      if (event.type === 'factsWritten') isAnswered = false
      if (event.type === 'customerConfirmed' || event.type === 'goneOnUnanswered') isAnswered = true
    }
    for (const clock of running.values()) if (clock.id === 'T3' && clock.legalEndAt < now) plans.push({ legalEndAt: clock.legalEndAt })
    const pressing = [...running.values()].filter(({ id }) => !['T1', 'T2a', 'T6a', 'T6b', 'T7'].includes(id))
    const first = (times: Date[]) => (times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : undefined)
    return {
      state,
      isOpen: !['CLOSED', 'WITHDRAWN', 'MERGED'].includes(state),
      registeredAt: events.find(({ type }) => type === 'registered')!.at,
      closedAt: events.findLast(({ to }) => to === 'CLOSED' || to === 'WITHDRAWN')?.at,
      dueAt: first(pressing.map(({ dueAt }) => dueAt)),
      overdueAt: first(pressing.map(({ legalEndAt }) => legalEndAt)),
      plans,
      scores,
      sameDay,
      major,
      planWaits,
      isAnswered,
    }
  }
  const tales = () => run.complaints.map(tale)
  const recent = () => tales().filter(({ registeredAt }) => registeredAt.getTime() >= now.getTime() - 30 * DAY)
  const count = (test: (one: ReturnType<typeof tale>) => boolean) => tales().filter(test).length
  const isLate = ({ overdueAt }: ReturnType<typeof tale>) => overdueAt !== undefined && overdueAt < now

  it('has something to count', () => {
    expect(run.complaints.length).toBeGreaterThan(12)
    expect(count(({ isOpen }) => isOpen)).toBeGreaterThan(0)
    expect(count(isLate)).toBeGreaterThan(0)
    expect(tales().flatMap(({ scores }) => scores).length).toBeGreaterThan(2)
  })
  it('new, open, closed', () => {
    expect(figures.fresh).toBe(count(({ registeredAt }) => registeredAt >= period.from && registeredAt <= now))
    expect(figures.open).toBe(count(({ isOpen }) => isOpen))
    expect(figures.closed).toBe(count(({ closedAt, isOpen }) => !isOpen && closedAt !== undefined && closedAt >= period.from))
  })
  it('due, overdue', () => {
    const nextWorkingDay = workingDayAfter(now, 1)
    expect(figures.overdue).toBe(count(isLate))
    expect(figures.dueToday).toBe(count((one) => !isLate(one) && one.dueAt !== undefined && dayOf(one.dueAt) === dayOf(now)))
    expect(figures.dueTomorrow).toBe(
      count((one) => !isLate(one) && one.dueAt !== undefined && dayOf(one.dueAt) > dayOf(now) && dayOf(one.dueAt) <= nextWorkingDay),
    )
  })
  it('waiting', () => {
    expect(figures.waitingForCustomer).toBe(
      count(({ state, isAnswered }) => (state === 'FACTS_PENDING' && !isAnswered) || state === 'PLAN_OFFERED'),
    )
    const reviews = run.complaints.filter(({ events }) => {
      const called = events.findLast((event) => event.type === 'calledBack')
      return called && called.data.overall <= 3
    }).length
    expect(figures.waitingForMe).toBe(count(({ planWaits, state }) => planWaits && state === 'PLANNING') + reviews)
  })
  it('dissatisfied, major', () => {
    expect(figures.dissatisfied).toBe(
      count(
        ({ scores }) =>
          (scores.at(-1)?.overall ?? 5) <= 2 && scores.some(({ at, overall }) => overall <= 2 && at.getTime() >= now.getTime() - 30 * DAY),
      ),
    )
    expect(figures.major).toBe(count(({ major }) => major))
  })
  it('all of them and how they stand, in one pass as one by one', async () => {
    expect(await queries.tally({}, now)).toEqual({
      all: run.complaints.length,
      open: figures.open,
      overdue: figures.overdue,
      closed: count(({ state }) => state === 'CLOSED'),
      dissatisfied: count(({ scores }) => scores.some(({ overall }) => overall <= 2)),
    })
    expect(await queries.tally({ _id: 'none' }, now)).toEqual({ all: 0, open: 0, overdue: 0, closed: 0, dissatisfied: 0 })
  })
  it('rates, with how many they are made of', () => {
    const sameDay = recent().flatMap((one) => (one.sameDay === undefined ? [] : [one.sameDay]))
    expect(figures.sameDay).toEqual({ good: sameDay.filter(Boolean).length, all: sameDay.length })
    const plans = recent().flatMap((one) => one.plans)
    expect(figures.threeDays).toEqual({
      good: plans.filter(({ end, legalEndAt }) => end !== undefined && end <= legalEndAt).length,
      all: plans.length,
    })
    const scores = tales()
      .flatMap((one) => one.scores)
      .filter(({ at }) => at.getTime() >= now.getTime() - 30 * DAY)
    expect(figures.satisfied).toEqual({ good: scores.filter(({ overall }) => overall >= 4).length, all: scores.length })
  })
  it('kinds and states of the chart', () => {
    expect(figures.byKind.reduce((sum, one) => sum + one.count, 0)).toBe(recent().length)
    const ended = run.complaints.filter(
      (one) => ['CLOSED', 'WITHDRAWN'].includes(tale(one).state) && tale(one).registeredAt.getTime() >= now.getTime() - 30 * DAY,
    )
    expect(figures.byKind.filter(({ group }) => group === 'ENDED').reduce((sum, one) => sum + one.count, 0)).toBe(ended.length)
  })
})

describe('the daily message', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(async () => {
    await bot.stop()
  })
  const at = (day: string, time: string) => bot.until(day, time)
  /** Without what would have happened meanwhile. */
  const moveTo = (day: string, time: string) => bot.clock.moveBy(instant(day, time).getTime() - bot.clock.now().getTime())
  const digests = (userid: string) =>
    bot
      .person(userid)
      .transcript()
      .match(/投诉日报/g)?.length ?? 0

  it('goes to the managers at 08:30 on working days, once, and is silent on a day off', async () => {
    moveTo('2026-11-05', '15:00')
    const { sun, chen } = await fileShortage(bot)
    await sun.taps('收到')
    await chen.taps('受理')
    await at('2026-11-06', '08:29')
    expect(digests('zhaojianguo')).toBe(0)
    await at('2026-11-06', '08:30')
    await at('2026-11-06', '09:30')
    for (const manager of ['zhaojianguo', 'zhoumin', 'qianweimin']) expect([manager, digests(manager)]).toEqual([manager, 1])
    for (const other of ['liuna', 'chenjing', 'sunqiang', 'wangqiang', 'linjing']) expect([other, digests(other)]).toEqual([other, 0])
    await at('2026-11-07', '09:00') // Saturday
    expect(digests('zhaojianguo')).toBe(1)
    await at('2026-11-09', '08:30')
    expect(digests('zhaojianguo')).toBe(2)
  })

  it('does not come where there is nothing to tell; whoever asks reads that in one line', async () => {
    const messages = () => bot.person('fengyuan').entries().length
    await fileShortage(bot) // of another plant
    const before = messages()
    await at('2026-11-09', '10:00')
    expect(messages()).toBe(before)
    expect(await bot.person('fengyuan').says('日报')).toBe('铜川厂：没有新投诉，没有在办。')
  })

  it('is one message of six lines, the late ones first: in whose hands, and by how many days', async () => {
    const story = await fileShortage(bot)
    for (let index = 1; index <= 5; index++) await fileShortage(bot, `T2611-10${index}`)
    await story.sun.taps('收到')
    await bot.person('chenjing').says(`查 ${story.no}`)
    await bot.person('chenjing').taps('受理')
    moveTo('2026-11-05', '08:31')
    const before = story.zhao.entries().length
    for (const job of bot.app.jobs) if (job.name === 'digest') await job.run()
    await bot.app.settled()
    const late = [2, 3, 4, 5].map((last) => `超期2天：在陈静手里：1103-00${last} 宏基商混 袋数不足`)
    expect(story.zhao.entries().slice(before).map(textOf)).toEqual([
      ['投诉日报：在办 6 件，超期 5 件', ...late, '[超期（5）|下一工作日（1）|图表|全部名单]'].join('\n'),
    ])
  })

  it('brings the figures and their chart on the first working day of the week, and whenever they are asked for', async () => {
    const { zhao } = await fileShortage(bot)
    const charts = () => zhao.transcript().match(/\[image\]/g)?.length ?? 0
    await at('2026-11-06', '09:00')
    expect([charts(), digests('zhaojianguo')]).toEqual([0, 3])
    await at('2026-11-09', '08:30')
    expect(charts()).toBe(1)
    expect(zhao.transcript()).toMatch(/投诉周报\n11月2日 00:00 — 11月8日 24:00\n新投诉 1　结案 0　在办 1　超期 1\n[\s\S]*\n< \[image\]/)
    await at('2026-11-10', '08:30')
    expect(charts()).toBe(1)
    await zhao.taps('图表')
    expect(zhao.heard()).toMatch(/投诉周报\n11月9日 00:00 — 11月10日 [\s\S]*\n\[image\]/)
  })

  it('comes later that day where nobody could be told at its hour', async () => {
    await at('2026-11-04', '08:20')
    await fileShortage(bot)
    for (const manager of ['zhaojianguo', 'zhoumin', 'qianweimin', 'fengyuan']) await setRoles(bot, manager)
    await at('2026-11-04', '08:30')
    await setRoles(bot, 'zhaojianguo', { role: 'MKT_HEAD' })
    bot.clock.moveBy(30 * 60_000)
    for (const job of bot.app.jobs) if (job.name === 'digest') await job.run()
    await bot.app.settled()
    expect(digests('zhaojianguo')).toBe(1)
  })

  it('comes on a day off too where something is late, to those whose plant it is', async () => {
    await fileShortage(bot)
    const managers = ['zhaojianguo', 'qianweimin', 'fengyuan']
    await at('2026-11-06', '09:00')
    const before = managers.map(digests)
    await at('2026-11-07', '08:30')
    expect(managers.map((manager, index) => digests(manager) - before[index]!)).toEqual([1, 1, 0])
  })

  it('comes on a day off where something is major, though nothing is late', async () => {
    // so late on Friday that nothing is due before Monday
    moveTo('2026-11-06', '17:00')
    const { no, zhao, song } = await fileShortage(bot)
    await zhao.says(`查 ${no}`)
    await zhao.taps('更多')
    await zhao.taps('上报重大事故')
    await zhao.saysAll('两家工地都少袋。', '提交')
    await song.taps('界定重大事故')
    await song.saysAll('重大', '省站复检不合格。', '提交')
    moveTo('2026-11-07', '08:31')
    for (const job of bot.app.jobs) if (job.name === 'digest') await job.run()
    await bot.app.settled()
    expect(zhao.heard()).toMatch(/没有超期[\s\S]*重大 1/)
    expect(['zhoumin', 'qianweimin', 'fengyuan'].map(digests)).toEqual([1, 1, 0])
  })

  it('says from 10 December on that next year’s days off are missing (6.2)', async () => {
    const zhao = bot.person('zhaojianguo')
    const asked = async (day: string) => {
      moveTo(day, '09:00')
      return zhao.says('日报')
    }
    expect(await asked('2026-12-09')).not.toContain('放假安排')
    expect(await asked('2026-12-10')).toContain('放假安排：2027 年还没录入，跨年的时限是暂定的')
  })

  it('is all that a manager needs: from the digest to the late case, why it is late, and the push', async () => {
    const story = await fileShortage(bot)
    await at('2026-11-05', '08:30')
    const zhao = bot.person('zhaojianguo')
    expect(zhao.heard()).toContain('投诉日报：在办 1 件，超期 1 件\n超期2天：在陈静手里：宏基商混 袋数不足\n[超期（1）|图表|全部名单]')
    const late = await zhao.taps('超期（1）')
    expect(late).toMatch(/超期 2 个工作日：袋数不足[\s\S]*在谁手里：陈静（渭南厂质检人员）：受理[\s\S]*催办\|查看详情\|为什么是这一天/)
    expect(await zhao.taps('为什么是这一天')).toContain('只算上班时间')
    const card = zhao.cards().findLast(({ main_title }) => main_title?.title?.startsWith('超期 2 个工作日'))!
    await zhao.tapsOn(card, '催办')
    expect(zhao.heard()).toContain('已催办 TS-20261103-001')
    expect(bot.person('chenjing').heard()).toContain('赵建国 催办「受理」')
    expect(await zhao.tapsOn(card, '查看详情')).toContain('当日上报：已按时上报')
    await story.sun.taps('收到')
    await bot.person('chenjing').taps('受理')
    expect(await zhao.says('日报')).toMatch(/^投诉日报：在办 1 件，没有超期\n/)
    expect(story.no).toBe('TS-20261103-001')
  })

  it('names whoever has it as the look-up does, also of many who may take it on, and ends no line in a blank', async () => {
    for (const inspector of ['hepeng', 'linjing']) await setRoles(bot, inspector, { role: 'QC', plant: 'weinan' })
    const { no, zhao } = await fileShortage(bot)
    expect(await zhao.says('日报')).toMatch(/^新投诉 1　今天到期 1$/m)
    moveTo('2026-11-05', '09:00')
    const [, names] = /现在在 (.+?)（渭南厂质检人员）手里/.exec(await zhao.says(`查 ${no}`)) ?? []
    expect(names).toMatch(/^\S+、\S+等 3 人$/)
    expect(await zhao.says('日报')).toContain(`在${names}手里：宏基商混 袋数不足`)
  })

  it('comes to whoever acts in a manager’s place too, and its buttons do for them what they do for the manager', async () => {
    const { no, zhao, sun } = await fileShortage(bot)
    await zhao.saysAll('请假', '今天', '11月9日', '孙强', '提交')
    await at('2026-11-05', '08:30')
    expect(sun.transcript()).toMatch(/投诉日报（代赵建国）[\s\S]*超期 1[\s\S]*在陈静手里/)
    // of that day and of the one before
    expect(digests('sunqiang')).toBe(2)
    expect(await sun.taps('超期（1）')).toContain(no)
    expect(await sun.taps('催办')).toContain(`已催办 ${no}`)
    expect(bot.person('chenjing').heard()).toContain('孙强（代赵建国） 催办「受理」')
    bot.clock.moveBy(DAY)
    expect(await sun.says('日报')).toContain('投诉日报（代赵建国）')
    await zhao.says('销假')
    expect(await sun.says('日报')).toContain('只给市场、质检、客服和总经理看')
  })

  it('leads to the step itself where it is the manager who is late, and nobody is said to have been asked', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await propose(story.sun)
    await at('2026-11-05', '08:30')
    const { zhao } = story
    const card = await zhao.taps('超期（1）')
    expect(card).toMatch(/在谁手里：您：批准方案[\s\S]*\[批准方案\|查看详情\|为什么是这一天\]/)
    const { task_id } = zhao.cards().at(-1)!
    await bot.simulator.taps('zhaojianguo', task_id!, `do:push:${story.no}.approvePlan`)
    await bot.app.settled()
    expect(zhao.heard()).toContain(`${story.no} 的「批准方案」就在您手上，不用催`)
  })

  it('counts a customer as awaited only until they have answered (the liability is ours to say)', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    expect(await story.zhao.says('日报')).toContain('等客户 1')
    await confirmFacts(story)
    expect(await story.zhao.says('日报')).not.toContain('等客户')
    await setLiability(story, '我方')
    await plan(story)
    expect(await story.zhao.says('日报')).toContain('等客户 1')
  })

  it('lists whom it dissatisfied until a later callback has made it good', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await handle(story)
    await callBack(story, '未解决', '2 2 2', '不满意', '其他', '还是少。')
    expect(await story.zhao.says('日报')).toMatch(/不满意 1[\s\S]*不满意（1）/)
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    await story.chen.taps('写核实结论')
    await story.chen.saysAll('补的 8 袋里又破了 2 袋。', '包装/装车', '装卸时摔破。', '提交')
    await confirmFacts(story)
    await setLiability(story, '我方')
    await handle(story)
    expect(await story.zhao.says('不满意')).toContain(story.no)
    await callBack(story, '已解决', '5 5 5', '满意')
    expect(await story.zhao.says('日报')).not.toContain('不满意')
    expect(await story.zhao.says('不满意')).not.toContain(story.no)
  })

  it('pages through many late cases, and sends the list as a file', async () => {
    for (let index = 1; index <= 7; index++) await fileShortage(bot, `T2611-10${index}`)
    await at('2026-11-05', '08:30')
    const zhao = bot.person('zhaojianguo')
    const first = await zhao.taps('超期（7）')
    expect(first.match(/超期 2 个工作日/g)).toHaveLength(5)
    expect(first).toContain('还有 2 件')
    expect((await zhao.taps('下一页')).match(/超期 2 个工作日/g)).toHaveLength(2)
    expect(await zhao.taps('全部名单')).toContain('[file]')
  })

  it('whoever asks for it gets its buttons, whoever else has asked that day, and twice', async () => {
    await fileShortage(bot)
    for (const reader of ['qianweimin', 'zhaojianguo', 'zhaojianguo']) {
      bot.clock.moveBy(20_000)
      expect(await bot.person(reader).says('日报')).toMatch(/全部名单\]/)
    }
    expect(await bot.person('linjing').says('未送达')).toContain('没有')
  })

  it('counts a week and a month with the same code, and is refused to others', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await handle(story)
    await callBack(story, '已解决', '5 5 5', '满意')
    bot.clock.moveBy(60_000)
    expect(await story.zhao.says('周报')).toMatch(
      /投诉周报\n11月2日 00:00 — [\s\S]*新投诉 1　结案 1　在办 0[\s\S]*方案按时 100%（1\/1）　满意率 100%（1\/1）/,
    )
    expect(await story.zhao.says('月报')).toMatch(/投诉月报\n11月1日 00:00/)
    expect(await story.sun.says('日报')).toContain('只给市场、质检、客服和总经理看')
  })
})
