/** 待回复: what colleagues have asked somebody about cases, in the list of their tasks. */
import type { Model } from 'mongoose'
import { type Person, principalsOf } from '../people/person.js'
import type { CaseRecord } from './case.js'
import { openCopyFor } from './copies.js'
import type { CaseFilter } from './rights.js'
import type { CaseService, TaskList } from './service.js'

export interface RepliesDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly visibleTo: (by: Person) => Promise<CaseFilter>
  readonly serviceOf: (record: CaseRecord) => CaseService | undefined
  readonly newest: (record: CaseRecord) => CaseRecord
}

/** One for each case: what was asked first, and once that has its reply what was asked next. */
export function createReplies({ cases, visibleTo, serviceOf, newest }: RepliesDeps): TaskList {
  const asked = async (by: Person): Promise<CaseFilter> => ({
    $and: [await visibleTo(by), { 'copies.open.id': { $in: [by, ...principalsOf(by)].map(({ id }) => id) } }],
  })

  async function cardFor(record: CaseRecord, by: Person) {
    const person = [by, ...principalsOf(by)].find((one) => openCopyFor(record, one))
    const copy = person && openCopyFor(record, person)
    const card = copy && (await serviceOf(record)?.copyCard(newest(record), copy.about, by))
    return card?.type === 'card' && person !== by ? { ...card, inPlaceOf: person?.name ?? '' } : card
  }

  return {
    count: async (by) => cases.countDocuments(await asked(by)),
    async cards(by, { skip, limit }) {
      const found = await cases
        .find(await asked(by))
        .sort({ _id: 1 })
        .skip(skip)
        .limit(limit)
        .lean<CaseRecord[]>()
      return (await Promise.all(found.map((record) => cardFor(record, by)))).flatMap((card) => card ?? [])
    },
  }
}
