import type { Notifier, Topic } from '../delivery/notice.js'
import { BEFORE_ITS_END } from './apply.js'
import { type CaseCards, reminderCardId } from './cards.js'
import type { By, CaseEvent, CaseRecord, Clock, Reminder, Seat } from './case.js'
import type { CaseType } from './case-type.js'
import { dataOf } from './history.js'
import { createInHands } from './in-hands.js'
import { ownerOf } from './owners.js'
import type { Seats } from './seats.js'
import { standsAmong, tasksStopping } from './tasks.js'

export interface RemindDeps {
  readonly kind: CaseType
  readonly seats: Seats
  readonly cards: CaseCards
  readonly notifier: Notifier
  readonly now: () => Date
}

/** Until its end the owner is reminded alone; from then on everybody on the seat, so that nothing waits for one who is away. */
const FIRST: ReadonlySet<Reminder['id']> = new Set(BEFORE_ITS_END)

/** Of the topic of a delivery that reminds: one that waits is dropped when what it is about has been done. */
export const REMINDER_EVENT = 'reminder'

interface Reminded {
  readonly person: By
  readonly reminder: Reminder['id']
  readonly seats: readonly Seat[]
}

/** Says that a time is near or past; not for something that has been done since. */
export function createRemind({ kind, seats, cards, notifier, now }: RemindDeps) {
  const inHands = createInHands({ kind, seats })
  /** @returns false while nobody can be found who should hear it */
  return async function remind(record: CaseRecord, event: CaseEvent): Promise<boolean> {
    const { clock: key, reminders } = dataOf(event)
    const clock = record.clocks.find((one) => one.key === key && !one.stoppedAt)
    if (!clock) return true
    const tasks = tasksStopping(kind, record, clock)
    const made = [reminders].flat().map(String)
    await askAgain(record, event, clock, made)
    const people = await remindedOf(record, clock, made)
    if (people.length === 0) return kind.clocks[clock.id]?.isPersonal ?? false
    const { isUrgent } = kind.clocks[clock.id] ?? {}
    const hands = await inHands(record, now())
    const doers = new Set<string>()
    for (const task of tasks)
      for (const { person } of [...(await seats.peopleFor(record, task)), ...(await seats.askedFor(record, task))]) doers.add(person.id)
    await notifier.notify(
      people.map(({ person, reminder, seats: own }) => ({
        id: `${record._id}.${event.id}.${person.id}`,
        to: person.id,
        notice: cards.reminder(record, clock, {
          id: event.id,
          reminder,
          person,
          tasks,
          isDoer: doers.has(person.id),
          mayPush: standsAmong(kind.acts.pushed?.by ?? [], own),
          hands,
          now: now(),
        }),
        ...(!isUrgent && clock.dueAt > now() && { mayWait: { until: clock.dueAt } }),
        ...(!isUrgent && { topic: topicOf(record, clock) }),
      })),
    )
    return true
  }

  /** The customers who chat; whoever cannot be written to is phoned by whom the same reminder is for. */
  async function askAgain(record: CaseRecord, event: CaseEvent, clock: Clock, made: readonly string[]): Promise<void> {
    const again = kind.clocks[clock.id]?.asksCustomerAgain
    const own = tasksStopping(kind, record, clock).filter(({ seats: asked }) => asked.includes('CUSTOMER'))
    if (again === undefined || !made.includes(again) || own.length === 0) return
    const customers = await seats.peopleOn('CUSTOMER', record)
    await notifier.notify(
      customers.map((person) => ({
        id: `${record._id}.${event.id}.${person.id}`,
        to: person.id,
        notice: cards.forCustomer(record, own, reminderCardId(event.id, person), true),
        topic: topicOf(record, clock),
      })),
    )
  }

  function topicOf({ _id }: CaseRecord, { key }: Clock): Topic {
    return { kind: kind.kind, reference: `${_id}|${key}`, event: REMINDER_EVENT }
  }

  /** Each person once, with the last of the reminders that is for them, whatever they sit on. */
  async function remindedOf(record: CaseRecord, clock: Clock, made: readonly string[]): Promise<Reminded[]> {
    const reminded = new Map<string, Reminded>()
    const firstLate = clock.reminders.find(({ id }) => !FIRST.has(id))?.id
    const owned = clock.reminders.flatMap(({ to }) => to).filter((seat) => ownerOf(record, [seat]))
    for (const { id: reminder, to } of clock.reminders.filter(({ id }) => made.includes(id))) {
      for (const seat of new Set(reminder === firstLate ? [...to, ...owned] : to))
        for (const person of await (FIRST.has(reminder) ? seats.firstOn : seats.peopleOn)(seat, record, clock.about))
          reminded.set(person.id, { person, reminder, seats: [...(reminded.get(person.id)?.seats ?? []), seat] })
    }
    return [...reminded.values()]
  }
}
