/** The numbers of a day, a week or a month: each is one query over the complaints somebody may see. */
import type { Model, QueryFilter } from 'mongoose'
import { addDays, type Calendar, DAY_MS, dayOf, instant, weekdayOf } from '../calendar/index.js'
import type { CaseRecord } from '../cases/case.js'
import { inPlants } from '../complaints/access.js'
import type { State } from '../complaints/fields.js'
import { clockIdsFor } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import { groupOf, type StateGroup } from '../complaints/track.js'
import { wholeOf } from '../complaints/whole.js'

/** A share together with how many it is made of: a rate without its count is misleading (domain.md 3.1). */
export interface Rate {
  readonly good: number
  readonly all: number
}
export interface Figures {
  readonly fresh: number
  readonly open: number
  readonly waitingForMe: number
  readonly dueToday: number
  readonly dueTomorrow: number
  readonly overdue: number
  readonly waitingForCustomer: number
  readonly dissatisfied: number
  readonly major: number
  readonly closed: number
  readonly unreachable: number
  readonly sameDay: Rate
  readonly threeDays: Rate
  readonly satisfied: Rate
  readonly byKind: readonly { readonly kind: string; readonly group: StateGroup; readonly count: number }[]
}

const MAJOR_OPEN = ['SUSPECTED', 'CLASSIFIED', 'OPINION_GIVEN', 'GM_HANDLING'] as const
const RATE_DAYS = 30

export interface Tally {
  readonly all: number
  readonly open: number
  readonly overdue: number
  readonly closed: number
  readonly dissatisfied: number
}
export type Word = 'day' | 'week' | 'month'

export interface FigureDeps {
  readonly complaints: Model<Complaint>
  /** Of every kind: what waits for somebody. */
  readonly cases: Model<CaseRecord>
  readonly calendar: Calendar
}
export interface Period {
  readonly from: Date
  readonly to: Date
}

type Filter = QueryFilter<Complaint>

