/** Who stands above a seat and may do what it has to do, and take that on: a head of quality what quality has to do. Pure. */
import type { Role } from '../people/person.js'

export const headOf = (seat: string): 'QC_HEAD' | undefined => (seat === 'QC' ? 'QC_HEAD' : undefined)

/** A role with what stands below it. */
export const seatsUnder = <R extends Role>(role: R): (R | 'QC')[] => (role === headOf('QC') ? [role, 'QC'] : [role])
