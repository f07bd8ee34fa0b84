/** Tells administrators, and the head of whoever has left or no longer holds a role, what is left for somebody else to do. */
import type { Due } from '../database/due.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Directory } from './directory.js'
import type { Parted } from './parted.js'
import type { HeldRole, Person, Role } from './person.js'

/** Numbers of what waits for a person, or for these roles, and is not finished. */
export type OpenTasks = (who: Pick<Person, 'id' | 'roles'>) => Promise<readonly string[]>

export interface TellPartedDeps {
  readonly directory: Pick<Directory, 'holders' | 'parted' | 'forgetParted'>
  readonly openTasks: OpenTasks
  readonly notifier: Notifier
  readonly due: Pick<Due, 'forEach'>
}

const LISTED = 20

export function createTellParted({ directory, openTasks, notifier, due }: TellPartedDeps) {
  /** Once, however often it is asked; what nobody can be told of yet is told later. */
  return async function tellParted(): Promise<void> {
    const byKey = new Map((await directory.parted()).map((parted) => [parted.key, parted]))
    await due.forEach('parted', byKey.keys(), async (key) => {
      if (await tell(byKey.get(key)!)) await directory.forgetParted(key)
    })
  }

  async function tell({ key, person, roles }: Parted): Promise<boolean> {
    const nos = await openTasks({ id: person.id, roles: await leftEmpty(roles) })
    if (nos.length === 0) return true
    const listeners = (await listenersFor(roles)).filter((id) => id !== person.id)
    const notice = say('staff.parted', {
      name: person.name,
      roles: [...new Set(roles.map(({ role }) => role))],
      count: nos.length,
      nos: nos.slice(0, LISTED),
      more: Math.max(0, nos.length - LISTED),
    })
    await notifier.notify(listeners.map((id) => ({ id: `parted.${key}.${id}`, to: id, notice })))
    return listeners.length > 0
  }

  /** What waits for a role that others hold is theirs to do anyway. */
  async function leftEmpty(roles: readonly HeldRole[]): Promise<HeldRole[]> {
    const holders = await Promise.all(roles.map(({ role, plant, department }) => directory.holders(role, plant, department)))
    return roles.filter((_, index) => holders[index]?.length === 0)
  }

  async function listenersFor(roles: readonly HeldRole[]): Promise<string[]> {
    const heads = roles.map(({ role, plant }) => directory.holders(headOf(role), plant))
    const people = await Promise.all([directory.holders('ADMIN'), ...heads])
    return [...new Set(people.flat().map(({ id }) => id))]
  }
}

function headOf(role: Role): Role {
  if (role === 'CS' || role === 'SALES') return 'MKT_HEAD'
  return role === 'QC' ? 'QC_HEAD' : 'GM'
}
