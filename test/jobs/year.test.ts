/**
 * The year 2026 with random complaints and a moved clock (domain.md 6 and 7): no reminder is lost, made twice or early, and one replica,
 * three replicas and replicas that die in the middle say the same.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { CLOCKS } from '../../src/complaints/clocks.js'
import { replay } from '../../src/complaints/complaint.js'
import { dayOf, END, HOUR, liveThrough, MINUTE, OUTAGE, type Run, workingDayAfter } from '../setup/year.js'

/** Every reminder that was said: which complaint, clock and kind, to whom, when. */
const remindersOf = ({ sent }: Run): string[] =>
  sent
    .flatMap(({ id, to, at, notice }) =>
      notice.type === 'card' && notice.title.key.startsWith('complaint.remind.') ? [`${id} ${to} ${at.toISOString()}`] : [],
    )
    .sort()

describe('the year 2026', () => {
  let run: Run
  beforeAll(async () => {
    run = await liveThrough(1, 0)
  }, 240_000)
  const ended: Run[] = []
  afterAll(async () => {
    for (const { connection } of [run, ...ended]) {
      await connection.dropDatabase()
      await connection.close()
    }
  })

  it('keeps every record equal to what its events make of it', () => {
    for (const { operationKey: _, notices: __, noticeDueAt: ___, ...record } of run.complaints)
      expect(JSON.parse(JSON.stringify(replay(record.events)))).toEqual(JSON.parse(JSON.stringify(record)))
  })

  it('ends every clock on the right working day', () => {
    const clocks = run.complaints.flatMap((complaint) => complaint.clocks)
    expect(clocks.length).toBeGreaterThan(150)
    for (const clock of clocks) {
      if (clock.span.days === undefined || clock.isProvisional) continue
      const day = workingDayAfter(clock.startedAt, clock.span.days)
      if (day.startsWith('2027')) continue
      expect([clock.key, dayOf(clock.dueAt)]).toEqual([clock.key, day])
      expect(clock.dueAt).toEqual(instant(day, '18:00'))
    }
  })

  it('makes every reminder of a clock that ran until then, once, never early and never afterwards', () => {
    let made = 0
    for (const complaint of run.complaints) {
      for (const clock of complaint.clocks) {
        const events = complaint.events.filter((event) => event.type === 'reminded').filter(({ data }) => data.clock === clock.key)
        const told = events.flatMap(({ data }) => data.reminders)
        const end = clock.stoppedAt ?? END
        const inOutage = (at: Date) => at > OUTAGE[0] && at < OUTAGE[1] && end < OUTAGE[1]
        const due = clock.reminders.filter(
          ({ at }) => at <= END && new Date(Math.ceil(at.getTime() / MINUTE) * MINUTE) < end && !inOutage(at),
        )
        expect([complaint._id, clock.key, told]).toEqual([complaint._id, clock.key, due.map(({ id }) => id)])
        for (const { at, data } of events) {
          for (const { id, at: planned } of due.filter(({ id }) => data.reminders.includes(id))) {
            const after = at.getTime() - planned.getTime()
            const isOnTime = after >= 0 && (after <= MINUTE || (planned > OUTAGE[0] && at.getTime() === OUTAGE[1].getTime()))
            expect([complaint._id, clock.key, id, isOnTime]).toEqual([complaint._id, clock.key, id, true])
          }
        }
        expect(CLOCKS[clock.id]!.chase.length).toBeGreaterThanOrEqual(due.length)
        made += told.length
        for (const { at } of clock.reminders) {
          const hour = Number(new Date(at.getTime() + 8 * HOUR).toISOString().slice(11, 13))
          if (!CLOCKS[clock.id]!.isUrgent) expect(hour >= 7 && hour < 22).toBe(true)
        }
      }
    }
    expect(made).toBeGreaterThan(60)
    expect(run.askedTwice).toBe(0)
    for (const { notice, at } of run.sent) {
      if (notice.type !== 'card' || !notice.title.key.startsWith('complaint.remind.')) continue
      const { dueAt, reminder } = notice.title.values as { dueAt: string; reminder: string }
      if (['due', 'overdue', 'dayAfter', 'again'].includes(reminder))
        expect(at.getTime()).toBeGreaterThanOrEqual(new Date(dueAt).getTime() - (reminder === 'due' ? 24 * HOUR : 0))
    }
  })

  it('says the same with three replicas', async () => {
    const three = await liveThrough(3, 0)
    ended.push(three)
    expect(remindersOf(three)).toEqual(remindersOf(run))
    expect(three.sent.map(({ id, to }) => `${id} ${to}`).sort()).toEqual(run.sent.map(({ id, to }) => `${id} ${to}`).sort())
  }, 240_000)

  it('says the same when replicas die in the middle of it', async () => {
    const dying = await liveThrough(3, 0.08)
    ended.push(dying)
    expect(dying.kills).toBeGreaterThan(20)
    expect(remindersOf(dying)).toEqual(remindersOf(run))
    expect(dying.sent.map(({ id, to }) => `${id} ${to}`).sort()).toEqual(run.sent.map(({ id, to }) => `${id} ${to}`).sort())
  }, 240_000)
})
