/** Asia/Shanghai, always eight hours ahead of UTC: no daylight saving (domain.md 6.2). */

const OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

/** `yyyy-MM-dd` in Asia/Shanghai. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10)

/** `HH:mm` in Asia/Shanghai. */
export const timeOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(11, 16)

/** The instant of a day and time in Asia/Shanghai; `24:00` is the end of the day. */
export function instant(day: string, time = '00:00'): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS + (hours * 60 + minutes) * 60_000)
}

/** @param days may be negative */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
