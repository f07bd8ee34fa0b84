/** Whose roles have ended between two readings of the platform. Pure. */
import type { Holding } from './holdings.js'
import { type Known, membersOf } from './members.js'
import { type HeldRole, holdsRole, type Person } from './person.js'

export interface Parted {
  /** The same however often it is told. */
  readonly key: string
  readonly person: Pick<Person, 'id' | 'name'>
  readonly roles: readonly HeldRole[]
  readonly at: Date
}

/** Of whom it is not known whether they still hold a role has not parted; nor has who holds it by another contact, or for every plant now. */
export function partedBetween(
  before: readonly Holding[],
  after: readonly Holding[],
  whoIs: (id: string) => Known,
  at: Date,
): readonly Parted[] {
  const now = membersOf(after.map(withUnknown), whoIs)
  return [...membersOf(before.map(withUnknown), whoIs).values()].flatMap(({ id, name, roles }) => {
    const present = now.get(id)?.roles ?? []
    const ended = roles.filter((held) => !present.some((one) => covers(one, held)))
    return ended.length > 0 ? [{ key: `${id}.${at.getTime()}`, person: { id, name }, roles: ended, at }] : []
  })
}

const withUnknown = ({ unknown = [], ...holding }: Holding): Holding => ({ ...holding, holders: [...holding.holders, ...unknown] })

const covers = (one: HeldRole, held: HeldRole): boolean =>
  one.department === held.department && (one.plant === undefined || one.plant === held.plant) && holdsRole({ roles: [one] }, [held.role])
