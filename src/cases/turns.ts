/** Whose turn it is: the cases that wait for somebody, and those of them that no colleague has taken on. */
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { headOf } from './heads.js'
import type { CaseFilter } from './rights.js'
import { seatKeysOf } from './seats.js'

export interface TurnsDeps {
  readonly visibleTo: (by: Person) => Promise<CaseFilter>
  readonly organisation: Pick<Organisation, 'plants'>
  readonly directory: Pick<Directory, 'holders'>
}
export type Turns = ReturnType<typeof createTurns>

export function createTurns({ visibleTo, organisation, directory }: TurnsDeps) {
  const waitingFor = async (by: Person): Promise<CaseFilter> => ({
    ...(await visibleTo(by)),
    waitingFor: { $in: seatKeysOf(by, organisation) },
  })

  /** Not what a colleague has taken on who still sits on the same seat. */
  async function isTheirTurn(by: Person): Promise<CaseFilter> {
    const left = by.roles.map(async (held): Promise<CaseFilter> => {
      const head = headOf(held.role)
      const present = [
        ...(await directory.holders(held.role, held.role === 'DEPT' ? undefined : held.plant, held.department)),
        ...(head ? await directory.holders(head, held.plant) : []),
      ]
      const keys = seatKeysOf({ id: by.id, roles: [held] }, organisation).filter((key) => key !== by.id)
      return { waitingFor: { $in: keys }, [`owners.${held.role}.id`]: { $exists: true, $nin: present.map(({ id }) => id) } }
    })
    return { $or: [{ turnOf: { $exists: false } }, { turnOf: { $in: seatKeysOf(by, organisation) } }, ...(await Promise.all(left))] }
  }

  return { waitingFor, isTheirTurn }
}
