/** Who people are and what they may do (domain.md 0.1 and 8). */

export const ROLES = ['CS', 'MKT_HEAD', 'SALES', 'QC', 'QC_HEAD', 'DEPT', 'PROD_TECH', 'GM', 'ADMIN'] as const
export type Role = (typeof ROLES)[number]

export interface HeldRole {
  readonly role: Role
  /** Absent for central roles: they hold for every plant. */
  readonly plant?: string
  /** For DEPT: which one. */
  readonly department?: string
}

/** Somebody of ours, a customer's contact, or anybody else: what a stranger may is little, whatever they say of themselves. */
export type Side = 'staff' | 'customer' | 'stranger'

/** A human being. What records, seats and the rule of four eyes speak of. */
export interface Person {
  /** As the organisation file lists them; else that of their one contact. */
  readonly id: string
  readonly name: string
  readonly side: Side
  /** All of this person, as `wecom:wangqiang`. */
  readonly contacts: readonly string[]
  readonly roles: readonly HeldRole[]
  /** For a contact of a customer: which one. */
  readonly customer?: string
  /** The one case that they see, where they come in by a link that was made for it. */
  readonly only?: string
  /** Those in whose place they act, while these are on leave. */
  readonly duties?: readonly Duty[]
}

export interface Duty {
  readonly person: Person
  /** It is over: only what was begun before may still be finished. */
  readonly endedAt?: Date
}

/** Those for whom somebody acts now. */
export const principalsOf = ({ duties = [] }: Pick<Person, 'duties'>): readonly Person[] =>
  duties.flatMap(({ person, endedAt }) => (endedAt ? [] : [person]))

/** The person as they were when they began something: with whom they acted for then. */
export function asAt(person: Person, begunAt: Date): Person {
  const { duties } = person
  if (!duties?.some(({ endedAt }) => endedAt)) return person
  return { ...person, duties: duties.flatMap(({ person: other, endedAt }) => (endedAt && endedAt <= begunAt ? [] : [{ person: other }])) }
}

/** True for the id of the person and of each of their contacts, whichever of these was written down. */
export const isKnownAs = ({ id, contacts }: Pick<Person, 'id' | 'contacts'>, written: string | undefined): boolean =>
  written === id || (written !== undefined && contacts.includes(written))

/** True where the person holds one of the roles, for this plant or for all. */
export function holdsRole({ roles }: Pick<Person, 'roles'>, wanted: readonly Role[], plant?: string): boolean {
  return roles.some(({ role, plant: held }) => wanted.includes(role) && (held === undefined || plant === undefined || held === plant))
}
