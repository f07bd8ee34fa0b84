/** The days from the start of a time to its end, as they are told: each working day with its number, days off that follow each other together. Pure. */
import type { CalendarDay } from '../calendar/index.js'
import type { Values } from '../dialogue/session.js'

/** @param days the day after the start first */
export function walkedDays(days: readonly CalendarDay[]): Values[] {
  const told: { from: string; until: string; nth: number; reason: string; name: string }[] = []
  let counted = 0
  for (const { day, isWorking, reason, name = '' } of days) {
    const last = told.at(-1)
    if (!isWorking && last?.nth === 0 && last.reason === reason && last.name === name) last.until = day
    else told.push({ from: day, until: day, nth: isWorking ? ++counted : 0, reason, name })
  }
  return told.map(({ from, until, nth, reason, name }) => ({
    days: { from, until },
    nth,
    reason: `${reason}${nth > 0 ? 'Worked' : ''}`,
    name,
  }))
}
