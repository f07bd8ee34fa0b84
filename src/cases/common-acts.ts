/** What may be done to a case of every kind, beside what its kind declares: it changes hands. */
import { z } from 'zod'
import type { Role } from '../people/person.js'
import type { By, CaseEvent, CaseRecord, Seat } from './case.js'
import type { Act, CaseType, Who } from './case-type.js'

const Named = z.object({ id: z.string().min(1), name: z.string() })
const seat = z.custom<Seat>((value) => typeof value === 'string' && value !== '')

export const COMMON_DATA = {
  /** `formerly`: who had it. */
  transferred: z.looseObject({ seat, colleague: Named, formerly: Named.optional(), reason: z.string().optional() }),
  takenOver: z.looseObject({ seat, formerly: Named.optional() }),
} as const
export type CommonAct = keyof typeof COMMON_DATA

type Data<T extends CommonAct> = z.output<(typeof COMMON_DATA)[T]>
type CommonActs = {
  readonly [T in CommonAct]: Act<CaseRecord, Omit<CaseEvent, 'type' | 'data'> & { readonly type: T; readonly data: Data<T> }>
}

/** What several people may hold; who registered a case is one. */
const SHARED: readonly (Role & Seat)[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'DEPT', 'PROD_TECH', 'GM']

/** @param from the states in which somebody may have something to do */
export const commonActs = (from: readonly string[]): CommonActs => ({
  transferred: {
    from,
    by: SHARED,
    worksOut: ['seat'],
    change: ({ owners }, { data: { seat, colleague } }) => ({ owners: { ...owners, [seat]: colleague } }),
    asks: ({ seats }, { data }) => seats.includes(data.seat),
    handsOver: true,
    names: ({ data }) => [data.formerly ?? []].flat(),
    dialogue: 'transfer',
    offered: { more: 41, when: (record, who) => !who || turnsOf(record, who).length > 0 },
  },
  takenOver: {
    from,
    by: SHARED,
    worksOut: ['seat'],
    change: ({ owners }, { by, onBehalfOf = by, data: { seat } }) => ({ owners: { ...owners, ...(onBehalfOf && { [seat]: onBehalfOf }) } }),
    asks: ({ seats }, { data }) => seats.includes(data.seat),
    handsOver: true,
    names: ({ data }) => [data.formerly ?? []].flat(),
    button: 'takeOver',
    offered: { more: 42, when: (record, who) => !who || turnsOf(record, who).some((seat) => record.owners?.[seat]?.id !== who.by?.id) },
  },
})

/** The seats of theirs that a case waits for, what they own first. */
export function turnsOf({ waitingFor, owners }: Pick<CaseRecord, 'waitingFor' | 'owners'>, { by, actors }: Who): Seat[] {
  const waiting = waitingFor.map((key) => key.split('@')[0])
  const theirs = SHARED.filter((seat) => waiting.includes(seat) && actors.includes(seat))
  return [...theirs.filter((seat) => owners?.[seat]?.id === by?.id), ...theirs.filter((seat) => owners?.[seat]?.id !== by?.id)]
}

export const isCommon = (act: string): act is CommonAct => Object.hasOwn(COMMON_DATA, act)

/** Those that dialogues end in: one action for all kinds, which finds the case by its number. */
export const COMMON_ACTIONS = ['transferred'] as const satisfies readonly CommonAct[]

/** What a common act holds beside what was asked: of which seat it is, and who had it; empty where none of theirs is waited for. */
export function workedOutFor(act: string, record: CaseRecord, who: Who): { readonly seat?: Seat; readonly formerly?: By } {
  const turns = turnsOf(record, who)
  const seat = act === 'takenOver' ? turns.find((one) => record.owners?.[one]?.id !== who.by?.id) : turns[0]
  const owner = seat && record.owners?.[seat]
  return { ...(seat && { seat }), ...(owner && { formerly: owner }) }
}

/** The common acts of a declared kind. */
export const declaredCommonActs = (from: readonly string[]) => commonActs(from) as unknown as CaseType['acts']
