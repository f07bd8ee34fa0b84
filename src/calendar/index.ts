/** Working days of China and of a plant (domain.md 6): what counts, until when, and why. Pure: times come in. */
import { addDays, dayOf, findFrom, instant, timeOf, weekdayOf } from './local-time.js'
import { daysOf, type National, yearOf } from './national.js'

export { addDays, DAY_MS, dayOf, instant, timeOf, weekdayOf } from './local-time.js'
export { type National, nationalDays, type YearOfDays } from './national.js'

/** `HH:mm` to `HH:mm`. */
export type Span = readonly [string, string]

/** A day or days on which a plant differs from the country: shut down, on duty, or open for half a day. */
export interface CompanyDays {
  readonly days: string
  /** Absent: the whole company. */
  readonly plant?: string
  readonly works: 'off' | 'on' | 'morning' | 'afternoon'
  readonly note: string
}

export interface CalendarOptions {
  readonly national: National
  readonly companyDays?: readonly CompanyDays[]
  /** Of one working day, in order. These two are read whenever they are needed: they may change. */
  readonly officeHours?: readonly Span[]
  readonly quietHours?: Span
}

export type DayReason = 'weekday' | 'weekend' | 'holiday' | 'makeUp' | 'law' | 'company'

export interface CalendarDay {
  readonly day: string
  readonly isWorking: boolean
  readonly reason: DayReason
  readonly name?: string
  /** False in a year whose notice is not out: taken as Monday to Friday. */
  readonly isKnown: boolean
  readonly hours: readonly Span[]
}

export interface DueDate {
  /** End of office hours of the last day; reminders go by it. */
  readonly dueAt: Date
  /** 24:00 of that day; overdue is counted from it (Civil Code art. 203). */
  readonly legalEndAt: Date
  /** A day on the way lies in a year whose holidays are not published. */
  readonly isProvisional: boolean
}

const OFFICE_HOURS: readonly Span[] = [
  ['08:30', '12:00'],
  ['14:00', '18:00'],
]
const QUIET_HOURS: Span = ['22:00', '07:00']
/** Days off on solar dates that hold in every year: 1 January, 1 and 2 May, 1 to 3 October. */
const FIXED: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])
const MIDDAY = '13:00'

export type Calendar = ReturnType<typeof createCalendar>

/**
 * Days are `yyyy-MM-dd` and times `HH:mm`, both in Asia/Shanghai; a `Date` is an instant. Days of one plant outweigh those of the whole company, and
 * these the country's; of two entries for one day the later one counts. What looks for a working day throws RangeError where none comes within some
 * eleven years.
 */
