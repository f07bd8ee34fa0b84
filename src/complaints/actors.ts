import type { Actor } from '../cases/case.js'
import { isAssignee } from '../cases/rights.js'
import { type HeldRole, isKnownAs, type Person } from '../people/person.js'
import type { Complaint } from './model.js'

/** In which capacities a person stands towards a complaint (domain.md 8). A head of quality may do what quality may; DEPT answers for the complaint. */
export function actorsOf(person: Person, complaint: Complaint, salesperson?: string): Actor[] {
  const standing = ({ role, plant, department }: HeldRole): Actor[] => {
    if (role === 'DEPT') return complaint.departments.includes(department ?? '') ? ['DEPT'] : []
    const isHere =
      role === 'SALES'
        ? complaint.registeredBy.id === person.id || isKnownAs(person, salesperson)
        : plant === undefined || complaint.plant === undefined || plant === complaint.plant
    return isHere ? [role] : []
  }
  const roles = person.roles.flatMap(standing)
  return [
    ...new Set([
      ...roles,
      ...(roles.includes('QC_HEAD') ? (['QC'] as const) : []),
      ...(isAssignee(person, complaint) ? (['ASSIGNEE'] as const) : []),
      ...(person.customer === complaint.customer.id ? (['CUSTOMER'] as const) : []),
    ]),
  ]
}
