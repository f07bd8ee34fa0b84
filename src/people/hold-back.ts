/** What can wait comes to nobody who does not want to be rung up now: it waits for the end of their 免打扰, unless that were too late. */
import type { Calendar } from '../calendar/index.js'
import type { Notification, Notifier } from '../delivery/notice.js'
import type { Person } from './person.js'
import { type QuietTime, type QuietTimes, quietUntil } from './quiet-times.js'

export interface HoldBackDeps {
  readonly notifier: Notifier
  readonly quietTimes: Pick<QuietTimes, 'among'>
  readonly personOf: (id: string) => Promise<Pick<Person, 'roles'>>
  readonly calendar: Pick<Calendar, 'day'>
  readonly now: () => Date
}

export function createHoldBack({ notifier, quietTimes, personOf, calendar, now }: HoldBackDeps): Notifier {
  async function endOf(time: QuietTime): Promise<Date | undefined> {
    const { roles } = await personOf(time._id)
    return quietUntil(time, now(), (day) => calendar.day(day, roles[0]?.plant).hours)
  }

  return {
    async notify(items) {
      const people = [...new Set(items.flatMap(({ to, mayWait }) => (mayWait ? [to] : [])))]
      const times = people.length > 0 ? await quietTimes.among(people) : []
      const ends = new Map(await Promise.all(times.map(async (time) => [time._id, await endOf(time)] as const)))
      const held = (item: Notification): Notification => {
        const end = item.mayWait && ends.get(item.to)
        const isInTime = end && !(item.mayWait.until && item.mayWait.until < end)
        return isInTime ? { ...item, notBefore: end } : item
      }
      await notifier.notify(items.map(held))
    },
  }
}
