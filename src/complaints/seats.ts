/** Which people sit on a seat of a complaint now. */

import type { By, Seat } from '../cases/case.js'
import type { Customers } from '../customers/index.js'
import type { Directory } from '../staff/directory.js'
import type { Organisation } from '../staff/organisation.js'
import type { Person } from '../staff/person.js'
import type { Complaint } from './model.js'

export interface SeatsDeps {
  readonly directory: Pick<Directory, 'holders'>
  readonly customers: Pick<Customers, 'chatContacts'>
}
export type Seats = ReturnType<typeof createSeats>

export function createSeats({ directory, customers }: SeatsDeps) {
  /** @param department of a measure, where it is not the complaint's */
  async function peopleOn(seat: Seat | 'CUSTOMER', complaint: Complaint, department?: string): Promise<By[]> {
    if (seat === 'CUSTOMER') return customers.chatContacts(complaint.customer.id)
    if (seat === 'REGISTRAR') {
      // a customer who registers it hears what customers hear, and nothing of what goes on inside
      const contacts = await customers.chatContacts(complaint.customer.id)
      return contacts.some(({ id }) => id === complaint.registeredBy.id) ? [] : [complaint.registeredBy]
    }
    if (seat !== 'DEPT') return namesOf(await directory.holders(seat, complaint.plant))
    const departments = department ? [department] : complaint.departments
    return (await Promise.all(departments.map(async (id) => namesOf(await directory.holders('DEPT', undefined, id))))).flat()
  }

  return { peopleOn }
}

const namesOf = (people: readonly Person[]): By[] => people.map(({ id, name }) => ({ id, name }))

/** Everything that `Complaint.waitingFor` may hold for a person; a central role sits at every plant. */
export function seatKeysOf({ id, roles, customer }: Person, { plants }: Pick<Organisation, 'plants'>): string[] {
  const everywhere = [...plants.map((plant) => plant.id), '-']
  const keys = roles.flatMap(({ role, plant, department }) => {
    if (role === 'DEPT') return department ? [`DEPT@${department}`] : []
    // a complaint whose plant is not known yet waits for every plant
    const names = role === 'QC_HEAD' ? ['QC_HEAD', 'QC'] : [role]
    return names.flatMap((name) => (plant ? [plant, '-'] : everywhere).map((place) => `${name}@${place}`))
  })
  return [...new Set([id, ...keys, ...(customer ? [`CUSTOMER@${customer}`] : [])])]
}
