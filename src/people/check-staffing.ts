/** Whether somebody holds every role wherever it is needed: what the file names, as the platform resolves it. */
import { type ContactsOf, resolveHoldings } from './holdings.js'
import type { Organisation } from './organisation.js'
import { ROLES, type Role } from './person.js'

/** A role that nobody holds: at a plant, of a department, or in the whole company. */
export interface Vacancy {
  readonly role: Role
  /** What it is called; absent for the whole company. */
  readonly place?: string
}

/** @param contacts without them only people who are named count */
export async function vacanciesIn(
  { roles, plants, departments }: Organisation,
  contacts: ContactsOf,
  now: Date,
): Promise<readonly Vacancy[]> {
  const { holdings } = await resolveHoldings(roles, contacts, [], now)
  const held = holdings.filter(({ holders }) => holders.length > 0)
  const vacantDepartments = departments
    .filter(({ id }) => !held.some(({ role, department }) => role === 'DEPT' && department === id))
    .map(({ name }) => ({ role: 'DEPT' as const, place: name }))
  const vacantRoles = ROLES.filter((role) => role !== 'DEPT').flatMap((role) => {
    const vacant = plants.filter(({ id }) => !held.some((one) => one.role === role && (one.plant === undefined || one.plant === id)))
    return vacant.length === plants.length ? [{ role }] : vacant.map(({ shortName }) => ({ role, place: shortName }))
  })
  return [...vacantRoles, ...vacantDepartments]
}
