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

export interface Person {
  /** `wecom:wangqiang` */
  readonly id: string
  readonly name: string
  readonly roles: readonly HeldRole[]
  /** For a contact of a customer: which one. */
  readonly customer?: string
}

/** True where the person holds one of the roles, for this plant or for all. */
export function holdsRole({ roles }: Person, wanted: readonly Role[], plant?: string): boolean {
  return roles.some(({ role, plant: held }) => wanted.includes(role) && (held === undefined || plant === undefined || held === plant))
}
