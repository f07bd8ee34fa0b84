/** What is to be done next with a case, and by whom: the task list, the buttons, the reminders and the digest all read it. Pure. */
import type { Actor, CaseRecord, Clock, Seat } from './case.js'
import type { CaseType, Task, Who } from './case-type.js'
import { isOverdue } from './deadlines.js'
import { ownerOf } from './owners.js'

/** In the order of the acts. */
export function openTasks({ acts }: Pick<CaseType, 'acts'>, record: CaseRecord): Task[] {
  return Object.entries(acts).flatMap(([event, act]) => tasksOf(event, act, record))
}

function tasksOf(event: string, { task, button, dialogue, from }: CaseType['acts'][string], record: CaseRecord): Task[] {
  const id = button ?? dialogue
  const waits = task && (task.waits ? task.waits(record) : from.includes(record.state))
  if (!task || !id || !waits) return []
  const one: Task = {
    id,
    event,
    by: button ? 'button' : 'dialogue',
    seats: typeof task.seats === 'function' ? task.seats(record) : task.seats,
    clocks: [task.clock ?? []].flat(),
  }
  return waits === true ? [one] : waits.map((about) => ({ ...one, about }))
}

/** The clock that a task would stop, if it runs. */
export const clockOf = <C extends Clock>({ clocks }: { readonly clocks: readonly C[] }, task: Task): C | undefined =>
  task.clocks.flatMap((id) => clocks.findLast((one) => one.id === id && isOf(task, one)) ?? [])[0]

/** What is waited for longer than it may be, the latest first; of what would stop one clock the first. */
export function lateTasks({ acts }: Pick<CaseType, 'acts'>, record: CaseRecord, at: Date): Task[] {
  const late = new Map<Clock, Task>()
  for (const task of openTasks({ acts }, record)) {
    const clock = clockOf(record, task)
    if (clock && isOverdue(clock, at) && !late.has(clock)) late.set(clock, task)
  }
  return [...late].sort(([one], [other]) => one.legalEndAt.getTime() - other.legalEndAt.getTime()).map(([, task]) => task)
}

/** True where the clock runs and is about the same as the task. */
export const isOf = ({ clocks, about }: Task, { id, stoppedAt, about: own }: Clock): boolean =>
  clocks.includes(id) && !stoppedAt && (about === undefined || own === about)

/** What stops a clock that runs, for whom: the tasks that wait for it, else what is offered beside them. */
export function tasksStopping({ acts, clocks }: Pick<CaseType, 'acts' | 'clocks'>, record: CaseRecord, clock: Clock): Task[] {
  const waiting = openTasks({ acts }, record).filter((task) => isOf(task, clock))
  if (waiting.length > 0) return waiting
  return (clocks[clock.id]?.stops ?? []).flatMap((event): Task[] => {
    const { dialogue, offered, by, from, about } = acts[event]!
    if (!dialogue || !offered || !from.includes(record.state)) return []
    const part = about !== undefined && clock.about !== undefined ? { about: clock.about } : {}
    return [{ id: dialogue, event, by: 'dialogue', seats: by.filter(isSeat), clocks: [clock.id], ...part }]
  })
}

const isSeat = (actor: Actor): actor is Extract<Actor, Seat> =>
  !['SALES', 'ADMIN', 'READER', 'CUSTOMER', 'SYSTEM', 'ANYONE'].includes(actor)

/** True where an act may be begun though nobody waits for it. */
export const isOffered = ({ offered }: CaseType['acts'][string], record: CaseRecord, who?: Who): boolean =>
  typeof offered === 'object' ? (offered.when?.(record, who) ?? true) : offered !== undefined

/** Everybody whom a case waits for, as it is kept for queries. */
export function seatsWaiting(type: Pick<CaseType, 'acts'>, record: CaseRecord): string[] {
  return [...new Set(openTasks(type, record).flatMap(({ seats }) => seats.flatMap((seat) => seatKeys(seat, record))))]
}

/** The same with the owner in place of each seat that has one; undefined where none of them has. */
export function turnOf(type: Pick<CaseType, 'acts'>, record: CaseRecord): string[] | undefined {
  const seats = openTasks(type, record).flatMap((task) => task.seats)
  if (!ownerOf(record, seats)) return undefined
  return [...new Set(seats.flatMap((seat) => ownerOf(record, [seat])?.id ?? seatKeys(seat, record)))]
}

/** `QC@weinan`; a central role is asked for at every plant. */
function seatKeys(seat: Seat | 'CUSTOMER', record: CaseRecord): string[] {
  const { plant = '-', departments, registeredBy, assignee, customer } = record
  if (seat === 'REGISTRAR') return [registeredBy.id]
  if (seat === 'ASSIGNEE') return assignee ? [assignee.id] : []
  if (seat === 'CUSTOMER') return customer ? [`CUSTOMER@${customer.id}`] : []
  if (seat === 'DEPT') return departments.map((id) => `DEPT@${id}`)
  return [`${seat}@${plant}`]
}

export const standsAmong = (who: readonly Actor[], actors: readonly Actor[]): boolean => who.some((role) => actors.includes(role))

/** What somebody in these capacities can do now, first things first. */
export const tasksFor = (kind: Pick<CaseType, 'acts'>, record: CaseRecord, actors: readonly Actor[]): Task[] =>
  openTasks(kind, record).filter(({ seats, event }) => standsAmong(seats, actors) && mayBegin(kind, record, event, actors))

/** True where the state and the person allow it, whatever is still to be filled in. */
export function mayBegin({ acts }: Pick<CaseType, 'acts'>, record: CaseRecord, name: string, actors: readonly Actor[]): boolean {
  const act = acts[name]
  return (act?.from.includes(record.state) && standsAmong(act.by, actors)) ?? false
}
