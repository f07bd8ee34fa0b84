/** Who has taken on what a seat has to do with a case: their name stands on it, and what comes next is asked of them first. Pure. */
import type { By, CaseEvent, CaseRecord, Seat } from './case.js'
import type { CaseType } from './case-type.js'

export type Owners = NonNullable<CaseRecord['owners']>

/** Whoever does the act that makes its owner, where nobody owns the seat yet; from then on it changes hands by a transfer only. */
export function ownersAfter(
  { acts }: Pick<CaseType, 'acts'>,
  { owners }: Pick<CaseRecord, 'owners'>,
  event: CaseEvent,
): Owners | undefined {
  const seat = acts[event.type]?.owns
  const owner = event.onBehalfOf ?? event.by
  if (!seat || !owner || owners?.[seat] || event.role !== seat) return owners
  return { ...owners, [seat]: owner }
}

/** The owner of the first of these seats that has one. */
export const ownerOf = ({ owners }: Pick<CaseRecord, 'owners'>, seats: readonly string[]): By | undefined =>
  seats.flatMap((seat) => owners?.[seat as Seat] ?? [])[0]

/** Those of the people on a seat who are asked first: its owner, as long as they sit there; otherwise everybody. */
export function askedFirst<P extends By>({ owners }: Pick<CaseRecord, 'owners'>, seat: string, people: readonly P[]): readonly P[] {
  const owner = owners?.[seat as Seat]
  const present = owner && people.filter(({ id }) => id === owner.id)
  return present && present.length > 0 ? present : people
}
