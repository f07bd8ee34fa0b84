/** To whom a case may be sent: colleagues who may read all of it already. */
import type { Lookup } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { Actor, By, CaseRecord } from './case.js'
import type { Seats } from './seats.js'
import type { CaseService } from './service.js'

export interface ReaderDeps {
  readonly read: (no: string) => Promise<CaseRecord | null>
  actorsFor(person: Person, record: CaseRecord): Promise<readonly Actor[]>
  readonly seats: Pick<Seats, 'readersAmong'>
}

/** Of one kind: those of some people; nobody where the person may not read it either. */
export const createReaders =
  ({ read, actorsFor, seats }: ReaderDeps): CaseService['readersAmong'] =>
  async (people, no, by) => {
    const record = await read(no)
    const isReader = record && (await actorsFor(by, record)).includes('READER')
    const others = people.filter(({ id }) => id !== by.id)
    return isReader ? seats.readersAmong(others, record) : []
  }

/** For a question of a dialogue that is about one case. */
export const createReaderFinder =
  (findPeople: Lookup, serviceFor: (no: string) => Pick<CaseService, 'readersAmong'> | undefined): Lookup =>
  async (text, by, within) => {
    const no = String(within.facts.no ?? '')
    const found = await findPeople(text, by, within)
    const named = found.map(({ id, label }): By => ({ id, name: label }))
    const readers = (await serviceFor(no)?.readersAmong(named, no, by)) ?? []
    return found.filter(({ id }) => readers.some((one) => one.id === id))
  }
