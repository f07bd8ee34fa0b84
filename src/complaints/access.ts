import { type HeldRole, holdsRole, type Person, type Role } from '../staff/person.js'
import type { Complaint } from './model.js'

/** The complaint, for somebody who may read it. @throws UserFacingError otherwise; the refusal is recorded */
export type Readable = (no: string, by: Person, action: string, channel: string) => Promise<Complaint>

/** Who may read a complaint with its internal parts (domain.md 8); PROD_TECH only a major one. */
export const READERS: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM']
const SEE_PHONES: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD']

type Subject = Pick<Complaint, 'plant' | 'registeredBy' | 'report'> &
  Partial<Pick<Complaint, 'departments' | 'measures' | 'major' | 'customer'>>

export function mayRead(person: Person, complaint: Subject, salesperson?: string): boolean {
  if (complaint.registeredBy.id === person.id || salesperson === person.id) return true
  if (complaint.report.recipients.some(({ id }) => id === person.id)) return true
  if (person.customer !== undefined && person.customer === complaint.customer?.id) return true
  const departments = [...(complaint.departments ?? []), ...(complaint.measures ?? []).map(({ department }) => department)]
  return person.roles.some(({ role, plant, department }: HeldRole) => {
    if (role === 'DEPT') return department !== undefined && departments.includes(department)
    if (role === 'PROD_TECH') return complaint.major !== undefined
    return READERS.includes(role) && (plant === undefined || complaint.plant === undefined || plant === complaint.plant)
  })
}

/** The plants whose complaints somebody may count and list; undefined: all of them; empty: none. */
export function scopeOf({ roles }: Person): readonly string[] | undefined {
  const held = roles.filter(({ role }) => READERS.includes(role))
  return held.some(({ plant }) => plant === undefined) ? undefined : held.map(({ plant }) => plant!)
}

/** `139****1234` outside the roles that need the number. */
export function phoneFor(person: Person, complaint: Pick<Complaint, 'phone' | 'plant' | 'registeredBy'>): string | undefined {
  const { phone, plant, registeredBy } = complaint
  if (!phone || registeredBy.id === person.id || holdsRole(person, SEE_PHONES, plant)) return phone
  return phone.replace(/^(\d{3})\D?\d+(\d{4})$/, '$1****$2')
}

/** A complaint number as people type it, in full form. */
export function numberIn(text: string): string | undefined {
  const [, day, serial] = /^\s*TS[-\s]?(\d{8})[-\s]?(\d{3,})\s*$/i.exec(text.normalize('NFKC')) ?? []
  return day && `TS-${day}-${serial}`
}
