import type { Notifier } from '../delivery/notice.js'
import { isObject } from '../dialogue/session.js'
import type { RuleBook } from '../people/rule-book.js'
import { askedBy, isSame } from './asked.js'
import { type CaseCards, happenedCardId, reminderCardId } from './cards.js'
import type { By, CaseEvent, CaseRecord } from './case.js'
import type { CaseType, Task } from './case-type.js'
import { isAmong } from './copies.js'
import { correctedBy, correctionsOf, dataOf } from './history.js'
import { createInHands } from './in-hands.js'
import type { Seats } from './seats.js'
import { clockOf, openTasks } from './tasks.js'
import { toldTopic } from './told-topic.js'

export interface TellDeps {
  readonly kind: CaseType
  readonly seats: Seats
  readonly cards: CaseCards
  readonly notifier: Notifier
  readonly ruleBook: RuleBook
}

type Asked = ReturnType<typeof askedBy>

interface Told {
  readonly person: By
  readonly tasks: readonly Task[]
  readonly isCustomer: boolean
}

/** Tells of an event: whoever has something to do because of it, and whom its act names besides. */
export function createTell({ kind, seats, cards, notifier, ruleBook }: TellDeps) {
  const inHands = createInHands({ kind, seats })
  return async function tell(record: CaseRecord, event: CaseEvent): Promise<void> {
    const index = record.events.indexOf(event)
    const asked = askedBy(kind, record.events)
    const stillOpen = openTasks(kind, record)
    // what this event itself asks for, as far as nobody has done it since
    const tasks = asked.tasksAsked(index).filter((task) => stillOpen.some(isSame(task)))
    const audience = await audienceOf(record, event, tasks, asked)
    const { isUrgent } = kind.acts[event.type]!
    const hands = await inHands(record, event.at)
    const told = audience.map(({ person, tasks: own, isCustomer }) => {
      const card = happenedCardId(record._id, index, person)
      const notice = isCustomer ? cards.forCustomer(record, own, card) : cards.happened(record, event, own, card, { hands, reader: person })
      return {
        id: `${record._id}.${event.id}.${person.id}`,
        to: person.id,
        notice,
        ...(isCustomer && { topic: toldTopic(kind.kind, record._id) }),
        ...(event.by && { causedBy: event.by.id }),
        ...(!isUrgent && { mayWait: waitOf(record, own) }),
      }
    })
    await notifier.notify([...(await closedCards(record, event, index, asked)), ...told])
  }

  /** Each person once, with all that they have to do now; not whoever did it. */
  async function audienceOf(record: CaseRecord, event: CaseEvent, tasks: readonly Task[], asked: Asked): Promise<Told[]> {
    const audience = new Map<string, Told>()
    for (const task of tasks) {
      for (const { person, seat } of await seats.askedFor(record, task)) {
        const known = audience.get(person.id)?.tasks ?? []
        audience.set(person.id, { person, isCustomer: seat === 'CUSTOMER', tasks: known.includes(task) ? known : [...known, task] })
      }
    }
    for (const person of [...(await namedBy(event, record)), ...(await heardBefore(record, event, asked))])
      if (!audience.has(person.id)) audience.set(person.id, { person, isCustomer: false, tasks: [] })
    audience.delete(event.by?.id ?? '')
    return [...audience.values()]
  }

  /** Whom the act of an event names, and who sits where it is told. */
  async function namedBy(event: CaseEvent, record: CaseRecord): Promise<By[]> {
    const { told = [], names } = kind.acts[event.type]!
    const named = [...(names?.(event) ?? [])]
    const hearers = typeof told === 'function' ? told(event, await ruleBook.of(record)) : told
    for (const seat of hearers) named.push(...(await seats.peopleOn(seat, record)))
    return named
  }

  /** Colleagues who heard of what an event corrects, or were asked for something because of it, as the case stood then. */
  async function heardBefore(record: CaseRecord, event: CaseEvent, asked: Asked): Promise<By[]> {
    const corrected = correctedBy(event, record.events)
    const heard: By[] = []
    for (const one of corrected ? [corrected, ...correctionsOf(corrected, record.events)] : []) {
      if (one.id === event.id) break
      const index = record.events.indexOf(one)
      const present = asked.recordAt(index)
      for (const task of asked.tasksAsked(index))
        for (const { person, seat } of await seats.askedFor(present, task)) if (seat !== 'CUSTOMER') heard.push(person)
      heard.push(...(await namedBy(one, present)))
    }
    return heard
  }

  async function askedAll(record: CaseRecord, tasks: readonly Task[]): Promise<By[]> {
    const each = await Promise.all(tasks.map((task) => seats.askedFor(record, task)))
    return each.flat().map(({ person }) => person)
  }

  /** The cards of those who could have done what somebody else has done now, or has been given to one of them, unless they ask for more; and those that say what was corrected since. */
  async function closedCards(record: CaseRecord, event: CaseEvent, index: number, asked: Asked) {
    if (!event.by) return []
    const closed = new Map<string, { person: By; card: string }>()
    const { handsOver: isHandedOver, corrects } = kind.acts[event.type]!
    const stays = isHandedOver ? ownersIn(asked.recordAt(index)) : [event.by.id]
    for (const task of isHandedOver || corrects ? asked.tasksAsked(index) : asked.tasksDone(index)) {
      for (const at of asked.eventsAsking(index, task)) {
        const left = isHandedOver || corrects ? [] : await askedAll(asked.recordAt(at), asked.tasksLeft(at, index))
        for (const person of await askedAll(asked.recordAt(at), [task]))
          if (!stays.includes(person.id) && !isAmong(left, person))
            closed.set(`${at}.${person.id}`, { person, card: happenedCardId(record._id, at, person) })
      }
      if (isHandedOver)
        for (const { id } of remindersOf(record.events.slice(0, index), task))
          for (const person of giversOf(event)) closed.set(`${id}.${person.id}`, { person, card: reminderCardId(id, person) })
    }
    return [...closed].map(([key, { person, card }]) => ({
      id: `${record._id}.${event.id}.done${key}`,
      to: person.id,
      notice: cards.done(card, event),
    }))
  }
}

/** What was said of the time that somebody has for a task. */
const remindersOf = (events: readonly CaseEvent[], { clocks }: Task): CaseEvent[] =>
  events.filter((event) => event.type === 'reminded' && clocks.includes(String(dataOf(event).clock).split('#')[0] ?? ''))

/** Who had what is given away: in whose place it was done, whoever owned it, and who did it. */
function giversOf({ by, onBehalfOf, data }: CaseEvent): By[] {
  const { formerly, colleague } = dataOf({ data })
  const owner = isObject(formerly) ? [{ id: String(formerly.id), name: String(formerly.name) }] : []
  return [...(by ? [by] : []), ...(onBehalfOf ? [onBehalfOf] : []), ...owner].filter(
    ({ id }) => !isObject(colleague) || id !== colleague.id,
  )
}

/** As long as the time for what is to be done does not end. */
function waitOf(record: CaseRecord, tasks: readonly Task[]): { until?: Date } {
  const ends = tasks.flatMap((task) => clockOf(record, task)?.dueAt.getTime() ?? [])
  return ends.length > 0 ? { until: new Date(Math.min(...ends)) } : {}
}

const ownersIn = ({ owners = {} }: CaseRecord): string[] => Object.values(owners).map(({ id }) => id)