export function createFigures({ complaints, cases, calendar }: FigureDeps) {
  /** Nothing in the filter widens the scope. @param plants undefined: of the whole company */
  const within = (plants: readonly string[] | undefined, filter: Filter): Filter => (plants ? { $and: [filter, inPlants(plants)] } : filter)

  const lists = {
    overdue: (now: Date): Filter => ({ overdueAt: { $lt: now } }),
    dueToday: (now: Date): Filter => ({
      nextDueAt: { $gte: instant(dayOf(now)), $lt: instant(dayOf(now), '24:00') },
      overdueAt: { $gte: now },
    }),
    dueTomorrow: (now: Date): Filter => {
      const next = calendar.workingDayFrom(dayOf(now), 1)
      return { nextDueAt: { $gte: instant(addDays(dayOf(now), 1)), $lt: instant(next, '24:00') }, overdueAt: { $gte: now } }
    },
    // what a later callback has made good is no longer among them
    dissatisfied: (now: Date): Filter => ({
      overall: { $lte: 2 },
      callbacks: { $elemMatch: { at: { $gte: new Date(now.getTime() - RATE_DAYS * DAY_MS), $lte: now }, overall: { $lte: 2 } } },
    }),
    ofNoPlant: (): Filter => ({ isOpen: true, plant: { $exists: false } }),
    major: (): Filter => ({ major: { $in: [...MAJOR_OPEN] } }),
    // the facts are the customer's to confirm while the time for it runs; once they are, it is ours to say whose fault it is
    waitingForCustomer: (): Filter => ({
      isOpen: true,
      $or: [
        { state: 'PLAN_OFFERED' },
        {
          state: 'FACTS_PENDING',
          clocks: { $elemMatch: { id: { $in: clockIdsFor('customerConfirmed') }, stoppedAt: { $exists: false } } },
        },
      ],
    }),
  }

  /** @param keys the seats of whoever reads it */
  async function figuresOf(plants: readonly string[] | undefined, keys: readonly string[], period: Period, now: Date): Promise<Figures> {
    const since = new Date(now.getTime() - RATE_DAYS * DAY_MS)
    const count = (filter: Filter) => complaints.countDocuments(within(plants, filter))
    const recent = within(plants, { registeredAt: { $gte: since, $lte: now } })
    const [fresh, open, waitingForMe, dueToday, dueTomorrow, overdue, waitingForCustomer, dissatisfied, major, closed, unreachable] =
      await Promise.all([
        count({ registeredAt: { $gte: period.from, $lte: period.to } }),
        count({ isOpen: true }),
        cases.countDocuments({ waitingFor: { $in: [...keys] } }),
        count(lists.dueToday(now)),
        count(lists.dueTomorrow(now)),
        count(lists.overdue(now)),
        count(lists.waitingForCustomer()),
        count(lists.dissatisfied(now)),
        count(lists.major()),
        count({ closedAt: { $gte: period.from, $lte: period.to } }),
        count({ closedAt: { $gte: since, $lte: now }, callbackOutcome: 'unreachable' }),
      ])
    const [sameDay, threeDays, satisfied, byKind] = await Promise.all([
      sameDayRate(recent),
      planRate(recent, now),
      satisfaction(plants, since, now),
      kinds(recent),
    ])
    return {
      fresh,
      open,
      waitingForMe,
      dueToday,
      dueTomorrow,
      overdue,
      waitingForCustomer,
      dissatisfied,
      major,
      closed,
      unreachable,
      sameDay,
      threeDays,
      satisfied,
      byKind,
    }
  }

  /** R19.1.b: of those registered in 30 days, once it is decided. */
  async function sameDayRate(recent: Filter): Promise<Rate> {
    const groups = await complaints.aggregate<{ _id: boolean; count: number }>([
      { $match: { ...recent, 'report.sameDayOk': { $exists: true } } },
      { $group: { _id: '$report.sameDayOk', count: { $sum: 1 } } },
    ])
    const good = groups.find(({ _id }) => _id)?.count ?? 0
    return { good, all: groups.reduce((sum, one) => sum + one.count, 0) }
  }

  /** R19.3.c: plans that were due or made, and how many of them in time. */
  async function planRate(recent: Filter, now: Date): Promise<Rate> {
    const endedAt = { $ifNull: ['$clocks.stoppedAt', now] }
    const isDecided = [{ 'clocks.stoppedAt': { $exists: true } }, { 'clocks.legalEndAt': { $lt: now } }]
    const [sum] = await complaints.aggregate<Rate>([
      { $match: recent },
      { $project: { clocks: 1 } },
      { $unwind: '$clocks' },
      { $match: { 'clocks.id': { $in: clockIdsFor('planProposed') }, $or: isDecided } },
      { $group: { _id: null, all: { $sum: 1 }, good: { $sum: { $cond: [{ $lte: [endedAt, '$clocks.legalEndAt'] }, 1, 0] } } } },
    ])
    return { good: sum?.good ?? 0, all: sum?.all ?? 0 }
  }

  /** R19.4.a: 满意 and better of all that answered in 30 days. */
  async function satisfaction(plants: readonly string[] | undefined, since: Date, now: Date): Promise<Rate> {
    const [sum] = await complaints.aggregate<Rate>([
      { $match: within(plants, { callbacks: { $elemMatch: { at: { $gte: since, $lte: now } } } }) },
      { $project: { callbacks: 1 } },
      { $unwind: '$callbacks' },
      { $match: { 'callbacks.at': { $gte: since, $lte: now } } },
      { $group: { _id: null, all: { $sum: 1 }, good: { $sum: { $cond: [{ $gte: ['$callbacks.overall', 4] }, 1, 0] } } } },
    ])
    return { good: sum?.good ?? 0, all: sum?.all ?? 0 }
  }

  async function kinds(recent: Filter): Promise<Figures['byKind']> {
    const groups = await complaints.aggregate<{ _id: { kind: string; state: State }; count: number }>([
      { $match: recent },
      { $group: { _id: { kind: '$kind', state: '$state' }, count: { $sum: 1 } } },
    ])
    const sums = new Map<string, { kind: string; group: StateGroup; count: number }>()
    for (const { _id, count } of groups) {
      const group = groupOf(_id.state)
      const key = `${_id.kind}.${group}`
      sums.set(key, { kind: _id.kind, group, count: (sums.get(key)?.count ?? 0) + count })
    }
    return [...sums.values()].sort((left, right) => (left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0))
  }

  /** The complaints behind a number of the digest, by its name; undefined where there is no such number. */
  function behind(name: string, now: Date): { readonly filter: Filter; readonly sort: Readonly<Record<string, 1 | -1>> } | undefined {
    const { overdue, dueToday, dueTomorrow, major, dissatisfied } = lists
    const known: Readonly<Record<string, Filter>> = {
      overdue: overdue(now),
      dueToday: dueToday(now),
      dueTomorrow: dueTomorrow(now),
      major: major(),
      dissatisfied: dissatisfied(now),
    }
    const filter = Object.hasOwn(known, name) ? known[name] : undefined
    return filter && { filter, sort: name === 'overdue' ? { overdueAt: 1 } : { nextDueAt: 1 } }
  }

  return {
    figuresOf,
    behind,
    /** The complaints behind a number, the most pressing first. */
    async listed(
      plants: readonly string[] | undefined,
      filter: Filter,
      options: { skip?: number; limit: number; sort?: Readonly<Record<string, 1 | -1>> },
    ): Promise<Complaint[]> {
      return complaints
        .find(within(plants, filter))
        .sort(options.sort ?? { nextDueAt: 1 })
        .skip(options.skip ?? 0)
        .limit(options.limit)
        .lean<Complaint[]>()
        .then(wholeOf)
    },
    /** All that the filter finds and how they stand, in one pass over them: for what is answered in a turn. */
    async tally(filter: Filter, now: Date): Promise<Tally> {
      const [sums] = await complaints.aggregate<Tally>([
        { $match: filter },
        {
          $group: {
            _id: null,
            all: { $sum: 1 },
            open: howMany({ $eq: ['$isOpen', true] }),
            overdue: howMany({ $and: [{ $eq: [{ $type: '$overdueAt' }, 'date'] }, { $lt: ['$overdueAt', now] }] }),
            closed: howMany({ $eq: ['$state', 'CLOSED'] }),
            dissatisfied: howMany(isDissatisfied),
          },
        },
        { $project: { _id: 0 } },
      ])
      return sums ?? { all: 0, open: 0, overdue: 0, closed: 0, dissatisfied: 0 }
    },
    count: (plants: readonly string[] | undefined, filter: Filter): Promise<number> => complaints.countDocuments(within(plants, filter)),
    /** Whether there is anything to count: one document at most is looked at by index, so a turn may ask it. */
    hasAny: async (plants: readonly string[] | undefined, filter: Filter): Promise<boolean> =>
      (await complaints.exists(within(plants, filter))) !== null,
    lists,
  }
}

const howMany = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } })
/** As the query `callbacks.overall ≤ 2` finds them. */
const isDissatisfied = {
  $anyElementTrue: {
    $map: {
      input: { $cond: [{ $isArray: '$callbacks' }, '$callbacks', []] },
      in: { $and: [{ $isNumber: '$$this.overall' }, { $lte: ['$$this.overall', 2] }] },
    },
  },
}

export type FigureQueries = ReturnType<typeof createFigures>

/** The period that a word names: 日报 since the last working day's digest, 周报 since Monday, 月报 since the first. */
export function periodOf(word: Word, now: Date, calendar: Calendar, digestAt: string): Period {
  const today = dayOf(now)
  if (word === 'week') return { from: mondayOf(now), to: now }
  if (word === 'month') return { from: instant(`${today.slice(0, 8)}01`), to: now }
  return { from: instant(calendar.workingDayFrom(today, -1), digestAt), to: now }
}

/** Monday to Sunday, before the week of this moment. */
export function weekBefore(now: Date): Period {
  const to = mondayOf(now)
  return { from: new Date(to.getTime() - 7 * DAY_MS), to }
}

const mondayOf = (now: Date): Date => instant(addDays(dayOf(now), -((weekdayOf(dayOf(now)) + 6) % 7)))
