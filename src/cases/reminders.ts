/** Reminders and escalations (domain.md 7): what is due is recorded first and said then, so that it is said once however often this runs. */
import type { Calendar } from '../calendar/index.js'
import type { ActRequest } from './act-request.js'
import type { Announcements } from './announcements.js'
import type { CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType } from './case-type.js'
import { nextReminder, timesOf } from './deadlines.js'
import { bySystem, type CaseStore } from './store.js'

export interface ReminderDeps {
  readonly calendar: Calendar
  readonly kind: CaseType
  readonly store: Pick<CaseStore<CaseRecord, CaseEvent>, 'perform'>
  readonly announcements: Pick<Announcements, 'dispatch'>
  readonly now: () => Date
}

export type Reminders = ReturnType<typeof createReminders>

export function createReminders({ kind, store, announcements, calendar, now }: ReminderDeps) {
  /** @returns false where nothing is due any more */
  async function remind(no: string): Promise<boolean> {
    const outcome = await store.perform(no, (record) => dueAct(record, now()))
    if (!outcome) return false
    // a record that asks again for what it holds already, or refuses its own clock, would ask for ever
    if (!outcome.ok) throw new Error(`${no} refuses its own reminder: ${outcome.key}`)
    if (outcome.isRepeated) throw new Error(`${no} asks again for the reminder ${outcome.event.id}, which it has made`)
    await announcements.dispatch(no)
    return true
  }

  /** All that is due of the clock whose turn it is; somebody who missed three of them hears the last one. */
  function dueAct(record: CaseRecord, at: Date): ActRequest | undefined {
    const clocks = record.clocks.map((clock) => ({ clock, next: nextReminder(clock) })).filter(({ next }) => next && next.at <= at)
    const [first] = clocks.sort((left, right) => left.next!.at.getTime() - right.next!.at.getTime())
    if (!first) return undefined
    const { clock } = first
    const missed = kind.clocks[clock.id]?.missed
    if (missed?.isOpen(record) && clock.legalEndAt <= at) return bySystem(missed.act, `${record._id}.${missed.act}`, clock.legalEndAt)
    const open = clock.reminders.filter((reminder) => !clock.told.includes(reminder.id) && reminder.at <= at)
    const reminders = open.map(({ id }) => id)
    return bySystem('reminded', `${record._id}.${clock.key}.${reminders.at(-1)}`.replaceAll('#', '-'), open[0]!.at, {
      clock: clock.key,
      reminders,
    })
  }

  /** Every provisional date of a case is worked out anew. @returns how many have changed */
  async function recalculate(no: string): Promise<number> {
    let changed = 0
    for (let outcome = await recalculateOne(no); outcome?.ok && !outcome.isRepeated; outcome = await recalculateOne(no)) changed++
    await announcements.dispatch(no)
    return changed
  }

  const recalculateOne = (no: string) =>
    store.perform(no, (record) => {
      const stale = record.clocks.find((clock) => !clock.stoppedAt && clock.isProvisional && !timesNow(clock, record).isProvisional)
      if (!stale) return undefined
      const times = timesNow(stale, record)
      const data = { clock: stale.key, id: stale.id, oldDueAt: stale.dueAt.toISOString(), newDueAt: times.dueAt.toISOString() }
      return {
        ...bySystem('recalculated', `${no}.recalculated.${stale.key}`.replaceAll('#', '-'), now(), data),
        record: { clocks: [times as Clock] },
      }
    })

  const timesNow = (clock: Clock, { plant }: CaseRecord) => timesOf(kind.clocks[clock.id]!, clock, { calendar, plant, at: clock.startedAt })

  return { remind, recalculate }
}
