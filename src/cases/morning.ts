/** Everybody's own list in the morning of a working day: what is late, what is due today, what is new for them. Managers have their digest instead. */
import type { Model } from 'mongoose'
import { type Calendar, dayOf, instant, timeOf } from '../calendar/index.js'
import type { Due } from '../database/due.js'
import type { Once } from '../database/once.js'
import type { Notice, Notifier } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'
import type { Rules } from '../people/organisation.js'
import { holdsRole, type Person, type Role } from '../people/person.js'
import type { CaseRecord } from './case.js'
import type { Task } from './case-type.js'
import { shortOf } from './numbers.js'
import type { CaseFilter } from './rights.js'

export interface MorningDeps {
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  /** What waits for somebody, without what colleagues have taken on. */
  readonly turnsOf: (by: Person) => Promise<CaseFilter>
  /** What somebody has to do with a case first; at a time, what is late in it, whoever has that to do. */
  readonly taskOf: (record: CaseRecord, by: Person, lateAt?: Date) => Promise<Task | undefined>
  /** What somebody may see. */
  readonly visibleTo: (by: Person) => Promise<CaseFilter>
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: { readonly rules: Pick<Rules, 'digestAt'> }
  readonly calendar: Pick<Calendar, 'isWorkingDay' | 'workingDayFrom'>
  readonly notifier: Notifier
  readonly due: Due
  readonly once: Once
  readonly now: () => Date
}

const READERS: readonly Role[] = ['CS', 'QC', 'DEPT', 'PROD_TECH', 'SALES']
/** They get the digest. */
const MANAGERS: readonly Role[] = ['MKT_HEAD', 'QC_HEAD', 'GM']
/** As many rows as a card has room for, and buttons beside the one that lists them all. */
const ROWS = 6
const BUTTONS = 5

type Section = 'overdue' | 'dueToday' | 'fresh'

export function createMorning(deps: MorningDeps) {
  const { cases, turnsOf, taskOf, visibleTo, directory, organisation, calendar, notifier, due, once, now } = deps

  /** Sends nothing twice; one whose list fails keeps none of the others, and is tried again until the day is over. */
  async function sweep(): Promise<number> {
    const at = now()
    const today = dayOf(at)
    if (timeOf(at) < organisation.rules.digestAt || !calendar.isWorkingDay(today) || (await once.isDone(`morning ${today}`))) return 0
    const people = new Map<string, Person>()
    for (const role of READERS)
      for (const person of await directory.holders(role)) if (!holdsRole(person, MANAGERS)) people.set(person.id, person)
    const done = await due.forEach('morning', people.keys(), (id) =>
      once.run(`morning ${today} ${id}`, () => sendTo(people.get(id)!, today, at)),
    )
    if (done > 0 && done === people.size) await once.mark(`morning ${today}`)
    return done
  }

  async function sendTo(person: Person, today: string, at: Date): Promise<void> {
    const theirs = await filterFor(person)
    const since = instant(calendar.workingDayFrom(today, -1), organisation.rules.digestAt)
    const sections: readonly (readonly [Section, CaseFilter])[] = [
      ['overdue', { overdueAt: { $lt: at } }],
      ['dueToday', { overdueAt: { $not: { $lt: at } }, nextDueAt: { $lte: instant(today, '24:00') } }],
      [
        'fresh',
        {
          overdueAt: { $not: { $lt: at } },
          nextDueAt: { $not: { $lte: instant(today, '24:00') } },
          // something was done to it, by somebody else
          events: { $elemMatch: { at: { $gte: since }, by: { $exists: true }, 'by.id': { $ne: person.id } } },
        },
      ],
    ]
    const found = await Promise.all(
      sections.map(async ([section, more]) => {
        const filter = { $and: [theirs, more] }
        const [count, listed] = await Promise.all([
          cases.countDocuments(filter),
          cases.find(filter).sort({ nextDueAt: 1 }).limit(ROWS).lean<CaseRecord[]>(),
        ])
        return { section, count, listed }
      }),
    )
    if (found.every(({ count }) => count === 0)) return
    const listed = found.flatMap((one) => one.listed.map((record) => ({ section: one.section, record }))).slice(0, ROWS)
    const lines = await Promise.all(
      listed.map(async (one) => ({ ...one, task: await taskOf(one.record, person, one.section === 'overdue' ? at : undefined) })),
    )
    const counts = Object.fromEntries(found.map(({ section, count }) => [section, count]))
    const left = found.reduce((sum, { count }) => sum + count, 0) - lines.length
    const notice = card(`morning-${today}-${person.id}`, { ...counts, left }, lines)
    await notifier.notify([{ id: `morning.${today}.${person.id}`, to: person.id, notice }])
  }

  /** A salesperson follows what becomes of their customers, whoever has it to do. */
  async function filterFor(person: Person): Promise<CaseFilter> {
    const turns = await turnsOf(person)
    return holdsRole(person, ['SALES']) ? { $or: [turns, { $and: [{ isOpen: true }, await visibleTo(person)] }] } : turns
  }

  return { sweep }
}

interface Line {
  readonly section: Section
  readonly record: CaseRecord
  readonly task: Task | undefined
}

function card(id: string, counts: Readonly<Record<string, number>>, lines: readonly Line[]): Notice {
  return {
    type: 'card',
    card: id,
    title: { key: 'cases.morning.title' },
    subtitle: { key: 'cases.morning.counts', values: counts },
    rows: lines.map(({ section, record: { _id: no, caseKind, state, customer }, task }) => ({
      label: { key: `cases.morning.${section}` },
      value: {
        key: `${caseKind}.morning.${task ? 'task' : 'line'}`,
        values: { no: shortOf(no), customer: customer?.name ?? '', state, ...(task && { step: task.id }) },
      },
    })),
    buttons: [
      ...lines.slice(0, BUTTONS).map(({ record: { _id: no } }, index) => ({
        key: `do:showCase:${no}`,
        label: { key: 'cases.morning.show', values: { no: shortOf(no) } },
        ...(index === 0 && { style: 'primary' as const }),
      })),
      { key: 'do:listTasks:', label: { key: 'cases.morning.all' } },
    ],
  }
}
