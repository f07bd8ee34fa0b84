/** Asia/Shanghai, always eight hours ahead of UTC: no daylight saving (domain.md 6.2). */

const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

/** What a clock in Asia/Shanghai shows, as the UTC fields of a date: for what knows no time zone but UTC. */
export const localAsUtc = (at: Date): Date => new Date(at.getTime() + OFFSET_MS)

/** `yyyy-MM-dd` in Asia/Shanghai. @throws RangeError outside the years 0 to 9999 */
export const dayOf = (at: Date): string => isoDay(localAsUtc(at).getTime())

/** `HH:mm` in Asia/Shanghai. @throws RangeError for an invalid date */
export const timeOf = (at: Date): string => localAsUtc(at).toISOString().slice(11, 16)

/** The instant of a day and time in Asia/Shanghai; `24:00` is the end of the day. An invalid date for any other text. */
export function instant(day: string, time = '00:00'): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS + (hours * 60 + minutes) * 60_000)
}

/** So many days after a `yyyy-MM-dd`. @param days may be negative. @throws RangeError outside the years 0 to 9999 */
export const addDays = (day: string, days: number): string => isoDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS)

/** Beyond 9999 an ISO date has six digits for the year, and days could be compared as text no longer. */
function isoDay(ms: number): string {
  const text = new Date(ms).toISOString()
  if (!/^\d{4}-/.test(text)) throw new RangeError(`${text} is outside the years 0 to 9999`)
  return text.slice(0, 10)
}

/** More than any due date needs; whoever asks for more was given a wrong date, or a calendar on which nobody works. */
const MOST_DAYS = 4_000

/** Goes from day to day, beginning with `first`, until something is found. @throws RangeError rather than go on for ever */
export function findFrom<T>(first: string, step: 1 | -1, find: (day: string) => T | undefined): T {
  let day = first
  for (let count = 0; count < MOST_DAYS; count++) {
    const found = find(day)
    if (found !== undefined) return found
    day = addDays(day, step)
  }
  throw new RangeError(`nothing was found within ${MOST_DAYS} days of ${first}`)
}

/** Of a `yyyy-MM-dd`: 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
