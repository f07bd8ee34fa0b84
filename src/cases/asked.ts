/** Which event asked for which task, so that the card that asks can be found again. Pure. */

import { apply, replay } from './apply.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { CaseType, Task } from './case-type.js'
import { aboutIn } from './decide.js'
import { correctedBy, dataOf } from './history.js'
import { openTasks } from './tasks.js'

export const isSame = (one: Task) => (other: Task) => other.id === one.id && other.about === one.about

export function askedBy(type: CaseType, events: readonly CaseEvent[]) {
  const records = recordsAfterEach(type, events)
  const open = records.map((record) => openTasks(type, record))
  const before = (index: number) => open[index - 1] ?? []

  /** What an event itself asks for: what was not open before it, unless its act says otherwise. */
  function tasksAsked(index: number): Task[] {
    const event = events[index]!
    const { asks } = type.acts[event.type]!
    return open[index]!.filter((task) => (asks ? asks(task, event) : !before(index).some(isSame(task)) || isAskedAgain(task, event)))
  }

  /** What was asked for because of something that reads otherwise now. */
  function isAskedAgain(task: Task, event: CaseEvent): boolean {
    const corrected = correctedBy(event, events)
    return corrected !== undefined && tasksAsked(events.indexOf(corrected)).some(isSame(task))
  }

  /** The tasks that an event has done, or has left nobody to do. */
  function tasksDone(index: number): Task[] {
    const event = events[index]!
    const isLeft = (task: Task) => open[index]!.some(isSame(task))
    const isIts = ({ event: act, about }: Task) =>
      act === event.type && (about === undefined || about === aboutIn(type.acts[event.type]!, dataOf(event)))
    return before(index).filter((task) => !isLeft(task) || isIts(task))
  }

  /** The events before `index` whose cards have asked for a task since it is open: the first one, and every push since. */
  function eventsAsking(index: number, task: Task): number[] {
    const asking: number[] = []
    for (let at = index - 1; at >= 0 && open[at]!.some(isSame(task)); at--) {
      const hasCard = (type.acts[events[at]!.type]!.telling ?? 'card') === 'card'
      if (hasCard && tasksAsked(at).some(isSame(task))) asking.push(at)
    }
    return asking
  }

  /** What the card of an earlier event asks for and nobody has done yet, unless a later one asks for it again. */
  const tasksLeft = (at: number, index: number): Task[] =>
    tasksAsked(at).filter((task) => open[index]!.some(isSame(task)) && !tasksAsked(index).some(isSame(task)))

  /** The case as it was after the event at that place. */
  const recordAt = (index: number): CaseRecord => records[index]!

  return { tasksAsked, tasksDone, eventsAsking, tasksLeft, recordAt }
}

/** What is kept for queries alone is left out. */
function recordsAfterEach({ derive: _, ...type }: CaseType, events: readonly CaseEvent[]): CaseRecord[] {
  let record: CaseRecord | undefined
  return events.map((event) => {
    record = record ? apply(type, record, event) : replay(type, [event])
    return record
  })
}
