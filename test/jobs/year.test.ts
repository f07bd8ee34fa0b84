/**
 * The year 2026 with a moved clock, cases of every kind at two plants, several people in a role, and leaves (domain.md 6 and 7): every time that runs
 * ends when the regulation says and is spoken of once, to the right people, neither early nor late; and one replica, three replicas and replicas
 * that die in the middle say the same.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../src/app.js'
import { apply, replay } from '../../src/cases/apply.js'
import type { CaseEvent, CaseRecord, Reminder, Seat } from '../../src/cases/case.js'
import { dataOf } from '../../src/cases/history.js'
import type { Notice } from '../../src/delivery/notice.js'
import type { Rules } from '../../src/people/organisation.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { at, MINUTE, workingDayAfter } from '../setup/year/days.js'
import { liveThrough, type Run, type Sent } from '../setup/year/live.js'
import { holdersOf, membersOf, standInsOf } from '../setup/year/people.js'
import { END, OUTAGE } from '../setup/year/stories.js'
import { type Expected, expectedClocks, TIMERS } from '../setup/year/timers.js'

const BEFORE_ITS_END: readonly Reminder['id'][] = ['early', 'before', 'noon', 'hour', 'due']
/** Every clock begins and ends so often, however the stories are changed. */
const OFTEN = 5
/** The replicas are compared up to then: the make-up days of February, the outage, leaves. */
const SPRING = at('2026-03-20')

it.each([
  ['2026-09-30', '2026-10-10'],
  ['2026-02-13', '2026-02-25'],
  ['2026-02-27', '2026-03-03'],
  ['2026-05-08', '2026-05-12'],
  ['2026-05-09', '2026-05-13'],
  ['2026-09-17', '2026-09-21'],
  ['2026-07-11', '2026-07-15'],
  ['2026-01-03', '2026-01-06'],
  ['2026-06-18', '2026-06-24'],
  ['2026-12-30', '2027-01-05'],
])('three working days from %s end on %s (domain.md 6.3)', (start, end) => {
  expect(workingDayAfter(at(start), 3)).toBe(end)
})

