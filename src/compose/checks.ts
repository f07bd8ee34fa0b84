/** What is looked at in a real installation, whatever the platform. */
import { dayOf } from '../calendar/index.js'
import type { Channel } from '../channels/channel.js'
import { type Finding, fine, wrong } from '../channels/checkup.js'
import { calendarOf } from '../people/calendar-of.js'
import { vacanciesIn } from '../people/check-staffing.js'
import type { ContactsOf } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { TestCard } from './platforms/platform.js'

/** From then on the holidays of the next year have been published. */
const PUBLISHED_BY = '12-01'
const MINUTE_MS = 60_000

export async function checkStaffing(organisation: Organisation, contacts: ContactsOf, now: Date): Promise<Finding[]> {
  const vacant = await vacanciesIn(organisation, contacts, now)
  if (vacant.length === 0) return [fine('roles.fine', { plants: organisation.plants.map(({ shortName }) => shortName) })]
  return vacant.map(({ role, place = '' }) => wrong('roles.vacant', { role, place }))
}

/** @param aheadMs of each platform that has said what time it is: where this machine agrees with one of them, its clock is right */
export function checkClock(aheadMs: readonly number[]): Finding[] {
  const [nearest] = aheadMs.toSorted((left, right) => Math.abs(left) - Math.abs(right))
  if (nearest === undefined) return []
  if (Math.abs(nearest) <= MINUTE_MS) return [fine('clock.fine')]
  return [wrong(nearest > 0 ? 'clock.ahead' : 'clock.behind', { minutes: Math.round(Math.abs(nearest) / MINUTE_MS) })]
}

export function checkYear(organisation: Organisation, now: Date): Finding {
  const today = dayOf(now)
  const year = Number(today.slice(0, 4)) + 1
  if (calendarOf(organisation).knowsYear(year)) return fine('year.fine', { year })
  return today.slice(5) < PUBLISHED_BY ? fine('year.early', { year }) : wrong('year.unknown', { year })
}

export async function sendCard(
  { to, card }: TestCard,
  { send }: Channel,
  now: Date,
  refusal: (error: unknown, id: string) => Finding,
): Promise<Finding> {
  const once = { deliveryId: `doctor.${now.getTime()}`, readFile: () => Promise.reject(new Error('no file')), remember: async () => {} }
  return send(to, card, once).then(
    () => fine('card.sent', { id: to.userId }),
    (error: unknown) => refusal(error, to.userId),
  )
}
