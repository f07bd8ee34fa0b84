import { type Calendar, dayOf } from '../calendar/index.js'

/** How many working days something is late: those after the day on which its time ended, with today; one at least, as whoever reads it knows that it is late. */
export const lateDays = (calendar: Pick<Calendar, 'workingDaysBetween'>, legalEndAt: Date, now: Date, plant?: string): number =>
  // what ends at 24:00 ends on the day before
  Math.max(1, calendar.workingDaysBetween(dayOf(new Date(legalEndAt.getTime() - 1)), dayOf(now), plant))