export function createCalendar(options: CalendarOptions) {
  const { national, companyDays = [] } = options
  const officeHours = () => options.officeHours ?? OFFICE_HOURS
  const quietHours = () => options.quietHours ?? QUIET_HOURS
  const own = new Map<string, CompanyDays>()
  for (const entry of companyDays) for (const day of daysOf(entry.days)) own.set(`${day}|${entry.plant ?? ''}`, entry)

  function day(date: string, plant?: string): CalendarDay {
    const isKnown = national.years.has(yearOf(date))
    const company = own.get(`${date}|${plant ?? ''}`) ?? own.get(`${date}|`)
    if (company) {
      const hours = hoursOf(company.works)
      return { day: date, isWorking: hours.length > 0, reason: 'company', name: company.note, isKnown, hours }
    }
    const published = national.days.get(date)
    if (published) {
      const reason = published.isOff ? 'holiday' : 'makeUp'
      return { day: date, isWorking: !published.isOff, reason, name: published.name, isKnown, hours: published.isOff ? [] : officeHours() }
    }
    if (!isKnown && FIXED.has(date.slice(5))) return { day: date, isWorking: false, reason: 'law', isKnown, hours: [] }
    const isWorking = weekdayOf(date) % 6 !== 0
    return { day: date, isWorking, reason: isWorking ? 'weekday' : 'weekend', isKnown, hours: isWorking ? officeHours() : [] }
  }

  function hoursOf(works: CompanyDays['works']): readonly Span[] {
    if (works === 'on') return officeHours()
    if (works === 'off') return []
    return officeHours().filter(([from]) => (works === 'morning' ? from < MIDDAY : from >= MIDDAY))
  }

  /** Every day from the start, which is not counted, to the last one (Civil Code art. 201). */
  function walk(start: Date, count: number, plant?: string): CalendarDay[] {
    const first = dayOf(start)
    const passed: CalendarDay[] = []
    let left = count
    return findFrom(first, 1, (date) => {
      const next = day(date, plant)
      passed.push(next)
      if (date !== first && next.isWorking) left--
      return left <= 0 ? passed : undefined
    })
  }

  function dueAtEndOf({ day: date, hours }: CalendarDay, isProvisional: boolean): DueDate {
    return { dueAt: instant(date, hours.at(-1)?.[1] ?? '24:00'), legalEndAt: instant(date, '24:00'), isProvisional }
  }

  return {
    /** Whether it is worked on that day, and why; in a year whose notice is not out as far as the law tells. */
    day,
    walk,
    isWorkingDay: (date: string, plant?: string): boolean => day(date, plant).isWorking,
    /** True where the holidays of that year are published, or written in the organisation file. */
    knowsYear: (year: number): boolean => national.years.has(year),
    /** The end of the n-th working day after the day of the start. */
    addWorkingDays(start: Date, count: number, plant?: string): DueDate {
      const passed = walk(start, count, plant)
      return dueAtEndOf(
        passed.at(-1)!,
        passed.some(({ isKnown }) => !isKnown),
      )
    },
    /** After so many hours in which the office is open, counted from the start itself. */
    addWorkingHours(start: Date, hours: number, plant?: string): DueDate {
      let leftMs = hours * 3_600_000
      let isProvisional = false
      return findFrom(dayOf(start), 1, (date) => {
        const today = day(date, plant)
        isProvisional ||= !today.isKnown
        for (const [from, to] of today.hours) {
          const begins = Math.max(instant(date, from).getTime(), start.getTime())
          const openMs = instant(date, to).getTime() - begins
          if (openMs <= 0) continue
          if (leftMs <= openMs) {
            const dueAt = new Date(begins + leftMs)
            return { dueAt, legalEndAt: dueAt, isProvisional }
          }
          leftMs -= openMs
        }
        return undefined
      })
    },
    /** The end of a day that somebody named, whether it is worked on or not. */
    endOf(date: string, plant?: string): DueDate {
      const named = day(date, plant)
      return dueAtEndOf(named.hours.length > 0 ? named : { ...named, hours: officeHours() }, false)
    },
    /** The nearest working day after (1) or before (-1) that day, which does not count itself. */
    workingDayFrom(date: string, step: 1 | -1, plant?: string): string {
      return findFrom(addDays(date, step), step, (found) => (day(found, plant).isWorking ? found : undefined))
    },
    /** Working days after the first up to the second day, which counts; 0 where the second is not later. */
    workingDaysBetween(from: string, to: string, plant?: string): number {
      let count = 0
      return findFrom(addDays(from, 1), 1, (date) => {
        if (date > to) return count
        if (day(date, plant).isWorking) count++
        return undefined
      })
    },
    /** Of one working day, in order. */
    officeHours,
    /** True in the hours in which nobody is reminded; the end of them does not count. */
    isQuiet: (at: Date): boolean => isWithin(timeOf(at), quietHours()),
    /** The same moment, or the end of the quiet hours it falls into. */
    afterQuietHours(at: Date): Date {
      const time = timeOf(at)
      if (!isWithin(time, quietHours())) return at
      const date = dayOf(at)
      return instant(time < quietHours()[1] ? date : addDays(date, 1), quietHours()[1])
    },
  }
}

/** The span may cross midnight; its end does not belong to it. */
export const isWithin = (time: string, [from, to]: Span): boolean => (from <= to ? time >= from && time < to : time >= from || time < to)

/** Whether two spans of the day have a moment in common. */
export const spansOverlap = (one: Span, other: Span): boolean => isWithin(one[0], other) || isWithin(other[0], one)
