/** Who is who among contacts: what the organisation file lists as one person is one, everybody else stands for themselves. */
import type { Holding } from './holdings.js'
import { type ListedPerson, listedPeople } from './listed-people.js'
import type { Organisation } from './organisation.js'
import type { HeldRole, Person } from './person.js'

export type Known = Pick<ListedPerson, 'id' | 'contacts'> & Partial<Pick<ListedPerson, 'name'>> & Pick<Person, 'only'>

/** For a contact that was made for another one: that one, and the only case that it is for. */
export type StandsFor = (contact: string) => { readonly contact: string; readonly only: string } | undefined

/** Channels whose ids of people are those of another, each with that one. */
export type SharedIds = readonly (readonly [channel: string, other: string])[]

/** @returns the person of a contact; asked with the id of a person, that person */
export function createWhoIs(
  { people }: Pick<Organisation, 'people'>,
  sharedIds: SharedIds = [],
  standsFor: StandsFor = () => undefined,
): (id: string) => Known {
  const named = new Set(listedPeople(people).flatMap(({ contacts }) => contacts))
  const listed = listedPeople(people).map((person) => ({ ...person, contacts: person.contacts.flatMap(withTwins) }))
  const known = new Map([
    ...listed.map((person) => [person.id, person] as const),
    ...listed.flatMap((person) => person.contacts.map((contact) => [contact, person] as const)),
  ])

  /** The contact and those with the same id elsewhere, unless the file names another person for them. */
  function withTwins(contact: string): string[] {
    const twins = sharedIds.flatMap(([channel, other]) => moved(contact, other, channel) ?? moved(contact, channel, other) ?? [])
    return [contact, ...twins.filter((twin) => !named.has(twin))]
  }

  function unlisted(id: string): Known {
    const original = sharedIds.map(([channel, other]) => moved(id, channel, other)).find((one) => one !== undefined)
    return original === undefined || named.has(original) ? { id, contacts: withTwins(id) } : { id: original, contacts: withTwins(original) }
  }

  const whoIs = (id: string): Known => known.get(id) ?? unlisted(id)

  return (id) => {
    const made = standsFor(id)
    if (!made) return whoIs(id)
    const person = whoIs(made.contact)
    return { ...person, contacts: [...person.contacts, id], only: made.only }
  }
}

/** The same user on another channel; undefined for a contact of a third one. */
const moved = (contact: string, from: string, to: string): string | undefined =>
  contact.startsWith(`${from}:`) ? `${to}${contact.slice(from.length)}` : undefined

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
