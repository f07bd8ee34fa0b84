/** Nobody decides on what they asked for, or twice: neither in person nor by whoever acts in their place. Pure. */
import type { Actor, By, CaseEvent, CaseRecord, Seat } from './case.js'
import type { CaseType } from './case-type.js'
import { correctionsOf } from './history.js'

interface Doer {
  readonly by?: By
  readonly onBehalfOf?: By
}
interface Decider extends Doer {
  readonly actors: readonly Actor[]
}

/**
 * The refusal of the kind where somebody may not decide; undefined where they may.
 * @param seats who decides on this record now
 * @param asking the act that asked for it, the last time; whoever registered the case unless given
 */
export function notTheirs(
  { acts }: Pick<CaseType, 'acts'>,
  record: CaseRecord,
  decider: Decider,
  seats: readonly Seat[],
  asking?: string,
): 'own' | 'role' | 'twice' | undefined {
  const asked = asking === undefined ? -1 : record.events.findLastIndex(({ type }) => type === asking)
  if (asking === undefined ? isSharedBy({ by: record.registeredBy }, decider) : hasHandIn(record, record.events[asked], decider))
    return 'own'
  if (!seats.some((seat) => decider.actors.includes(seat))) return 'role'
  const hasDecided = record.events.slice(asked + 1).some((event) => acts[event.type]?.decides && isSharedBy(event, decider))
  return hasDecided ? 'twice' : undefined
}

/** True where somebody has done it, or corrected it since, in person or by a deputy. */
export const hasHandIn = ({ events }: Pick<CaseRecord, 'events'>, event: CaseEvent | undefined, doer: Doer): boolean =>
  event !== undefined && [event, ...correctionsOf(event, events)].some((one) => isSharedBy(one, doer))

/** True where one person has a hand in both, in person or by a deputy. */
export function isSharedBy(one: Pick<CaseEvent, 'by' | 'onBehalfOf'> | undefined, other: Doer): boolean {
  const hands = idsOf(one ?? {})
  return idsOf(other).some((id) => hands.includes(id))
}

const idsOf = ({ by, onBehalfOf }: Doer): string[] => [by, onBehalfOf].flatMap((person) => person?.id ?? [])
