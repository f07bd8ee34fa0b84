/** Who has taken on what a seat has to do with a case: their name stands on it, and what comes next is asked of them first. Pure. */
import type { Actor, By, CaseEvent, CaseRecord, Seat } from './case.js'
import type { CaseType } from './case-type.js'

export type Owners = NonNullable<CaseRecord['owners']>

/** The seat that an act makes its doer the owner of: where nobody owns it yet; from then on it changes hands by a transfer only. */
export function seatTakenOn(
  { owns }: Pick<CaseType['acts'][string], 'owns'>,
  { owners }: Pick<CaseRecord, 'owners'>,
  role?: Actor,
): Seat | undefined {
  return owns && owns === role && !owners?.[owns] ? owns : undefined
}

/** An event of an earlier version made nobody the owner. */
export function ownersAfter({ owners }: Pick<CaseRecord, 'owners'>, { owns, by, onBehalfOf = by }: CaseEvent): Owners | undefined {
  return owns && onBehalfOf ? { ...owners, [owns]: onBehalfOf } : owners
}

/** The owner of the first of these seats that has one. */
export const ownerOf = ({ owners }: Pick<CaseRecord, 'owners'>, seats: readonly string[]): By | undefined =>
  seats.flatMap((seat) => owners?.[seat as Seat] ?? [])[0]

/**
 * Those of the people on a seat who are asked first: its owner, as long as they sit there; otherwise everybody.
 * @param others who may own it without sitting there
 */
export function askedFirst<P extends By>(
  { owners }: Pick<CaseRecord, 'owners'>,
  seat: string,
  people: readonly P[],
  others: readonly P[] = [],
): readonly P[] {
  const owner = owners?.[seat as Seat]
  const present = owner && [...people, ...others].filter(({ id }) => id === owner.id)
  return present && present.length > 0 ? present : people
}
