/** Which people sit on a seat of a case now. */
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { HeldRole, Person, Role } from '../people/person.js'
import type { By, CaseRecord, Hearer, Seat } from './case.js'
import type { Task } from './case-type.js'
import { copyAbout } from './copies.js'
import { headOf, seatsUnder } from './heads.js'
import { askedFirst } from './owners.js'
import type { ReadsAll } from './standing.js'

export interface SeatsDeps {
  readonly directory: Pick<Directory, 'holders' | 'personOf' | 'whoIs'>
  /** Contacts of a customer who chat with us about a case. */
  readonly customers: {
    chatContacts(customer: string, no: string): Promise<readonly By[]>
    byId(customer: string): Promise<{ readonly salesperson?: string } | null>
  }
  readonly readsAll: ReadsAll<CaseRecord>
}
export type Seats = ReturnType<typeof createSeats>

/** Where somebody sits, or nobody: a role of the whole company has no plant; a department says of itself what it is. */
export type Place = Partial<Record<'role' | 'plant' | 'department', string>>

export function createSeats({ directory, customers, readsAll }: SeatsDeps) {
  /** @param about the part of the record that is meant, where there are several */
  async function peopleOn(seat: Hearer, record: CaseRecord, about?: string): Promise<readonly By[]> {
    if (seat === 'CUSTOMER') return customersOf(record)
    if (seat === 'SALESPERSON') return salespersonOf(record)
    if (seat === 'REGISTRAR') {
      // a customer who registers it hears what customers hear, and nothing of what goes on inside; nor does a stranger
      const customer = (await customersOf(record)).some(({ id }) => id === record.registeredBy.id)
      return customer || (await directory.personOf(record.registeredBy.id)).side === 'stranger' ? [] : [record.registeredBy]
    }
    if (seat === 'ASSIGNEE') return assigneeOf(record)
    if (seat === 'COPIED') return readersAmong(copyAbout(record, about)?.open ?? [], record)
    if (seat !== 'DEPT') return namesOf(await directory.holders(seat, record.plant))
    return (await Promise.all(record.departments.map(async (id) => namesOf(await directory.holders('DEPT', undefined, id))))).flat()
  }

  /** Each person once, however many contacts of theirs the archive holds. */
  async function customersOf({ _id: no, customer }: CaseRecord): Promise<readonly By[]> {
    const contacts = customer ? await customers.chatContacts(customer.id, no) : []
    const people = contacts.map(({ id, name }) => ({ id: directory.whoIs(id).id, name }))
    return people.filter(({ id }, index) => people.findIndex((other) => other.id === id) === index)
  }

  /** Nobody where whoever was named has left. */
  async function assigneeOf({ assignee }: CaseRecord): Promise<readonly By[]> {
    return assignee && (await directory.personOf(assignee.id)).side === 'staff' ? [assignee] : []
  }

  /** Nobody where whoever looked after the customer has left. */
  async function salespersonOf({ customer }: CaseRecord): Promise<readonly By[]> {
    const contact = customer && (await customers.byId(customer.id))?.salesperson
    if (!contact) return []
    const person = await directory.personOf(contact)
    return person.side === 'staff' ? namesOf([person]) : []
  }

  /** Those of some people to whom all of it may be shown. */
  async function readersAmong(people: readonly By[], record: CaseRecord): Promise<readonly By[]> {
    const each = people.map(async (one) => ((await readsAll(await directory.personOf(one.id), record)) ? [one] : []))
    return (await Promise.all(each)).flat()
  }

  const firstOn: typeof peopleOn = async (seat, record, about) => {
    const people = await peopleOn(seat, record, about)
    return askedFirst(record, seat, people, record.owners?.[seat as Seat] ? await headsOn(seat, record) : [])
  }

  async function headsOn(seat: Hearer, record: CaseRecord): Promise<readonly By[]> {
    const head = headOf(seat)
    return head ? peopleOn(head, record) : []
  }

  /** Each person once. */
  async function ownersOn(seat: Seat, record: CaseRecord): Promise<readonly By[]> {
    const people = [...(await peopleOn(seat, record)), ...(await headsOn(seat, record))]
    return people.filter(({ id }, index) => people.findIndex((other) => other.id === id) === index)
  }

  /** @param person who sits there; without one, where the case itself asks for somebody */
  async function placeOf(seat: Hearer, record: CaseRecord, person?: By): Promise<Place> {
    const held = person && heldOn(seat, record, (await directory.personOf(person.id)).roles)
    const department = seat === 'DEPT' ? (held?.department ?? record.departments[0]) : undefined
    if (department !== undefined) return { department }
    return { role: held?.role ?? seat, ...(held?.plant !== undefined && { plant: held.plant }) }
  }

  /** With the seat on which they sit. */
  async function eachFor(record: CaseRecord, { seats, about }: Task, of: typeof peopleOn) {
    const each = seats.map(async (seat) => (await of(seat, record, about)).map((person) => ({ person, seat })))
    return (await Promise.all(each)).flat()
  }

  return {
    peopleOn,
    /** Who may own what the seat has to do. */
    ownersOn,
    readersAmong,
    placeOf,
    /** Who hears first of what the seat has to do: its owner, else everybody on it. */
    firstOn,
    /** Who may do a task now. */
    peopleFor: (record: CaseRecord, task: Task) => eachFor(record, task, peopleOn),
    /** Who is asked to do it. */
    askedFor: (record: CaseRecord, task: Task) => eachFor(record, task, firstOn),
  }
}

/** By what role somebody sits there: their own, or one that stands above it. */
function heldOn(seat: Hearer, { plant, departments }: CaseRecord, roles: readonly HeldRole[]): HeldRole | undefined {
  const fits = (role: Role | undefined) => (held: HeldRole) =>
    held.role === role &&
    (held.plant === undefined || plant === undefined || held.plant === plant) &&
    (held.department === undefined || departments.includes(held.department))
  return roles.find(fits(seat as Role)) ?? roles.find(fits(headOf(seat)))
}

const namesOf = (people: readonly Person[]): By[] => people.map(({ id, name }) => ({ id, name }))

/** Everything that `waitingFor` may hold for a person; a central role sits at every plant. */
export function seatKeysOf(
  { id, roles, customer }: Pick<Person, 'id' | 'roles' | 'customer'>,
  { plants }: Pick<Organisation, 'plants'>,
): string[] {
  const everywhere = [...plants.map((plant) => plant.id), '-']
  const keys = roles.flatMap(({ role, plant, department }) => {
    if (role === 'DEPT') return department ? [`DEPT@${department}`] : []
    // a case whose plant is not known yet waits for every plant
    return seatsUnder(role).flatMap((name) => (plant ? [plant, '-'] : everywhere).map((place) => `${name}@${place}`))
  })
  return [...new Set([id, ...keys, ...(customer ? [`CUSTOMER@${customer}`] : [])])]
}
