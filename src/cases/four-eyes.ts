/** Nobody decides on what they asked for, or twice. Pure. */
import type { Actor, By, CaseRecord, Seat } from './case.js'
import type { CaseType } from './case-type.js'

interface Decider {
  readonly by?: By
  readonly actors: readonly Actor[]
}

/** The refusal of the kind where somebody may not decide; undefined where they may. @param seats who decides on this record now */
export function notTheirs(
  { acts }: Pick<CaseType, 'acts'>,
  record: CaseRecord,
  { by, actors }: Decider,
  seats: readonly Seat[],
): 'own' | 'role' | 'twice' | undefined {
  if (by?.id === record.registeredBy.id) return 'own'
  if (!seats.some((seat) => actors.includes(seat))) return 'role'
  const hasDecided = by && record.events.some((event) => acts[event.type]?.decides && event.by?.id === by.id)
  return hasDecided ? 'twice' : undefined
}
