import { type HeldRole, holdsRole, type Person, type Role } from '../staff/person.js'
import type { Complaint } from './model.js'

/** Who may read a complaint with its internal parts (domain.md 8). */
export const READERS: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM']
const SEE_PHONES: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD']

export function mayRead(person: Person, complaint: Pick<Complaint, 'plant' | 'registeredBy' | 'report'>, salesperson?: string): boolean {
  if (complaint.registeredBy.id === person.id || salesperson === person.id) return true
  if (complaint.report.recipients.some(({ id }) => id === person.id)) return true
  return person.roles.some((held: HeldRole) => READERS.includes(held.role) && (held.plant === undefined || held.plant === complaint.plant))
}

/** `139****1234` outside the roles that need the number. */
export function phoneFor(person: Person, complaint: Pick<Complaint, 'phone' | 'plant' | 'registeredBy'>): string | undefined {
  const { phone, plant, registeredBy } = complaint
  if (!phone || registeredBy.id === person.id || holdsRole(person, SEE_PHONES, plant)) return phone
  return phone.replace(/^(\d{3})\D?\d+(\d{4})$/, '$1****$2')
}
