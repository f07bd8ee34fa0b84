import type { Model } from 'mongoose'
import { seatKeysOf } from '../cases/seats.js'
import type { Organisation } from '../people/organisation.js'
import type { OpenTasks } from '../people/tell-parted.js'
import type { Complaint } from './model.js'

/** The complaints in which somebody has something to do, the most pressing first: what they leave to others when they go. */
export function createOpenTasks(complaints: Model<Complaint>, organisation: Pick<Organisation, 'plants'>): OpenTasks {
  return async (who) => {
    const found = await complaints
      .find(
        {
          $or: [
            { waitingFor: { $in: seatKeysOf(who, organisation) } },
            { 'registeredBy.id': who.id, isOpen: true, followUpDueAt: { $exists: true } },
          ],
        },
        { _id: 1 },
      )
      .sort({ nextDueAt: 1 })
      .lean<Pick<Complaint, '_id'>[]>()
    return found.map(({ _id }) => _id)
  }
}
