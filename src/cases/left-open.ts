import type { Model } from 'mongoose'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import type { OpenTasks } from '../people/tell-parted.js'
import type { CaseRecord } from './case.js'
import type { CaseFilter } from './rights.js'
import { seatKeysOf } from './seats.js'

export interface OpenTaskDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly organisation: Pick<Organisation, 'plants'>
  /** Open cases in which something is left to somebody that no act waits for. */
  readonly others: (who: Pick<Person, 'id'>) => CaseFilter
}

/** The cases in which somebody has something to do, the most pressing first: what they leave to others when they go. */
export function createOpenTasks({ cases, organisation, others }: OpenTaskDeps): OpenTasks {
  return async (who) => {
    const found = await cases
      .find({ $or: [{ waitingFor: { $in: seatKeysOf(who, organisation) } }, { ...others(who), isOpen: true }] }, { _id: 1 })
      .sort({ nextDueAt: 1 })
      .lean<Pick<CaseRecord, '_id'>[]>()
    return found.map(({ _id }) => _id)
  }
}
