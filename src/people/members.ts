/** Who is who among contacts: what the organisation file lists as one person is one, everybody else stands for themselves. */
import type { Holding } from './holdings.js'
import { type ListedPerson, listedPeople } from './listed-people.js'
import type { Organisation } from './organisation.js'
import type { HeldRole, Person } from './person.js'

export type Known = Pick<ListedPerson, 'id' | 'contacts'> & Partial<Pick<ListedPerson, 'name'>>

/** @returns the person of a contact; asked with the id of a person, that person */
export function createWhoIs({ people }: Pick<Organisation, 'people'>): (id: string) => Known {
  const listed = listedPeople(people)
  const known = new Map([
    ...listed.map((person) => [person.id, person] as const),
    ...listed.flatMap((person) => person.contacts.map((contact) => [contact, person] as const)),
  ])
  return (id) => known.get(id) ?? { id, contacts: [id] }
}

/** Everybody who holds a role, by their id, with all that any of their contacts holds. */
export function membersOf(holdings: readonly Holding[], whoIs: (id: string) => Known): Map<string, Person> {
  const members = new Map<string, Person>()
  for (const { holders, role, plant, department } of holdings) {
    const held: HeldRole = { role, ...(plant && { plant }), ...(department && { department }) }
    for (const holder of holders) {
      const { id, contacts, name = holder.name } = whoIs(holder.id)
      const roles = members.get(id)?.roles ?? []
      if (!roles.some((one) => isSameRole(one, held))) members.set(id, { id, name, side: 'staff', contacts, roles: [...roles, held] })
    }
  }
  return members
}

const isSameRole = (one: HeldRole, other: HeldRole): boolean =>
  one.role === other.role && one.plant === other.plant && one.department === other.department
