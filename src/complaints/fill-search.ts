/** What complaints of earlier versions are found by: worked out beside the turns after a start, so that nobody waits for it. */
import type { Model } from 'mongoose'
import type { CaseRecord } from '../cases/case.js'
import { upcast } from '../cases/upcast.js'
import { type Due, idsOf } from '../database/due.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'
import { searchKeysOf } from './search.js'

export interface FillSearchDeps {
  /** Of every kind, as they are kept. */
  readonly cases: Model<CaseRecord>
  readonly due: Due
}

export function createFillSearch({ cases, due }: FillSearchDeps) {
  const { kind } = complaintEngine
  /** What this version writes has its keys: once all have them after a start, that is enough. */
  let isDone = false

  async function fill(no: string): Promise<void> {
    const kept = await cases.findById(no).lean<CaseRecord>()
    if (!kept) return
    const keys = searchKeysOf(upcast(kind, kept) as unknown as Complaint)
    // who has changed it meanwhile has written its keys
    await cases.updateOne({ _id: no, version: kept.version }, { $set: keys }, { strict: false })
  }

  return {
    name: 'searchKeys',
    cron: '30 * * * * *',
    async run() {
      if (isDone) return
      const without = { caseKind: kind.kind, search: { $exists: false } }
      await due.forEach('searchKeys', idsOf(cases.find(without, { _id: 1 }).lean()), fill)
      // what failed is set aside, and tried again
      isDone = (await cases.exists(without)) === null
    },
  }
}
