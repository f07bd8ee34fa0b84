/** 待回复: what colleagues have asked somebody about cases, in the list of their tasks. */
import { type Person, principalsOf } from '../people/person.js'
import type { CaseRecord } from './case.js'
import { openCopyFor } from './copies.js'
import type { CaseFilter } from './rights.js'
import type { CaseService, TaskList } from './service.js'

export interface RepliesDeps {
  readonly visibleTo: (by: Person) => Promise<CaseFilter>
  readonly serviceOf: (record: CaseRecord) => CaseService | undefined
}

/** One for each case: what was asked first, and once that has its reply what was asked next. */
export function createReplies({ visibleTo, serviceOf }: RepliesDeps): TaskList {
  async function cardFor(record: CaseRecord, by: Person) {
    if (!serviceOf(record)?.isWhole(record)) return undefined
    const person = [by, ...principalsOf(by)].find((one) => openCopyFor(record, one))
    const copy = person && openCopyFor(record, person)
    const card = copy && (await serviceOf(record)?.copyCard(record, copy.about, by))
    return card?.type === 'card' && person !== by ? { ...card, inPlaceOf: person?.name ?? '' } : card
  }

  return async (by) => ({
    filter: { $and: [await visibleTo(by), { 'copies.open.id': { $in: [by, ...principalsOf(by)].map(({ id }) => id) } }] },
    sort: { _id: 1 },
    card: (record) => cardFor(record, by),
  })
}
