import { addDays, type Calendar, dayOf, weekdayOf } from '../calendar/index.js'
import type { Due } from '../database/due.js'
import type { Once } from '../database/once.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'

export interface NextYearDeps {
  readonly calendar: Calendar
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
  readonly due: Due
  readonly once: Once
  readonly now: () => Date
}

/** T13: from 25 October once a week, from 10 December every day, until next year's days off are known. @returns how many were asked */
export async function askForCalendar({ calendar, directory, notifier, due, once, now }: NextYearDeps): Promise<number> {
  const today = dayOf(now())
  const year = Number(today.slice(0, 4)) + 1
  const isUrgent = today.slice(5) >= '12-10'
  if (today.slice(5) < '10-25' || calendar.knowsYear(year)) return 0
  const period = isUrgent ? today : addDays(today, -((weekdayOf(today) + 6) % 7))
  const administrators = (await directory.holders('ADMIN')).map(({ id }) => id)
  let asked = 0
  await due.forEach('next-year', administrators, async (id) => {
    const key = `calendar.${year}.${period}.${id}`
    if (await once.run(key, () => notifier.notify([{ id: key, to: id, notice: say('calendar.missing', { year }) }]))) asked++
  })
  return asked
}