describe('the year 2026', () => {
  let run: Run
  beforeAll(async () => {
    run = await liveThrough()
  }, 240_000)
  const ended: Run[] = []
  afterAll(async () => {
    for (const { connection } of [run, ...ended]) {
      await connection.dropDatabase()
      await connection.destroy()
    }
  })

  it('lets everybody do what the stories tell', () => {
    expect(run.refused).toEqual([])
    expect(run.failed).toBe(0)
  })

  it('keeps every record equal to what its events make of it', () => {
    for (const { notices: _, noticeDueAt: __, operationKey: ___, ...record } of run.cases)
      expect(JSON.parse(JSON.stringify(replay(kindOf(record), record.events)))).toEqual(JSON.parse(JSON.stringify(record)))
  })

  it('begins and ends every clock that a kind declares several times, and says each of its reminders', () => {
    expect(Object.fromEntries(KINDS.map(({ kind, clocks }) => [kind, Object.keys(clocks).sort()]))).toEqual(
      Object.fromEntries(Object.entries(TIMERS).map(([kind, timers]) => [kind, Object.keys(timers).sort()])),
    )
    const seldom = Object.entries(TIMERS).flatMap(([kind, timers]) =>
      Object.entries(timers).flatMap(([id, { chase }]) => {
        const ofKind = run.cases.filter(({ caseKind }) => caseKind === kind)
        const clocks = ofKind.flatMap((record) => record.clocks.filter((one) => one.id === id))
        const ended = clocks.filter(({ stoppedAt }) => stoppedAt).length
        const told = new Set(clocks.flatMap((clock) => clock.told))
        const untold = chase.map(([name]) => name).filter((name) => !told.has(name))
        return clocks.length < OFTEN || ended < OFTEN || untold.length > 0 ? [{ kind, id, begun: clocks.length, ended, untold }] : []
      }),
    )
    expect(seldom).toEqual([])
  })

  it('begins, ends and stops every clock when the regulation says', () => {
    for (const record of run.cases) {
      const clocks = record.clocks.map(({ key, id, startedAt, dueAt, legalEndAt, isProvisional, stoppedAt, reminders }) => ({
        ...{ key, id, startedAt, dueAt, legalEndAt, isProvisional, reminders },
        ...(stoppedAt && { stoppedAt }),
      }))
      const should = expectedClocks(record).map(({ ran: _, ...clock }) => clock)
      expect({ no: record._id, clocks: sorted(clocks) }).toEqual({ no: record._id, clocks: sorted(should) })
    }
  })

  it('gives each of them as many hours and days as the company has set', () => {
    const rules = Object.fromEntries(
      Object.entries(exampleOrganisation().rules).map(([name, set]) => [name, /(Hours|Days)$/.test(name) ? 99 : set]),
    )
    for (const { then, event } of run.cases.flatMap(lived)) {
      for (const { id } of event.starts ?? []) {
        const { days = 99, hours = 99, clockHours = 99 } = kindOf(then).clocks[id]!.span(rules as unknown as Rules, event, then)!
        expect({ no: then._id, id, days, hours, clockHours }).toEqual({ no: then._id, id, days: 99, hours: 99, clockHours: 99 })
      }
    }
  })

  it('makes every reminder of a clock that ran until then, once, never early and never afterwards', () => {
    for (const record of run.cases) {
      const made = record.events
        .filter(({ type }) => type === 'reminded')
        .map(({ data }) => dataOf({ data: data! }))
        .flatMap(({ clock, reminders }) => [reminders].flat().map((reminder) => `${clock} ${reminder}`))
      const should = expectedClocks(record).flatMap((clock) =>
        clock.reminders.flatMap((reminder) => (saidAt(clock, reminder) ? [`${clock.key} ${reminder.id}`] : [])),
      )
      expect({ no: record._id, made: made.sort() }).toEqual({ no: record._id, made: should.sort() })
    }
  })

  it('says each of them at its time to whoever sits there, and to nobody else', () => {
    const made = run.cases.flatMap((record) => remindersIn(record, run.sent))
    expect(made.length).toBeGreaterThan(500)
    for (const { name, hearers, times, own } of made) {
      expect([name, own.map(({ to }) => to).sort()]).toEqual([name, hearers])
      for (const { to, at: time } of own) expect([name, to, times.includes(time.getTime())]).toEqual([name, to, true])
    }
    expect(run.askedTwice).toBe(0)
  })

  it('says to whoever acts for somebody what is said to that one, with every button, and to nobody else', () => {
    const made = run.cases.flatMap((record) => remindersIn(record, run.sent))
    expect(made.flatMap(({ inPlace }) => inPlace).length).toBeGreaterThan(50)
    for (const { name, own, inPlace } of made) {
      for (const { to, at: time, notice } of own) {
        for (const deputy of standInsOf(to, time)) {
          const theirs = [...own, ...inPlace].filter((one) => one.to === deputy)
          const isServed = theirs.some((one) => buttonsOf(notice).every((key) => buttonsOf(one.notice).includes(key)))
          expect([name, to, deputy, isServed]).toEqual([name, to, deputy, true])
        }
      }
      for (const { id, to, at: time, notice } of inPlace) {
        const away = own.find((one) => one.to === `wecom:${inPlaceOf(notice)}`)
        expect([id, away && standInsOf(away.to, time).includes(to)]).toEqual([id, true])
      }
    }
  })

  it.each([
    ['with three replicas', 0],
    ['when replicas die in the middle of it', 0.08],
  ])(
    'says the same %s',
    async (_name, killRate) => {
      const other = await liveThrough({ replicas: 3, killRate, until: SPRING })
      ended.push(other)
      if (killRate > 0) expect(other.kills).toBeGreaterThan(20)
      expect(allIn(other)).toEqual(allIn({ ...run, sent: run.sent.filter((one) => one.at <= SPRING) }))
    },
    240_000,
  )
})

const kindOf = ({ caseKind }: Pick<CaseRecord, 'caseKind'>) => KINDS.find(({ kind }) => kind === caseKind)!
const sorted = <T extends { readonly key: string }>(clocks: readonly T[]): T[] =>
  [...clocks].sort((one, other) => (one.key < other.key ? -1 : 1))
