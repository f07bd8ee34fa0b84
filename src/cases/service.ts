/** What the kernel knows of one kind that is connected: by it, everything that concerns cases of all kinds finds the right one. */
import type { Notice } from '../delivery/notice.js'
import type { Action, Actions } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { Announcements } from './announcements.js'
import type { By, CaseEvent, CaseRecord } from './case.js'
import type { CaseType, Task } from './case-type.js'
import type { HandOver } from './hand-over.js'
import type { Reminders } from './reminders.js'
import type { CaseFilter } from './rights.js'
import type { CaseStore } from './store.js'

export interface CaseService<R extends CaseRecord = CaseRecord> {
  readonly type: CaseType
  readonly store: CaseStore<CaseRecord, CaseEvent>
  /** Whether it holds what everybody who reads it relies on. */
  isWhole(record: CaseRecord): boolean
  readonly announcements: Pick<Announcements, 'dispatch' | 'isStillWanted'>
  readonly reminders: Pick<Reminders, 'remind' | 'recalculate'>
  /** What a press of a button does: `<act>.<no>`, `<dialogue>.<no>`, `<no>.<step>`. */
  readonly act: Action
  readonly begin: Action
  readonly push: Action
  /** Of the acts that every kind has, at the end of their dialogues. */
  readonly common: Actions
  /** To whom somebody may give what they have to do with the case. */
  seatmates(no: string, by: Person): Promise<readonly By[]>
  /** What somebody owns of it goes to a colleague. */
  readonly handOver: HandOver
  /** Those of some people to whom somebody may send it: who may read all of it. */
  readersAmong(people: readonly By[], no: string, by: Person): Promise<readonly By[]>
  /** In full, for whoever may read it; 更多; 处理经过. */
  readonly show: Action
  readonly showMore: Action
  readonly showRecord: Action
  /** 为什么是这一天. @throws UserFacingError where the person may not read it */
  readonly explainDue: Action
  /** The same of one that waits for the person, where others do too. */
  explained(record: R, by: Person): Promise<readonly Notice[]>
  /** Selects the cases that the person may see. */
  visibleTo(by: Person): Promise<CaseFilter>
  /** What the person has to do with it first. */
  taskOf(record: R, by: Person): Promise<Task | undefined>
  /** The same as a card. */
  taskCard(record: R, by: Person, at: Date): Promise<Notice | undefined>
  /** What the person was asked about it. @param copy the place of its event */
  copyCard(record: R, copy: string, by: Person): Promise<Notice | undefined>
  /** One that is late, with what the person can do about it; absent where the kind lists what is late in a way of its own. */
  lateCard?(record: R, by: Person, at: Date): Promise<Notice | undefined>
}

/** Something that somebody has to do, as a part of the list of their tasks: which cases, in which order, and the card of each. */
export type TaskList = (
  by: Person,
  at: Date,
) => Promise<{
  readonly filter: CaseFilter
  readonly sort: Readonly<Record<string, 1 | -1>>
  card(record: CaseRecord): Promise<Notice | undefined>
}>
