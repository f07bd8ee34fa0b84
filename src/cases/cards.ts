/** How a case is shown to whoever must hear of it; every kind brings its own. */
import type { Notice } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import type { By, CaseEvent, CaseRecord, Clock, Reminder } from './case.js'
import type { Task } from './case-type.js'
import { dataOf } from './history.js'
import type { Held } from './in-hands.js'

export interface CaseCards<R extends CaseRecord = CaseRecord, E extends CaseEvent = CaseEvent> {
  /** What happened, and what it asks of the person who reads it. */
  happened(record: R, event: E, tasks: readonly Task[], card: string, held: Held): Notice
  /** What a customer is asked for; nothing of what goes on inside the company. @param isRepeated they were asked before */
  forCustomer(record: R, tasks: readonly Task[], card: string, isRepeated?: boolean): Notice
  /** What is to be done with one case: what, for whom, until when. */
  todo(record: R, tasks: readonly [Task, ...Task[]], now: Date, held: Held): Notice
  /** An earlier card of the same seat: somebody else was faster. */
  done(card: string, event: E): Notice
  /** A time that is near, or past; for whoever can act the button that does it, for whoever may push the one that pushes. */
  reminder(record: R, clock: Clock, about: ReminderOf): Notice
}

/** What texts about an event may show: everything that was given, and who did it. */
export function valuesOf(event: CaseEvent): Values {
  const { by, from, to, round } = event
  return { ...dataOf(event), by: by?.name ?? '', from, to, round }
}

export interface ReminderOf {
  /** Of the event that reminds. */
  readonly id: string
  readonly reminder: Reminder['id']
  readonly person: By
  readonly tasks: readonly Task[]
  readonly isDoer: boolean
  readonly mayPush: boolean
  readonly hands: Held['hands']
  readonly now: Date
}

/** In the list of somebody’s tasks. @param copy the place of its event */
export const copyCardId = (no: string, copy: string): string => `copy${copy}-${no}`

/** Of the card that reminds a person. @param event the id of the event that notes it */
export const reminderCardId = (event: string, { id }: By): string => `r-${event}-${id}`

/** Of the card that tells a person of the event at this place, or shows whoever did it what comes next; the same for every try. */
export const happenedCardId = (no: string, index: number, { id }: By): string => `t${index}-${no}-${id}`