/** All that was said, to whom and when. Of replicas that begin one case at once one has used up a number for nothing: a case is named by what began it. */
function allIn({ sent, cases }: Pick<Run, 'sent' | 'cases'>): string[] {
  const begun = cases.flatMap(({ _id, parent, operationKey = '' }) => (parent ? [[_id, operationKey] as const] : []))
  const named = (text: string) => begun.reduce((name, [no, key]) => name.replaceAll(no, key), text)
  return sent.map(({ id, to, at: time }) => named(named(`${id} ${to} ${time.toISOString()}`))).sort()
}
const inPlaceOf = (notice: Notice): string => ('inPlaceOf' in notice && notice.inPlaceOf) || ''
const buttonsOf = (notice: Notice): readonly string[] => (notice.type === 'card' ? notice.buttons.map(({ key }) => key) : [])

/** Each event with the record as it was before it. */
function lived(record: CaseRecord): { readonly then: CaseRecord; readonly event: CaseEvent }[] {
  let then = replay(kindOf(record), record.events.slice(0, 1))
  return record.events.map((event, index) => {
    const before = { then, event }
    if (index > 0) then = apply(kindOf(record), then, event)
    return before
  })
}

/** Each reminder that was made: who should have heard it when, and who did, for themselves and in the place of somebody. */
function remindersIn(record: CaseRecord, sent: readonly Sent[]) {
  const clocks = expectedClocks(record)
  const ofCase = sent.filter(({ id }) => id.startsWith(`${record._id}.`))
  return lived(record).flatMap(({ then, event }) => {
    if (event.type !== 'reminded') return []
    const { clock: key, reminders: named } = dataOf(event)
    const clock = clocks.find((one) => one.key === key)!
    const reminders = clock.reminders.filter(({ id }) => [named].flat().includes(id))
    const said = ofCase.filter(({ id }) => id.startsWith(`${record._id}.${event.id}.`))
    return {
      name: `${record._id} ${key} ${named}`,
      hearers: hearersOf(then, clock, reminders),
      times: reminders.map((reminder) => saidAt(clock, reminder)?.getTime()),
      own: said.filter(({ notice }) => !inPlaceOf(notice)),
      inPlace: said.filter(({ notice }) => inPlaceOf(notice)),
    }
  })
}

/** When a reminder is said: in the minute in which it is due, or when the program runs again; never where its clock stood still by then. */
function saidAt({ ran }: Expected, { id, at: due }: Expected['reminders'][number]): Date | undefined {
  for (const [from, to] of ran) {
    if (to && to < due) continue
    // what was to be said before the end while the clock stood still is not true any more
    if (due < from && from !== ran[0]![0] && BEFORE_ITS_END.includes(id)) return undefined
    const minute = new Date(Math.ceil(Math.max(due.getTime(), from.getTime()) / MINUTE) * MINUTE)
    const moment = minute > OUTAGE[0] && minute < OUTAGE[1] ? OUTAGE[1] : minute
    if (moment <= END && (!to || moment <= to)) return moment
  }
  return undefined
}

/**
 * Until the end whoever has taken it on, where they sit there still; from then on everybody on the seats. What somebody has taken on is told with the
 * first of these to the others who sit there.
 */
function hearersOf(record: CaseRecord, { reminders }: Expected, said: Expected['reminders']): string[] {
  const firstLate = reminders.find(({ id }) => !BEFORE_ITS_END.includes(id))
  const people = said.flatMap((reminder) => {
    if (BEFORE_ITS_END.includes(reminder.id)) return reminder.to.flatMap((seat) => firstOn(seat, record))
    const owned = reminder === firstLate ? reminders.flatMap(({ to }) => to).filter((seat) => record.owners?.[seat]) : []
    return [...reminder.to, ...owned].flatMap((seat) => peopleOn(seat, record))
  })
  return [...new Set(people)].sort()
}
function firstOn(seat: Seat, record: CaseRecord): readonly string[] {
  const people = peopleOn(seat, record)
  const owner = record.owners?.[seat]?.id
  return owner && people.includes(owner) ? [owner] : people
}
function peopleOn(seat: Seat, { plant, departments, registeredBy, assignee, copies }: CaseRecord): readonly string[] {
  if (seat === 'COPIED') return copies?.at(-1)?.open.map(({ id }) => id) ?? []
  if (seat === 'REGISTRAR') return [registeredBy.id]
  if (seat === 'ASSIGNEE') return assignee ? [assignee.id] : []
  return seat === 'DEPT' ? membersOf(departments) : holdersOf(seat, plant)
}
