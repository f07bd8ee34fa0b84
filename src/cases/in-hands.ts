/** In whose hands a case is: by name who has something to do with it now, what that is, and until when. Whatever shows a case asks here. */
import { isDeepStrictEqual } from 'node:util'
import type { Phrase } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import type { By, CaseRecord, Clock } from './case.js'
import type { CaseType, Task } from './case-type.js'
import { isOverdue } from './deadlines.js'
import type { Place, Seats } from './seats.js'
import { clockOf, lateTasks, openTasks } from './tasks.js'

export interface InHand {
  readonly task: Task
  /** Of whom it is asked, each once; nobody where nobody sits there. */
  readonly people: readonly Seated[]
  /** Where nobody sits. */
  readonly place: Place
  /** Its time, where one runs. */
  readonly clock?: Clock
}
/** With the seat that they hold. */
interface Seated extends By {
  readonly place: Place
}
export type InHands = ReturnType<typeof createInHands>

/** For somebody who reads of it. */
export interface Held {
  readonly hands: readonly InHand[]
  readonly reader: Pick<By, 'id'>
}

/** As many as a line has room for. */
const NAMED = 2

export interface InHandsDeps {
  readonly kind: Pick<CaseType, 'acts'>
  readonly seats: Pick<Seats, 'askedFor' | 'placeOf'>
}

/** What waits longest beyond its time first, then in the order of the acts; of what the same people may do instead of each other the first. */
export function createInHands({ kind, seats }: InHandsDeps) {
  return async function inHands(record: CaseRecord, now: Date): Promise<readonly InHand[]> {
    const tasks = new Map(
      [...lateTasks(kind, record, now), ...openTasks(kind, record)].map((task) => [`${task.id}.${task.about ?? ''}`, task]),
    )
    const hands = await Promise.all([...tasks.values()].map((task) => handOf(record, task)))
    return hands.filter((hand, index) => !hands.slice(0, index).some((other) => isInsteadOf(hand, other)))
  }

  async function handOf(record: CaseRecord, task: Task): Promise<InHand> {
    const asked = await seats.askedFor(record, task)
    // the customer is asked by somebody of ours, who has to see that an answer comes
    const ours = asked.filter(({ seat }) => seat !== 'CUSTOMER')
    const all = ours.length > 0 ? ours : asked
    const once = all.filter(({ person }, index) => all.findIndex((other) => other.person.id === person.id) === index)
    const seated = once.map(async ({ person, seat }) => ({ ...person, place: await seats.placeOf(seat, record, person) }))
    const clock = clockOf(record, task)
    return {
      task,
      people: await Promise.all(seated),
      place: await seats.placeOf(task.seats[0] ?? 'REGISTRAR', record),
      ...(clock && { clock }),
    }
  }
}

const isInsteadOf = ({ clock, people }: InHand, other: InHand): boolean =>
  clock !== undefined && clock === other.clock && people.every(({ id }) => other.people.some((one) => one.id === id))

/** True where nobody else has it in their hands. */
const isTheirsAlone = (people: readonly By[], reader: Pick<By, 'id'>): boolean =>
  people.length > 0 && people.every(({ id }) => id === reader.id)

/**
 * The one that a card speaks of: that of its first task, else the first of all; nothing where it is the reader's alone, who sees so by the card.
 * @param first what the card asks for
 */
export function handOn({ hands, reader }: Held, first: Task | undefined): InHand | undefined {
  const hand = first ? hands.find(({ task }) => task.id === first.id && task.about === first.about) : hands[0]
  return hand && !isTheirsAlone(hand.people, reader) ? hand : undefined
}

/** Who has the first of it, for a sentence that names them; nobody where that is the reader alone. */
export function whoIn({ hands: [first], reader }: Held): string {
  if (!first || first.people.length > NAMED || isTheirsAlone(first.people, reader)) return ''
  return first.people.map(({ name }) => name).join('、')
}

/** What texts say of it: who has it, what they have to do, until when. @param reader whoever has it alone is spoken to */
export function handValues({ task, people, place, clock }: InHand, now: Date, reader?: Pick<By, 'id'>): Values {
  const names = people.slice(0, NAMED).map(({ name }) => name)
  const count = people.length > NAMED ? people.length : 0
  const isReaders = reader !== undefined && isTheirsAlone(people, reader)
  return {
    people: isReaders || names.length === 0 ? null : { names, count, ...bySeat(people, count) },
    seat: names.length === 0 ? { ...place } : null,
    you: isReaders,
    step: task.id,
    dueAt: clock?.dueAt.toISOString() ?? null,
    dueState: clock && isOverdue(clock, now) ? 'overdue' : 'running',
  }
}

/** Those who are named, each seat once behind its people; `others`: how many they are, where some of them sit elsewhere. */
function bySeat(people: readonly Seated[], count: number) {
  const named = people.slice(0, NAMED)
  const isOneSeat = people.every(({ place }) => isDeepStrictEqual(place, people[0]?.place))
  const first = named.filter(({ place }, index) => named.findIndex((other) => isDeepStrictEqual(other.place, place)) === index)
  const seats = first.map(({ place }) => ({
    names: named.filter((one) => isDeepStrictEqual(one.place, place)).map(({ name }) => name),
    count: isOneSeat ? count : 0,
    ...place,
  }))
  return { seats, others: isOneSeat ? 0 : count }
}

/** One sentence of it. @param text the name of a text of the kind, under `hands` */
export const handPhrase = (
  { kind }: Pick<CaseType, 'kind'>,
  text: 'line' | 'row' | 'who',
  hand: InHand,
  now: Date,
  reader?: Pick<By, 'id'>,
): Phrase => ({
  key: `${kind}.hands.${text}`,
  values: handValues(hand, now, reader),
})
