/** Days and hours of 2026 as domain.md 6 prints them, and those of two plants. Its own arithmetic: nothing here is the program's. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const OFF = ['01-01..01-03', '02-15..02-23', '04-04..04-06', '05-01..05-05', '06-19..06-21', '09-25..09-27', '10-01..10-07']
const MAKE_UP = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']
/** What the company writes in its organisation file. */
export const COMPANY_DAYS = [
  { days: '2026-07-20..2026-07-24', plant: 'tongchuan', works: 'off', note: '大修停产' },
  { days: '2026-08-08', plant: 'weinan', works: 'on', note: '值班' },
  { days: '2026-09-30', works: 'morning', note: '节前半天' },
] as const

const MORNING = ['08:30', '12:00'] as const
const AFTERNOON = ['14:00', '18:00'] as const
type Hours = readonly (readonly [string, string])[]
const HOURS = { off: [], on: [MORNING, AFTERNOON], morning: [MORNING] } as const

export const at = (day: string, time = '00:00'): Date => (time === '24:00' ? at(daysFrom(day, 1)) : new Date(`${day}T${time}:00+08:00`))
export const dayOf = (time: Date): string => new Date(time.getTime() + 8 * HOUR).toISOString().slice(0, 10)
export const daysFrom = (day: string, count: number): string => new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10)

/** Of 2027 nothing is published: Monday to Friday, without 1 January (rule 2 of 6.2). */
export const isPublished = (day: string): boolean => day < '2027'

function hoursOn(day: string, plant?: string): Hours {
  const own = COMPANY_DAYS.find(({ days, ...entry }) => isWithin(day, days) && (!('plant' in entry) || entry.plant === plant))
  if (own) return HOURS[own.works]
  const short = day.slice(5)
  const isWeekday = ![0, 6].includes(new Date(day).getUTCDay())
  const isOff = isPublished(day) ? OFF.some((range) => isWithin(short, range)) : short === '01-01'
  return (isPublished(day) && MAKE_UP.includes(short)) || (isWeekday && !isOff) ? HOURS.on : HOURS.off
}
const isWithin = (day: string, days: string): boolean => day >= days.split('..')[0]! && day <= days.split('..').at(-1)!

export const isWorkingDay = (day: string, plant?: string): boolean => hoursOn(day, plant).length > 0

/** The n-th working day after the day of the start, which does not count (Civil Code, art. 201); before it where n is negative. */
export function workingDayAfter(start: Date, count: number, plant?: string): string {
  let day = dayOf(start)
  for (let left = Math.abs(count); left > 0; ) {
    day = daysFrom(day, Math.sign(count))
    if (isWorkingDay(day, plant)) left--
  }
  return day
}

/** So many hours in which the office is open. */
export function workingHoursAfter(start: Date, hours: number, plant?: string): Date {
  let left = hours * HOUR
  for (let day = dayOf(start); ; day = daysFrom(day, 1)) {
    for (const [from, to] of hoursOn(day, plant)) {
      const begins = Math.max(at(day, from).getTime(), start.getTime())
      const open = Math.max(0, at(day, to).getTime() - begins)
      if (open > 0 && left <= open) return new Date(begins + left)
      left -= open
    }
  }
}

/** A day that somebody named counts though nobody works on it. */
export const closingTime = (day: string, plant?: string): Date => at(day, hoursOn(day, plant).at(-1)?.[1] ?? AFTERNOON[1])

/** Nobody is chased from 22:00 to 07:00. */
export function afterNight(time: Date): Date {
  const hour = new Date(time.getTime() + 8 * HOUR).getUTCHours()
  if (hour >= 22) return at(daysFrom(dayOf(time), 1), '07:00')
  return hour < 7 ? at(dayOf(time), '07:00') : time
}

/** The same numbers in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
