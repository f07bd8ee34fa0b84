/** What is due of cases of every kind: to be told, to be reminded of, to be worked out anew. */
import type { Model } from 'mongoose'
import { type Due, idsOf } from '../database/due.js'
import type { CaseRecord } from './case.js'
import type { CaseService } from './service.js'

export interface SweepsDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly due: Due
  /** @throws where the number is of no kind that is known, so that the record is set aside */
  readonly known: (no: string) => Pick<CaseService, 'announcements' | 'reminders'>
  readonly now: () => Date
}

export function createSweeps({ cases, due, known, now }: SweepsDeps) {
  const dispatch = async (no: string): Promise<void> => known(no).announcements.dispatch(no)
  return {
    /** Has whoever must hear of what happened told. */
    dispatch,
    /** Finishes what a crash or a missing role left untold. */
    async announce(): Promise<number> {
      const query = cases
        .find({ noticeDueAt: { $lte: now() } }, { _id: 1 })
        .sort({ noticeDueAt: 1 })
        .lean()
      return due.forEach('announcements', idsOf(query), dispatch)
    },
    /** Everything that is due to be said of a time, in the order in which it was due, also after an outage. */
    async remind(): Promise<number> {
      let made = 0
      const query = cases
        .find({ remindAt: { $lte: now() } }, { _id: 1 })
        .sort({ remindAt: 1 })
        .lean()
      await due.forEach('reminders', idsOf(query), async (no) => {
        while (await known(no).reminders.remind(no)) made++
      })
      return made
    },
    /** A year's calendar has become known: every provisional date is worked out anew, and the change is an event that says why (6.2). */
    async recalculate(): Promise<number> {
      let changed = 0
      const query = cases.find({ isProvisional: true }, { _id: 1 }).lean()
      await due.forEach('recalculation', idsOf(query), async (no) => {
        changed += await known(no).reminders.recalculate(no)
      })
      return changed
    },
  }
}
