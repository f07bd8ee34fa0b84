/** What is late of the kinds that have no list of their own for it: how many somebody may see, and each with what moves it on. */
import type { Model } from 'mongoose'
import type { Notice } from '../delivery/notice.js'
import { say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { CaseRecord } from './case.js'
import { type ListedCase, listedCases } from './listed-cases.js'
import type { CaseFilter } from './rights.js'
import type { CaseService } from './service.js'
import { nextPage, underList } from './under-list.js'
import { upcast } from './upcast.js'

export interface LateCasesDeps {
  readonly services: readonly CaseService[]
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
}
export type LateCases = ReturnType<typeof createLateCases>

const LISTED = 5

export function createLateCases({ services, cases }: LateCasesDeps) {
  const listed = services.filter(({ lateCard }) => lateCard)

  async function filterFor(by: Person, at: Date): Promise<CaseFilter> {
    const visible = await Promise.all(
      listed.map(async ({ type: { kind }, visibleTo }): Promise<CaseFilter> => ({ $and: [{ caseKind: kind }, await visibleTo(by)] })),
    )
    return { overdueAt: { $lt: at }, $or: visible }
  }

  /** A page of them, the latest first. */
  const listLate: Action = async ({ by, at, reference = '' }) => {
    const skip = /^\d{1,5}$/.test(reference) ? Number(reference) : 0
    const filter = await filterFor(by, at)
    const all = await cases.countDocuments(filter)
    const found = await cases.find(filter).sort({ overdueAt: 1, _id: 1 }).skip(skip).limit(LISTED).lean<CaseRecord[]>()
    const cards = await Promise.all(found.map((record) => cardOf(record, by, at)))
    const shown = cards.filter((card) => card !== undefined)
    const left = Math.max(0, all - skip - found.length)
    if (shown.length === 0 && left === 0) return { say: [say('cases.late.none')] }
    const exports = all > 1 ? (['exportTable'] as const) : []
    return {
      say: [
        ...shown,
        ...underList('late', { count: all, exports, ...(left > 0 && { more: nextPage(`do:listLate:${skip + LISTED}`, left) }) }),
      ],
    }
  }

  const cardOf = async (record: CaseRecord, by: Person, at: Date): Promise<Notice | undefined> => {
    const service = listed.find(({ type }) => type.kind === record.caseKind)
    return service?.lateCard?.(upcast(service.type, record), by, at)
  }

  return {
    countLate: async (by: Person, at: Date): Promise<number> => cases.countDocuments(await filterFor(by, at)),
    listLate,
    /** All of them, the latest first. */
    async *lateOf(by: Person, at: Date): AsyncGenerator<ListedCase> {
      const found = cases.find(await filterFor(by, at)).sort({ overdueAt: 1, _id: 1 })
      yield* listedCases(found.lean<CaseRecord>().cursor(), (record) => cardOf(record, by, at))
    },
  }
}
