/** What an event does to the clocks, and when each of them ends and is spoken of. Pure; always Asia/Shanghai. */
import { addDays, type Calendar, type DueDate, dayOf, instant } from '../calendar/index.js'
import type { Rules } from '../staff/organisation.js'
import { CLOCKS, type Span } from './clocks.js'
import type { Clock, ClockId, Complaint, ComplaintEvent, Recipient, Reminder } from './model.js'

export { dayOf } from '../calendar/index.js'

/** 24:00 of the day on which the customer said it: the end of T1. */
export const sameDayEnd = (receivedAt: Date): Date => instant(dayOf(receivedAt), '24:00')

/**
 * Whether the report was made the same day (R19.1.b): MKT_HEAD, QC_HEAD and one responsible department each with a recorded delivery before
 * 24:00. Undefined while that is still open.
 */
export function sameDayOutcome(recipients: readonly Recipient[], receivedAt: Date, now: Date): boolean | undefined {
  const end = sameDayEnd(receivedAt)
  const isInTime = (['MKT_HEAD', 'QC_HEAD', 'DEPT'] as const).every((role) =>
    recipients.some((recipient) => recipient.role === role && recipient.deliveredAt !== undefined && recipient.deliveredAt < end),
  )
  if (isInTime) return true
  return now >= end ? false : undefined
}

const PATIENCE_MS = 600_000
const CLOCK_IDS = Object.keys(CLOCKS) as readonly ClockId[]

/** What an event does to the clocks. */
export function clocksOf(
  complaint: Complaint,
  event: ComplaintEvent,
  { rules, calendar }: { rules: Rules; calendar: Calendar },
): Pick<ComplaintEvent, 'starts' | 'stops' | 'resumes'> {
  const running = complaint.clocks.filter(({ stoppedAt }) => !stoppedAt)
  const isEnd = event.to === 'CLOSED' || event.to === 'WITHDRAWN' || event.to === 'MERGED'
  const isNewRound = event.opens !== undefined
  const stops = running
    .filter((clock) => isStoppedBy(clock, event) || ((isEnd || isNewRound) && !CLOCKS[clock.id].isBeside))
    .map(({ key }) => key)
  // a plan that is sent back has the time that was left, not new time
  const resumes =
    event.type === 'planRejected'
      ? complaint.clocks
          .filter(({ id }) => id === 'T3')
          .slice(-1)
          .map(({ key }) => key)
      : []
  const starts = CLOCK_IDS.flatMap((id) => {
    const rule = CLOCKS[id]
    const span = rule.starts.includes(event.type) ? rule.span(rules, event, complaint) : undefined
    if (!span) return []
    const startedAt = id === 'T1' ? complaint.receivedAt : startOf(id, event, complaint, rules)
    const clock = {
      key: `${id}#${complaint.version}`,
      id,
      round: event.opens ?? event.round,
      startedAt,
      span,
      told: [],
      ...(rule.about && { about: rule.about(event) }),
    }
    return [{ ...clock, ...timesOf(clock, calendar, complaint.plant, event.at) }]
  })
  return {
    ...(starts.length > 0 && { starts }),
    ...(stops.length > 0 && { stops }),
    ...(resumes.length > 0 && { resumes }),
  }
}

function isStoppedBy({ id, about }: Clock, { type, data }: ComplaintEvent): boolean {
  if (!CLOCKS[id].stops.includes(type)) return false
  if (id === 'T1') return data?.isComplete === true
  if (id === 'T6a') return data?.age === 'D3' || data?.age === 'D28'
  if (id === 'T6b') return data?.age === 'D28'
  if (id === 'T7') return about === data?.sampleNo
  return id === 'TG3' ? about === data?.measureId : true
}

/** Q1: the literal reading counts from the liability; a company may choose the report. */
function startOf(id: ClockId, event: ComplaintEvent, { report }: Complaint, { planClockStart }: Rules): Date {
  return id === 'T3' && event.type === 'liabilitySet' && planClockStart === 'report' ? (report.reportedAt ?? event.at) : event.at
}

/** When a clock ends and what will be said when; made anew when a year's calendar becomes known. */
export function timesOf(
  { id, span, startedAt }: Pick<Clock, 'id' | 'span' | 'startedAt'>,
  calendar: Calendar,
  plant: string | undefined,
  at: Date,
): Pick<Clock, 'dueAt' | 'legalEndAt' | 'isProvisional' | 'reminders'> {
  const due = id === 'T1' ? endOfDay(span.day!) : dueOf(span, startedAt, calendar, plant)
  const { chase, isUrgent } = CLOCKS[id]
  const reminders = chase.flatMap(([reminder, ...to]): Reminder[] => {
    const planned = momentOf(reminder, id, due, startedAt, calendar, plant)
    // what is late from the start is chased once it has had a few minutes
    const early = id === 'T1' && planned <= at ? new Date(at.getTime() + PATIENCE_MS) : planned
    const moment = isUrgent ? early : calendar.afterQuietHours(early)
    const isTooEarly = moment <= at && ['early', 'before', 'noon'].includes(reminder)
    return isTooEarly ? [] : [{ id: reminder, at: moment, to }]
  })
  return { ...due, reminders: reminders.sort((left, right) => left.at.getTime() - right.at.getTime()) }
}

function dueOf(span: Span, startedAt: Date, calendar: Calendar, plant: string | undefined): DueDate {
  if (span.days !== undefined) return calendar.addWorkingDays(startedAt, span.days, plant)
  if (span.hours !== undefined) return calendar.addWorkingHours(startedAt, span.hours, plant)
  if (span.clockHours !== undefined) {
    const dueAt = new Date(startedAt.getTime() + span.clockHours * 3_600_000)
    return { dueAt, legalEndAt: dueAt, isProvisional: false }
  }
  return calendar.endOf(span.day!, plant)
}

function endOfDay(day: string): DueDate {
  const end = instant(day, '24:00')
  return { dueAt: end, legalEndAt: end, isProvisional: false }
}

function momentOf(
  reminder: Reminder['id'],
  id: ClockId,
  due: DueDate,
  startedAt: Date,
  calendar: Calendar,
  plant: string | undefined,
): Date {
  const lastDay = id === 'T1' ? dayOf(startedAt) : dayOf(due.dueAt)
  switch (reminder) {
    case 'early':
      return id === 'T7' ? instant(addDays(lastDay, -7), '09:00') : instant(calendar.workingDayFrom(dayOf(startedAt), 1, plant), '09:00')
    case 'before':
      return instant(id === 'T7' ? addDays(lastDay, -1) : calendar.workingDayFrom(lastDay, -1, plant), '09:00')
    case 'noon':
      return instant(lastDay, id === 'T1' ? '17:00' : '12:00')
    case 'due':
      return id === 'T1' ? instant(lastDay, '21:00') : due.dueAt
    case 'again':
      return calendar.addWorkingHours(due.dueAt, 1, plant).dueAt
    case 'overdue':
      return due.legalEndAt
    case 'dayAfter':
      return calendar.addWorkingDays(due.dueAt, 1, plant).legalEndAt
  }
}

/** A due date is overdue after 24:00 of its day, not after office hours (domain.md 6.2). */
export const isOverdue = ({ legalEndAt, stoppedAt }: Pick<Clock, 'legalEndAt' | 'stoppedAt'>, now: Date): boolean =>
  (stoppedAt ?? now) > legalEndAt

/** The next thing to be said about a running clock. */
export function nextReminder({ reminders, told, stoppedAt }: Clock): Reminder | undefined {
  return stoppedAt ? undefined : reminders.find(({ id }) => !told.includes(id))
}
