/** Reminders and escalations (domain.md 7): what is due is recorded first and said then, so that it is said once however often this runs. */
import type { Model } from 'mongoose'
import type { Calendar } from '../calendar/index.js'
import type { Announcements } from './announcements.js'
import { nextReminder, timesOf } from './deadlines.js'
import type { Clock, Complaint } from './model.js'
import { bySystem, type Records } from './records.js'
import type { Act } from './workflow.js'

export interface ReminderDeps {
  readonly calendar: Calendar
  readonly complaints: Model<Complaint>
  readonly records: Records
  readonly announcements: Pick<Announcements, 'dispatch'>
  readonly now: () => Date
}

const BATCH = 200

export type Reminders = ReturnType<typeof createReminders>

export function createReminders({ complaints, records, announcements, calendar, now }: ReminderDeps) {
  /** Everything that is due, in the order in which it was due, also after an outage. */
  async function sweep(): Promise<number> {
    let made = 0
    for (;;) {
      const due = await complaints
        .find({ remindAt: { $lte: now() } }, { _id: 1 })
        .sort({ remindAt: 1 })
        .limit(BATCH)
        .lean()
      for (const { _id } of due) made += await remind(_id)
      if (due.length < BATCH) return made
    }
  }

  async function remind(no: string): Promise<number> {
    let made = 0
    for (;;) {
      const outcome = await records.perform(no, (complaint) => dueAct(complaint, now()))
      if (!outcome?.ok) break
      await announcements.dispatch(no)
      made++
    }
    return made
  }

  /** All that is due of the clock whose turn it is; somebody who missed three of them hears the last one. */
  function dueAct(complaint: Complaint, at: Date): Act | undefined {
    const clocks = complaint.clocks.map((clock) => ({ clock, next: nextReminder(clock) })).filter(({ next }) => next && next.at <= at)
    const [first] = clocks.sort((left, right) => left.next!.at.getTime() - right.next!.at.getTime())
    if (!first) return undefined
    const { clock } = first
    // 未当日上报 is a fact from midnight on (6.4)
    if (clock.id === 'T1' && clock.legalEndAt <= at && complaint.report.sameDayOk === undefined)
      return bySystem('missedSameDay', `${complaint._id}.missedSameDay`, clock.legalEndAt)
    const due = clock.reminders.filter((reminder) => !clock.told.includes(reminder.id) && reminder.at <= at)
    const reminders = due.map(({ id }) => id)
    return bySystem('reminded', `${complaint._id}.${clock.key}.${reminders.at(-1)}`.replaceAll('#', '-'), due[0]!.at, {
      clock: clock.key,
      reminders,
    })
  }

  /** A year's calendar has become known: every provisional date is worked out anew, and the change is an event that says why (6.2). */
  async function recalculate(): Promise<number> {
    const provisional = await complaints.find({ isProvisional: true }, { _id: 1 }).lean()
    let changed = 0
    for (const { _id } of provisional) {
      for (let outcome = await recalculateOne(_id); outcome?.ok && !outcome.isRepeated; outcome = await recalculateOne(_id)) changed++
      await announcements.dispatch(_id)
    }
    return changed
  }

  const recalculateOne = (no: string) =>
    records.perform(no, (complaint) => {
      const stale = complaint.clocks.find((clock) => !clock.stoppedAt && clock.isProvisional && !timesNow(clock, complaint).isProvisional)
      if (!stale) return undefined
      const times = timesNow(stale, complaint)
      const data = { clock: stale.key, id: stale.id, oldDueAt: stale.dueAt.toISOString(), newDueAt: times.dueAt.toISOString() }
      return {
        ...bySystem('recalculated', `${no}.recalculated.${stale.key}`.replaceAll('#', '-'), now(), data),
        record: { clocks: [times as Clock] },
      }
    })

  const timesNow = (clock: Clock, { plant }: Complaint) => timesOf(clock, calendar, plant, clock.startedAt)

  return { sweep, recalculate }
}
