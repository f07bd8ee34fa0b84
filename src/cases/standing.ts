/** In what capacities somebody stands towards a case: their own, and those of whom they act for. */
import type { Person } from '../people/person.js'
import { principalsOf } from '../people/person.js'
import type { Actor, By, CaseRecord, Seat } from './case.js'
import type { CaseType } from './case-type.js'
import { isAmong, isCopiedTo } from './copies.js'
import { ownerOf } from './owners.js'
import { standsAmong } from './tasks.js'

export interface Standing {
  readonly actors: readonly Actor[]
  readonly onBehalfOf?: By
}

/** One person alone, whoever they act for. */
type ActorsOf<R> = (person: Person, record: R) => Promise<readonly Actor[]>

/** Whether one person alone may read all of it. */
export type ReadsAll<R> = (person: Person, record: R) => Promise<boolean>

/** Those for whom somebody acts count for open cases only. */
export function createStandings<R extends Pick<CaseRecord, 'isOpen' | 'copies'>>(actorsOf: ActorsOf<R>, readsAll: ReadsAll<R>) {
  async function standings(person: Person, record: R): Promise<readonly [Standing, ...Standing[]]> {
    const others = record.isOpen ? principalsOf(person) : []
    const own = { actors: await actorsAlone(person, record) }
    return [
      own,
      ...(await Promise.all(
        others.map(async (other) => ({ actors: await actorsAlone(other, record), onBehalfOf: { id: other.id, name: other.name } })),
      )),
    ]
  }

  const actorsAlone = async (person: Person, record: R): Promise<readonly Actor[]> => [
    ...(await actorsOf(person, record)),
    ...(isCopiedTo(record, person) ? (['COPIED'] as const) : []),
    ...((await readsAll(person, record)) ? (['READER'] as const) : []),
  ]

  return {
    standings,
    actorsFor: async (person: Person, record: R): Promise<readonly Actor[]> => actorsIn(await standings(person, record)),
  }
}

/**
 * In whose name somebody does it: their own where they may, unless it is owned by one for whom they act. Who is to decide after that one does not do so in
 * their place as well: nobody decides twice, and nobody would be left.
 * @param seat that it is done for, where it is one alone
 */
export function standingFor(
  { by = [], decides, decidesNext }: Partial<Pick<CaseType['acts'][string], 'by' | 'decides' | 'decidesNext'>>,
  record: CaseRecord,
  [own, ...others]: readonly [Standing, ...Standing[]],
  seat?: Seat,
): Standing {
  const wanted = seat ? [seat] : (decides?.(record) ?? by)
  const isNext = standsAmong(decidesNext?.(record) ?? [], own.actors)
  const able = isNext ? [] : others.filter(({ actors }) => standsAmong(wanted, actors))
  const owned = able.find(({ onBehalfOf }) => onBehalfOf && ownerOf(record, wanted)?.id === onBehalfOf.id)
  if (owned) return owned
  return standsAmong(wanted, own.actors) || wanted.includes('ANYONE') ? own : (able[0] ?? own)
}

/** The same with that one in front for whom it is most wanted, where it is for one of these. @param wanted those for whom it is most wanted first */
export function foremostFor(
  wanted: readonly (readonly By[])[],
  by: By,
  standings: readonly [Standing, ...Standing[]],
): readonly [Standing, ...Standing[]] {
  const ofThem = wanted.flatMap((people) => standings.filter(({ onBehalfOf = by }) => isAmong(people, onBehalfOf)))
  const first = ofThem[0] ?? standings[0]
  return [first, ...standings.filter((one) => one !== first)]
}

/** Whoever somebody acts for counts as well. */
export const actorsIn = (standings: readonly Standing[]): readonly Actor[] => [...new Set(standings.flatMap(({ actors }) => actors))]
