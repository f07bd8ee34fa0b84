/** Who stands in for whom: the deputy that a leave names, or the head of whoever is away where the deputy is away too or is no longer one of ours. */
import { DAY_MS } from '../calendar/index.js'
import type { Directory } from './directory.js'
import type { Leave, Leaves } from './leaves.js'
import type { HeldRole, Person, Role } from './person.js'

export interface DeputyDeps {
  readonly leaves: Pick<Leaves, 'begunAt'>
  readonly directory: Pick<Directory, 'holders' | 'personOf'>
  readonly now: () => Date
}
export type Deputies = ReturnType<typeof createDeputies>

/** So long after a leave a dialogue that was begun in it may be finished. */
const FINISHED_WITHIN_MS = 3 * DAY_MS

const HEAD_OF: Partial<Record<Role, Role>> = {
  CS: 'MKT_HEAD',
  SALES: 'MKT_HEAD',
  QC: 'QC_HEAD',
  DEPT: 'GM',
  MKT_HEAD: 'GM',
  QC_HEAD: 'GM',
  PROD_TECH: 'GM',
}

export function createDeputies({ leaves, directory, now }: DeputyDeps) {
  /** @param present leaves of the same moment */
  async function standInsOf({ person, deputy }: Leave, present: readonly Leave[]): Promise<readonly string[]> {
    const isAway = (id: string) => present.some((leave) => leave.person.id === id)
    if (!isAway(deputy.id) && (await isOfOurs(deputy.id))) return [deputy.id]
    const { roles } = await directory.personOf(person.id)
    const heads = await Promise.all(roles.map((held) => headsOf(held)))
    return [...new Set(heads.flat())].filter((id) => id !== person.id)
  }

  /** As when they were named: only who holds a role can be. */
  const isOfOurs = async (id: string): Promise<boolean> => mayAct(await directory.personOf(id))

  async function headsOf({ role, plant }: HeldRole): Promise<string[]> {
    const head = HEAD_OF[role]
    return head ? (await directory.holders(head, plant)).map(({ id }) => id) : []
  }

  return {
    /** For each of these people who are away: who acts in their place now. */
    async standIns(people: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
      const present = await leaves.begunAt(now())
      const away = present.filter(({ person }) => people.includes(person.id))
      return new Map(await Promise.all(away.map(async (leave) => [leave.person.id, await standInsOf(leave, present)] as const)))
    },
    /** The person with those for whom they act now, or did until a short time ago. */
    async withDuties(who: Person): Promise<Person> {
      if (!mayAct(who)) return who
      const at = now()
      const begun = await leaves.begunAt(at, new Date(at.getTime() - FINISHED_WITHIN_MS))
      const present = begun.filter(({ endsAt }) => endsAt > at)
      const duties = await Promise.all(
        begun.map(async (leave) => {
          const isOver = leave.endsAt <= at
          const isTheirs = isOver ? leave.deputy.id === who.id : (await standInsOf(leave, present)).includes(who.id)
          const isSelf = leave.person.id === who.id
          return isTheirs && !isSelf
            ? [{ person: await directory.personOf(leave.person.id), ...(isOver && { endedAt: leave.endsAt }) }]
            : []
        }),
      )
      return duties.flat().length > 0 ? { ...who, duties: duties.flat() } : who
    },
  }
}

const mayAct = ({ side, roles }: Person): boolean => side === 'staff' && roles.length > 0
