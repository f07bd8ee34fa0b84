/** 我的任务: what somebody has to do now, ten at a time. */

import type { Acting } from '../cases/actions.js'
import { seatKeysOf } from '../cases/seats.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import type { Access, ComplaintFilter, Level } from './access.js'
import type { complaintModels } from './collections.js'
import { tasksFor } from './complaint.js'
import type { Complaint } from './model.js'
import { noteCard, taskCard } from './show.js'
import { isWhole, wholeOf } from './whole.js'

export interface TaskDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor'>
  readonly acting: Pick<Acting<Complaint>, 'actorsFor'>
  readonly organisation: Organisation
}

/** One kind of task: which complaints, the most pressing first, and how each is shown. */
interface Kind {
  readonly wanted: ComplaintFilter
  readonly sort: 'nextDueAt' | 'registeredAt'
  card(complaint: Complaint, level: Level): Promise<Notice | undefined> | Notice
}

const LISTED = 10

export function createTasks({ models: { complaints }, access, acting, organisation }: TaskDeps) {
  const waitingFor = (by: Person): ComplaintFilter => ({ waitingFor: { $in: seatKeysOf(by, organisation) } })

  /** The steps first, then reports to confirm and material to add. */
  const listTasks: Action = async ({ by, at, reference = '' }) => {
    const from = /^\d{1,5}$/.test(reference) ? Number(reference) : 0
    const view = await access.viewFor(by)
    const { tasks, left } = await page(kindsOf(by, at), view.filter, from)
    const cards: Notice[] = []
    for (const { complaint, kind } of tasks.filter((task) => isWhole(task.complaint))) {
      const level = view.levelOf(complaint)
      const card = level && (await kind.card(view.shown(complaint), level))
      if (card) cards.push(card)
    }
    if (cards.length === 0 && left === 0) return { say: [say('complaint.tasks.none')] }
    return { say: [...cards, ...(left > 0 ? [moreCard(from + tasks.length, left)] : [])] }
  }

  function kindsOf(by: Person, at: Date): Kind[] {
    return [
      {
        wanted: waitingFor(by),
        sort: 'nextDueAt',
        async card(complaint, level) {
          const [first, ...others] = tasksFor(complaint, await acting.actorsFor(by, complaint))
          return first && taskCard(complaint, [first, ...others], at, level)
        },
      },
      {
        wanted: {
          'report.recipients': { $elemMatch: { id: by.id, confirmedAt: { $exists: false } } },
          'report.recipients.id': by.id,
          isOpen: true,
        },
        sort: 'registeredAt',
        card: (complaint, level) => noteCard(complaint, 'acknowledgeReport', 'acknowledge', level),
      },
      {
        wanted: { 'registeredBy.id': by.id, followUpDueAt: { $exists: true } },
        sort: 'registeredAt',
        card: (complaint, level) => noteCard(complaint, 'startSupplement', 'supplement', level),
      },
    ]
  }

  /** A page of all kinds one after the other, and how many come after it. */
  async function page(kinds: readonly Kind[], visible: ComplaintFilter, from: number) {
    const tasks: { complaint: Complaint; kind: Kind }[] = []
    let all = 0
    for (const kind of kinds) {
      const filter = { $and: [kind.wanted, visible] }
      const count = await complaints.countDocuments(filter)
      const skip = Math.max(0, from - all)
      const room = LISTED - tasks.length
      if (skip < count && room > 0) {
        const found = await complaints
          .find(filter)
          .sort({ [kind.sort]: 1 })
          .skip(skip)
          .limit(room)
          .lean<Complaint[]>()
        tasks.push(...found.map((complaint) => ({ complaint, kind })))
      }
      all += count
    }
    return { tasks, left: Math.max(0, all - from - tasks.length) }
  }

  return {
    listTasks,
    /** Complaints that wait for somebody, the most pressing first. */
    tasksOf: (by: Person): Promise<Complaint[]> =>
      complaints.find(waitingFor(by)).sort({ nextDueAt: 1 }).limit(LISTED).lean<Complaint[]>().then(wholeOf),
  }
}

const moreCard = (from: number, count: number): Notice => ({
  type: 'card',
  card: `tasks-${from}`,
  title: { key: 'complaint.tasks.more', values: { count } },
  rows: [],
  buttons: [{ key: `do:listTasks:${from}`, label: { key: 'complaint.buttons.more' }, style: 'primary' }],
})
