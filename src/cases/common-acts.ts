/** What may be done to a case of every kind, beside what its kind declares: it changes hands, and colleagues talk about it. */
import { z } from 'zod'
import type { Role } from '../people/person.js'
import type { By, CaseEvent, CaseRecord, Seat } from './case.js'
import type { Act, CaseType, ClockRule, Who } from './case-type.js'
import { copyAbout, isAmong, withCopy, withReply } from './copies.js'
import { dataOf } from './history.js'

export const Named = z.object({ id: z.string().min(1), name: z.string() })
const seat = z.custom<Seat>((value) => typeof value === 'string' && value !== '')

export const COMMON_DATA = {
  /** `formerly`: who had it. */
  transferred: z.looseObject({ seat, colleague: Named, formerly: Named.optional(), reason: z.string().optional() }),
  takenOver: z.looseObject({ seat, formerly: Named.optional() }),
  /** `about`: its place among the events, by which replies name it. */
  copied: z.looseObject({
    colleagues: z.array(Named).min(1),
    note: z.string().min(1),
    wantsReply: z.boolean(),
    about: z.string().optional(),
  }),
  replied: z.looseObject({ about: z.string().min(1), reply: z.string().min(1), askers: z.array(Named).optional() }),
} as const
export type CommonAct = keyof typeof COMMON_DATA

type Data<T extends CommonAct> = z.output<(typeof COMMON_DATA)[T]>
type CommonActs = {
  readonly [T in CommonAct]: Act<CaseRecord, Omit<CaseEvent, 'type' | 'data'> & { readonly type: T; readonly data: Data<T> }>
}

/** Whose part in a case somebody may own: what several people may hold. */
export const OWNABLE: readonly (Role & Seat)[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'DEPT', 'PROD_TECH', 'GM']

/**
 * @param from the states in which somebody may have something to do
 * @param always those in which it may be talked about
 */
export const commonActs = (from: readonly string[], always: readonly string[]): CommonActs => ({
  transferred: {
    from,
    // an administrator gives away what somebody leaves (hand-all.ts)
    by: [...OWNABLE, 'ADMIN'],
    worksOut: ['seat'],
    change: ({ owners }, { data: { seat, colleague } }) => ({ owners: { ...owners, [seat]: colleague } }),
    asks: ({ seats }, { data }) => seats.includes(data.seat),
    handsOver: 'toColleague',
    names: ({ data }) => [data.formerly ?? [], data.colleague].flat(),
    dialogue: 'transfer',
    offered: { more: 41, when: (record, who) => !who || turnsOf(record, who).length > 0 },
  },
  takenOver: {
    from,
    by: OWNABLE,
    worksOut: ['seat'],
    change: ({ owners }, { by, onBehalfOf = by, data: { seat } }) => ({ owners: { ...owners, ...(onBehalfOf && { [seat]: onBehalfOf }) } }),
    asks: ({ seats }, { data }) => seats.includes(data.seat),
    handsOver: 'toDoer',
    names: ({ data }) => [data.formerly ?? []].flat(),
    button: 'takeOver',
    offered: { more: 42, when: (record, who) => !who || turnsOf(record, who).some((seat) => record.owners?.[seat]?.id !== who.by?.id) },
  },
  copied: {
    from: always,
    by: ['READER'],
    showsToNamed: true,
    adds: ({ record: { version } }) => ({ about: String(version) }),
    change: withCopy,
    names: ({ data: { colleagues } }) => colleagues,
    heading: ({ data: { wantsReply } }) => (wantsReply ? 'asked' : 'copied'),
    answeredBy: 'reply',
    dialogue: 'copy',
    offered: { more: 43 },
  },
  replied: {
    from: always,
    by: ['COPIED'],
    about: 'about',
    worksOut: ['about'],
    refused: ({ record, by, onBehalfOf = by, data }) =>
      isAmong(copyAbout(record, data.about)?.to ?? [], onBehalfOf)
        ? undefined
        : { key: 'cases.refused.notCopied', params: {}, isFinal: true },
    // who has still to reply, and then everybody who was sent it
    doneFor: ({ copies = [] }, { about }) => [copyAbout({ copies }, about)?.open ?? [], copyAbout({ copies }, about)?.to ?? []],
    adds: ({ record, data }) => ({ askers: [...(copyAbout(record, data.about)?.from ?? [])] }),
    change: withReply,
    names: ({ data: { askers = [] } }) => askers,
    heading: () => 'replied',
    dialogue: 'reply',
    offered: 'again',
  },
})

/** The times that run for them. */
export const COMMON_CLOCKS = {
  /** A colleague is asked for a reply. */
  TQ: {
    starts: ['copied'],
    stops: ['replied'],
    span: ({ replyDays: days }, event) => (dataOf(event).wantsReply === true ? { days } : undefined),
    about: (event) => String(dataOf(event).about),
    isStoppedBy: ({ about }, { by, onBehalfOf, data }, record) => {
      const replied = withReply(record, { by, onBehalfOf, data: data as Data<'replied'> })
      return dataOf({ data }).about === about && copyAbout(replied, about)?.open.length === 0
    },
    chase: [['due', 'COPIED']],
    noneAbove: 'what a colleague asks a colleague is nobody else’s to chase',
    note: 'remind.reply',
    isPersonal: true,
    // the case itself waits for no reply
    pressing: 'never',
    isBeside: true,
  },
} as const satisfies Readonly<Record<string, ClockRule>>

/** The seats of theirs that a case waits for, what they own first. */
export function turnsOf({ waitingFor, owners }: Pick<CaseRecord, 'waitingFor' | 'owners'>, { by, actors }: Who): Seat[] {
  const waiting = waitingFor.map((key) => key.split('@')[0])
  const theirs = OWNABLE.filter((seat) => waiting.includes(seat) && actors.includes(seat))
  return [...theirs.filter((seat) => owners?.[seat]?.id === by?.id), ...theirs.filter((seat) => owners?.[seat]?.id !== by?.id)]
}

export const isCommon = (act: string): act is CommonAct => Object.hasOwn(COMMON_DATA, act)

/** Those that dialogues end in: one action for all kinds, which finds the case by its number. */
export const COMMON_ACTIONS = ['transferred', 'copied', 'replied'] as const satisfies readonly CommonAct[]

/**
 * What an act by which a case changes hands holds beside what was asked: of which seat it is, and who had it; empty where none of theirs is waited for.
 * @param handsOver as the act declares it
 */
export function handOverOf(
  handsOver: NonNullable<Act<CaseRecord, CaseEvent>['handsOver']>,
  record: CaseRecord,
  who: Who,
): { readonly seat?: Seat; readonly formerly?: By } {
  const turns = turnsOf(record, who)
  const seat = handsOver === 'toDoer' ? turns.find((one) => record.owners?.[one]?.id !== who.by?.id) : turns[0]
  const owner = seat && record.owners?.[seat]
  return { ...(seat && { seat }), ...(owner && { formerly: owner }) }
}

/** The common acts of a declared kind. */
export const declaredCommonActs = (...states: Parameters<typeof commonActs>) => commonActs(...states) as unknown as CaseType['acts']
