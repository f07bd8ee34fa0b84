/** Saved things outlive the code: a meeting that an earlier version kept in its complaint goes on as a case of its own. */
import { afterEach, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import type { CaseRecord } from '../../src/cases/case.js'
import { allCases } from '../../src/cases/collection.js'
import { replay } from '../../src/complaints/complaint.js'
import { type Bot, startBot, type TestPerson, textOf } from '../setup/bot.js'
import { cast, fileShortage } from '../setup/story.js'

let first: Bot
let second: Bot
afterEach(async () => {
  await second.stop()
  await first.stop()
})

const GM = { id: 'wecom:qianweimin', name: '钱卫民' }
const HEAD = { id: 'wecom:zhaojianguo', name: '赵建国' }
const SUN = { id: 'wecom:sunqiang', name: '孙强' }
const at = instant('2026-11-03', '11:00')
const did = (id: string, type: string, by: typeof GM, role: string, data: object, more: object = {}) => ({
  id,
  type,
  at,
  round: 1,
  by,
  role,
  data,
  ...more,
})
const clock = (key: string, day: string, about?: string) => ({
  key,
  id: key.split('#')[0],
  round: 1,
  startedAt: at,
  span: { day },
  dueAt: instant(day, '18:00'),
  legalEndAt: instant(day, '24:00'),
  isProvisional: false,
  reminders: [{ id: 'noon', at: instant(day, '12:00'), to: ['DEPT'] }],
  told: [],
  ...(about && { about }),
})

const measure = (measureId: string, text: string, department: string) => ({ measureId, measure: text, department, due: '2026-11-20' })
const DECLINED = [
  did('p1', 'meetingProposed', HEAD, 'MKT_HEAD', { reason: '少袋' }, { starts: [clock('TG1#6', '2026-11-06')] }),
  did('d1', 'meetingDeclined', GM, 'GM', { reason: '开过了' }, { stops: ['TG1#6'] }),
]
const HELD = [
  did('p2', 'meetingProposed', HEAD, 'MKT_HEAD', { reason: '又少袋' }, { starts: [clock('TG1#8', '2026-11-06')] }),
  did('c2', 'meetingConvened', GM, 'GM', { meetingOn: '2026-11-04' }, { stops: ['TG1#8'], starts: [clock('TG2#9', '2026-11-04')] }),
  did('f2', 'minutesFiled', HEAD, 'MKT_HEAD', { attendees: '钱总', causes: '计数器' }, { stops: ['TG2#9'] }),
  did('a2', 'measureAdded', HEAD, 'MKT_HEAD', measure('m1', '换计数器', 'weinan-packing'), {
    starts: [clock('TG3#11', '2026-11-20', 'm1')],
  }),
  did('b2', 'measureAdded', HEAD, 'MKT_HEAD', measure('m2', '查袋重', 'weinan-packing'), { starts: [clock('TG3#12', '2026-11-20', 'm2')] }),
  did('o2', 'measureDone', SUN, 'DEPT', { measureId: 'm1', result: '换好了' }, { stops: ['TG3#11'] }),
  did('v2', 'measureVerified', HEAD, 'MKT_HEAD', { measureId: 'm1' }),
  { id: 'r2', type: 'reminded', at, round: 1, data: { clock: 'TG3#12', reminders: ['before'] } },
  did('u2', 'pushed', GM, 'GM', { step: 'measureDone' }),
]

/** Beside the list that everybody gets in the morning. */
const toldTo = (person: TestPerson): string =>
  person
    .entries()
    .map(textOf)
    .filter((text) => !text.startsWith('今日事项'))
    .join('\n')

/** As the earlier version would have kept it. @param untold ids of events that nobody has heard of yet */
async function keepOld(
  no: string,
  events: readonly object[],
  { clocks = [], untold = [] }: { clocks?: readonly object[]; untold?: readonly string[] } = {},
): Promise<void> {
  const { collection } = allCases(first.connection)
  const { version } = (await collection.findOne({ _id: no as never })) as unknown as CaseRecord
  await collection.updateOne(
    { _id: no as never },
    {
      $push: { events: { $each: [...events] }, clocks: { $each: [...clocks] } } as never,
      $addToSet: { waitingFor: 'DEPT@weinan-packing' } as never,
      $set: { version: version + events.length, meeting: 'MEASURES_OPEN', measures: [{ id: 'm1' }, { id: 'm2' }], notices: [...untold] },
    },
  )
}

it('goes on where it was, with each of its measures, and nobody is told again', async () => {
  first = await startBot()
  const story = await fileShortage(first)
  await keepOld(story.no, [...DECLINED, ...HELD], { clocks: [clock('TG3#12', '2026-11-20', 'm2')] })
  second = await startBot({ databaseName: first.connection.name, clock: first.clock })
  const now = cast(second, story.no)
  const heard = toldTo(now.sun)

  expect(await now.cases('meeting')).toMatchObject([
    { state: 'DECLINED', parent: story.no, registeredBy: HEAD, isOpen: false },
    { state: 'MEASURES_OPEN', parent: story.no, fields: { reason: '又少袋' }, isOpen: true },
  ])
  const held = (await now.cases('meeting'))[1]!
  expect(await now.cases('correctiveAction')).toMatchObject([
    { state: 'VERIFIED', parent: held._id, fields: { measure: '换计数器', result: '换好了' } },
    {
      state: 'OPEN',
      parent: held._id,
      departments: ['weinan-packing'],
      waitingFor: ['DEPT@weinan-packing'],
      clocks: [{ told: ['before'] }],
    },
  ])
  const complaint = await now.complaint()
  expect(complaint).not.toHaveProperty('meeting')
  expect(complaint.isMeetingOpen).toBe(true)
  expect(complaint.waitingFor).toEqual(['QC@weinan', 'CS@weinan', 'DEPT@weinan-packing'])
  expect(complaint.clocks.map(({ id }) => id)).not.toContain('TG3')
  const { operationKey, notices, noticeDueAt } = complaint
  expect({ ...complaint }).toEqual({ ...replay(complaint.events), operationKey, notices, noticeDueAt })

  await second.runJobs()
  expect(toldTo(now.sun)).toBe(heard)
  await now.sun.says('我的任务')
  await now.sun.taps('报告措施完成')
  await now.sun.saysAll('查过了', '完成')
  await now.zhao.taps('验证措施')
  await now.zhao.saysAll('有效', '连续 3 班抽查无差错。')
  expect((await now.cases('meeting')).map(({ state }) => state)).toEqual(['DECLINED', 'VERIFIED'])
  expect(await now.complaint()).not.toHaveProperty('isMeetingOpen')
  const told = await now.zhao.says(`记录 ${story.no}`)
  expect(told).toContain('钱卫民（总经理）办理质量分析会：召集')
  expect(told).toMatch(/质量分析会 HY-\d+-002 结束：措施全部验证/)
})

it('tells what nobody had heard of when the earlier version stopped', async () => {
  first = await startBot()
  const story = await fileShortage(first)
  await keepOld(story.no, HELD, { untold: ['b2'] })
  second = await startBot({ databaseName: first.connection.name, clock: first.clock })
  first.clock.moveBy(1_000)
  await second.runJobs()
  const { sun, zhao } = cast(second, story.no)
  expect(sun.cards().filter(({ main_title }) => main_title?.title === '待办：报告措施完成')).toHaveLength(1)
  expect(zhao.transcript()).not.toContain('质量分析会')
})

it.each([
  ['before anything', 0, 0],
  ['before the second measure', 1, 1],
  ['before the complaint was let go', 1, 2],
])('is adopted once, where the first try was cut off %s', async (_name, meetings, measures) => {
  first = await startBot()
  const story = await fileShortage(first)
  await keepOld(story.no, HELD)
  const { collection } = allCases(first.connection)
  const before = (await collection.findOne({ _id: story.no as never }))!
  second = await startBot({ databaseName: first.connection.name, clock: first.clock })
  const adopted = await Promise.all([story.cases('meeting'), story.cases('correctiveAction')])
  const lost = [...adopted[0].slice(meetings), ...adopted[1].slice(measures)].map(({ _id }) => _id)
  await collection.deleteMany({ _id: { $in: lost as never[] } })
  await collection.replaceOne({ _id: story.no as never }, before)
  const third = await startBot({ databaseName: first.connection.name, clock: first.clock })
  const told = (records: readonly CaseRecord[]) =>
    records.map(({ state, events, fields, notices }) => ({ state, events: events.length, fields, notices }))
  expect(told(await story.cases('meeting'))).toEqual(told(adopted[0]))
  expect(told(await story.cases('correctiveAction'))).toEqual(told(adopted[1]))
  expect(await story.complaint()).not.toHaveProperty('meeting')
  await third.stop()
})

it('a damaged complaint keeps no other from being adopted, and stays as it was', async () => {
  first = await startBot()
  const damaged = await fileShortage(first)
  const story = await fileShortage(first, 'T2611-022')
  await keepOld(damaged.no, [...HELD, null as never])
  await keepOld(story.no, HELD)
  second = await startBot({ databaseName: first.connection.name, clock: first.clock })
  expect((await story.cases('meeting')).map(({ parent }) => parent)).toEqual([story.no])
  expect(await allCases(second.connection).findById(damaged.no).lean()).toMatchObject({ meeting: 'MEASURES_OPEN' })
})

it('one that a replica of the earlier version writes after the start keeps nobody from the complaint, and is adopted by the next start', async () => {
  first = await startBot()
  second = await startBot({ databaseName: first.connection.name, clock: first.clock })
  const story = await fileShortage(first)
  await keepOld(story.no, HELD.slice(0, 1), { clocks: [clock('TG1#8', '2026-11-06')] })
  await story.chen.taps('受理')
  expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING' })
  const third = await startBot({ databaseName: first.connection.name, clock: first.clock })
  expect(await story.cases('meeting')).toMatchObject([{ state: 'PROPOSED', parent: story.no }])
  await third.stop()
})
