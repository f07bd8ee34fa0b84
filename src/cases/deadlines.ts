/** What an event does to the clocks, and when each of them ends and is spoken of. Pure; always Asia/Shanghai. */
import { addDays, type Calendar, type DueDate, dayOf, instant } from '../calendar/index.js'
import type { CaseEvent, CaseRecord, Clock, Reminder, Span } from './case.js'
import type { CaseType, ClockRule, Setting } from './case-type.js'

export type Clocks = CaseType['clocks']

const AFTER_ITS_END: readonly Reminder['id'][] = ['overdue', 'dayAfter']

/** What an event does to the clocks. */
export function clocksOf(
  { acts, clocks, ended }: Pick<CaseType, 'acts' | 'clocks' | 'ended'>,
  record: CaseRecord,
  event: CaseEvent,
  { rules, calendar }: Setting,
): Pick<CaseEvent, 'starts' | 'stops' | 'resumes'> {
  const running = record.clocks.filter(({ stoppedAt }) => !stoppedAt)
  // whoever it is given to has the working days of their own plant for it
  const { plant = record.plant } = acts[event.type]?.change?.(record, event) ?? {}
  const isOver = event.opens !== undefined || (event.to !== undefined && ended.includes(event.to))
  const stops = running
    .filter((clock) => {
      // an earlier version may have had clocks that this one does not know
      const rule = clocks[clock.id]
      return rule ? isStoppedBy(rule, clock, event, record) || rule.lapses?.(event, record) || (isOver && !rule.isBeside) : isOver
    })
    .map(({ key }) => key)
  const resumes = Object.entries(clocks)
    .filter(([, { resumes: acts = [] }]) => acts.includes(event.type))
    .flatMap(([id]) => record.clocks.findLast((clock) => clock.id === id)?.key ?? [])
  const starts = Object.entries(clocks).flatMap(([id, rule]) => {
    const span = rule.starts.includes(event.type) ? rule.span(rules, event, record) : undefined
    if (!span) return []
    const clock = {
      key: `${id}#${record.version}`,
      id,
      round: event.opens ?? event.round,
      startedAt: rule.startsAt?.(event, record, rules) ?? event.at,
      span,
      told: [],
      ...(rule.about && { about: rule.about(event) }),
    }
    return [{ ...clock, ...timesOf(rule, clock, { calendar, plant, at: event.at }) }]
  })
  return {
    ...(starts.length > 0 && { starts }),
    ...(stops.length > 0 && { stops }),
    ...(resumes.length > 0 && { resumes }),
  }
}

const isStoppedBy = (rule: ClockRule, clock: Clock, event: CaseEvent, record: CaseRecord): boolean =>
  rule.stops.includes(event.type) && (rule.isStoppedBy?.(clock, event, record) ?? true)

interface Place {
  readonly calendar: Calendar
  readonly plant: string | undefined
}

/** When a clock ends and what will be said when; made anew when a year's calendar becomes known. @param at when it is worked out */
export function timesOf(
  rule: ClockRule,
  { span, startedAt }: Pick<Clock, 'span' | 'startedAt'>,
  { at, ...place }: Place & { readonly at: Date },
): Pick<Clock, 'dueAt' | 'legalEndAt' | 'isProvisional' | 'reminders'> {
  const due = rule.endsAt?.(span) ?? dueOf(span, startedAt, place)
  const lastDay = dayOf(new Date(due.dueAt.getTime() - 1)) // what ends at 24:00 ends on the day before
  const reminders = rule.chase.flatMap(([reminder, ...to]): Reminder[] => {
    const planned = rule.moments?.[reminder]?.(lastDay, startedAt, place.calendar, place.plant) ?? momentOf(reminder, due, startedAt, place)
    const early = rule.patienceMs !== undefined && planned <= at ? new Date(at.getTime() + rule.patienceMs) : planned
    const moment = rule.isUrgent ? early : waited(reminder, place.calendar.afterQuietHours(early), place)
    const isTooEarly = moment <= at && ['early', 'before', 'noon', 'hour'].includes(reminder)
    return isTooEarly ? [] : [{ id: reminder, at: moment, to }]
  })
  return { ...due, reminders: reminders.sort((left, right) => left.at.getTime() - right.at.getTime()) }
}

/** What is late already is no reason to ring on a day off: it is said in the morning of the next working day. */
function waited(reminder: Reminder['id'], at: Date, { calendar, plant }: Place): Date {
  const day = dayOf(at)
  if (!AFTER_ITS_END.includes(reminder) || calendar.isWorkingDay(day, plant)) return at
  return calendar.afterQuietHours(instant(calendar.workingDayFrom(day, 1, plant)))
}

function dueOf(span: Span, startedAt: Date, { calendar, plant }: Place): DueDate {
  if (span.days !== undefined) return calendar.addWorkingDays(startedAt, span.days, plant)
  if (span.hours !== undefined) return calendar.addWorkingHours(startedAt, span.hours, plant)
  if (span.moment !== undefined) {
    const dueAt = new Date(span.moment)
    return { dueAt, legalEndAt: instant(dayOf(dueAt), '24:00'), isProvisional: false }
  }
  if (span.clockHours !== undefined) {
    const dueAt = new Date(startedAt.getTime() + span.clockHours * 3_600_000)
    return { dueAt, legalEndAt: dueAt, isProvisional: false }
  }
  return calendar.endOf(span.day!, plant)
}

function momentOf(reminder: Reminder['id'], due: DueDate, startedAt: Date, { calendar, plant }: Place): Date {
  const lastDay = dayOf(due.dueAt)
  switch (reminder) {
    case 'early':
      return instant(calendar.workingDayFrom(dayOf(startedAt), 1, plant), '09:00')
    case 'before':
      return instant(calendar.workingDayFrom(lastDay, -1, plant), '09:00')
    case 'noon':
      return instant(lastDay, '12:00')
    case 'hour':
      return new Date(due.dueAt.getTime() - 3_600_000)
    case 'due':
      return due.dueAt
    case 'again':
      return calendar.addWorkingHours(due.dueAt, 1, plant).dueAt
    case 'overdue':
      return due.legalEndAt
    case 'dayAfter':
      return calendar.addWorkingDays(due.dueAt, 1, plant).legalEndAt
  }
}

/** 24:00 of a day, whatever the office hours. */
export function midnightAfter(day: string): DueDate {
  const end = instant(day, '24:00')
  return { dueAt: end, legalEndAt: end, isProvisional: false }
}

/** 09:00, so many days from a day. */
export const morningOf = (day: string, days = 0): Date => instant(addDays(day, days), '09:00')

/** A due date is overdue after 24:00 of its day, not after office hours (domain.md 6.2). */
export const isOverdue = ({ legalEndAt, stoppedAt }: Pick<Clock, 'legalEndAt' | 'stoppedAt'>, now: Date): boolean =>
  (stoppedAt ?? now) > legalEndAt

/** The next thing to be said about a running clock. */
export function nextReminder({ reminders, told, stoppedAt }: Clock): Reminder | undefined {
  return stoppedAt ? undefined : reminders.find(({ id }) => !told.includes(id))
}
