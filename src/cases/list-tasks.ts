/** 我的任务: what somebody has to do, of all kinds of case, the most pressing on top. */
import type { Model } from 'mongoose'
import { type Notice, say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import { type Person, principalsOf } from '../people/person.js'
import type { CaseRecord } from './case.js'
import { type ListedCase, listedCases } from './listed-cases.js'
import { ownerOf } from './owners.js'
import type { CaseFilter } from './rights.js'
import { seatKeysOf } from './seats.js'
import type { CaseService, TaskList } from './service.js'
import type { Turns } from './turns.js'
import { nextPage, underList } from './under-list.js'

export interface ListTasksDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  readonly turns: Turns
  /** What else somebody has to do, in this order. */
  readonly taskLists: readonly TaskList[]
  readonly serviceOf: (record: CaseRecord) => CaseService | undefined
  /** A record as the present version reads it. */
  readonly newest: (record: CaseRecord) => CaseRecord
  readonly organisation: Pick<Organisation, 'plants'>
}

const LISTED = 10

export function createListTasks({ cases, turns: { waitingFor, isTheirTurn }, taskLists, serviceOf, newest, organisation }: ListTasksDeps) {
  /** What waits for the person first, what a colleague has taken on after it, and last what waits for somebody in whose place they act. */
  async function waiting(by: Person, at: Date) {
    const [theirs, own] = await Promise.all([waitingFor(by), isTheirTurn(by)])
    const turn = { $or: [own, { turnOf: { $in: principalsOf(by).map(({ id }) => id) } }] }
    return [listOf({ $and: [theirs, turn] }, by, at), listOf({ $and: [theirs, { $nor: [turn] }] }, by, at)]
  }
  const inPlaceOf =
    (other: Person): TaskList =>
    async (by, at) => {
      const filter = { $and: [await waitingFor(other), { isOpen: true, waitingFor: { $nin: seatKeysOf(by, organisation) } }] }
      const list = listOf(filter, other, at)
      return { ...list, card: async (record) => withName(await list.card(record), other) }
    }
  async function taskListsOf(by: Person, at: Date) {
    const others = [...taskLists, ...principalsOf(by).map(inPlaceOf)].map((list) => list(by, at))
    return [...(await waiting(by, at)), ...(await Promise.all(others))]
  }

  const listOf = (filter: CaseFilter, by: Person, at: Date): Awaited<ReturnType<TaskList>> => ({
    filter,
    sort: { nextDueAt: 1 },
    async card(record) {
      const service = serviceOf(record)
      const task = await service?.taskOf(record, by)
      const owner = task && ownerOf(record, task.seats)
      return withName(
        await service?.taskCard(record, by, at),
        principalsOf(by).find(({ id }) => id === owner?.id),
      )
    },
  })

  /** 我的任务: the most pressing of all kinds on top; ten at a time. */
  const listTasks: Action = async ({ by, at, reference = '' }) => {
    const from = /^\d{1,5}$/.test(reference) ? Number(reference) : 0
    const cards: Notice[] = []
    let before = 0
    let taken = 0
    for (const { filter, sort, card } of await taskListsOf(by, at)) {
      const count = await cases.countDocuments(filter)
      const skip = Math.max(0, from - before)
      const limit = Math.min(LISTED - taken, count - skip)
      if (limit > 0) {
        const found = await cases.find(filter).sort(sort).skip(skip).limit(limit).lean<CaseRecord[]>()
        const shown = await Promise.all(found.map((record) => card(newest(record))))
        cards.push(...shown.filter((one) => one !== undefined))
        taken += limit
      }
      before += count
    }
    const left = Math.max(0, before - from - taken)
    if (cards.length === 0 && left === 0) return { say: [say('cases.tasks.none')] }
    const exports = before > 1 && by.side === 'staff' ? (['exportTable'] as const) : []
    return {
      say: [
        ...cards,
        ...underList('tasks', { count: before, exports, ...(left > 0 && { more: nextPage(`do:listTasks:${from + taken}`, left) }) }),
      ],
    }
  }

  /** How much stands in 我的任务. */
  async function countTasks(by: Person, at: Date): Promise<number> {
    const counts = (await taskListsOf(by, at)).map(({ filter }) => cases.countDocuments(filter))
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
  }

  /** All of 我的任务, in its order. */
  async function* tasksOf(by: Person, at: Date): AsyncGenerator<ListedCase> {
    for (const { filter, sort, card } of await taskListsOf(by, at))
      yield* listedCases(cases.find(filter).sort(sort).lean<CaseRecord>().cursor(), (record) => card(newest(record)))
  }

  return { listTasks, countTasks, tasksOf }
}

const withName = (card: Notice | undefined, principal: Person | undefined): Notice | undefined =>
  card?.type === 'card' && principal ? { ...card, inPlaceOf: principal.name } : card
