/** To whom a case may be given: those who may own what the person is asked to do with it now. */
import type { Candidate } from '../dialogue/session.js'
import type { Lookup } from '../people/action.js'
import { candidatesFor } from '../people/find-people.js'
import type { Person } from '../people/person.js'
import type { Actor, By, CaseRecord } from './case.js'
import type { Who } from './case-type.js'
import { handOverOf } from './common-acts.js'
import type { Seats } from './seats.js'
import type { CaseService } from './service.js'

/** Everybody else on the seat, and who stands above it and may do the same. */
export async function othersOn(seats: Pick<Seats, 'ownersOn'>, record: CaseRecord, who: Who): Promise<readonly By[]> {
  const { seat } = handOverOf('toColleague', record, who)
  if (!seat) return []
  return (await seats.ownersOn(seat, record)).filter(
    ({ id }) => id !== record.owners?.[seat]?.id && (id !== who.by?.id || record.owners?.[seat]),
  )
}

export interface SeatmateDeps {
  readonly read: (no: string) => Promise<CaseRecord | null>
  actorsFor(person: Person, record: CaseRecord): Promise<readonly Actor[]>
  readonly seats: Pick<Seats, 'ownersOn'>
}

/** Of one kind. */
export const createSeatmates =
  ({ read, actorsFor, seats }: SeatmateDeps) =>
  async (no: string, by: Person): Promise<readonly By[]> => {
    const record = await read(no)
    return record ? othersOn(seats, record, { by, actors: await actorsFor(by, record) }) : []
  }

/** For a question of a dialogue that is about one case. */
export const createSeatmateFinder =
  (serviceFor: (no: string) => Pick<CaseService, 'seatmates'> | undefined): Lookup =>
  async (text, by, { facts }): Promise<readonly Candidate[]> => {
    const no = String(facts.no ?? '')
    return candidatesFor(text, (await serviceFor(no)?.seatmates(no, by)) ?? [])
  }
