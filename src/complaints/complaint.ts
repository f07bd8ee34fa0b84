/** The declaration of a complaint (domain.md 2): its acts and its clocks, and the functions of the kernel for it. */
import type { CaseType } from '../cases/case-type.js'
import { engineOf } from '../cases/engine.js'
import { confirmation, explanation, planning } from './acts/answer.js'
import { bookkeeping } from './acts/bookkeeping.js'
import { calling } from './acts/calling.js'
import { checking } from './acts/checking.js'
import { callback, ending, filing, review } from './acts/closing.js'
import { hands } from './acts/hands.js'
import { identity } from './acts/identity.js'
import { desk, investigation, laboratory } from './acts/investigation.js'
import { major } from './acts/major.js'
import { meeting } from './acts/meeting.js'
import { partCorrected } from './acts/part-corrected.js'
import { receipt, registration } from './acts/registration.js'
import { visit } from './acts/visit.js'
import { CLOCKS } from './clocks.js'
import { EVENTS } from './events.js'
import { ENDED } from './fields.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { searchKeysOf } from './search.js'
import { UPCASTS } from './upcasts.js'

export const complaintType: CaseType<Complaint, typeof EVENTS, ComplaintEvent> = {
  kind: 'complaint',
  prefix: 'TS',
  data: EVENTS,
  acts: {
    ...major,
    ...registration,
    ...desk,
    ...visit,
    ...investigation,
    ...calling,
    ...confirmation,
    ...explanation,
    ...planning,
    ...filing,
    ...callback,
    ...ending,
    ...laboratory,
    ...review,
    ...meeting,
    ...checking,
    ...identity,
    ...partCorrected,
    ...receipt,
    ...hands,
    ...bookkeeping,
  },
  clocks: CLOCKS,
  ended: ENDED,
  upcasts: UPCASTS,
  childEnded: { meeting: 'meetingEnded', correctiveAction: 'actionVerified' },
  handedOver: ['MERGED'],
  registrar: { name: 'complainant', phone: 'phone' },
  blank: { state: 'DRAFT', callbacks: [], departments: [], attachments: [], followUps: [] },
  // nobody is asked for what is missing once the case has ended
  derive: (record) => ({
    followUpDueAt: record.isOpen && record.followUps.some(({ doneAt }) => !doneAt) ? record.followUpDueAt : undefined,
    ...searchKeysOf(record),
  }),
}

export const complaintEngine = engineOf(complaintType)
export const { isAct, actsWhere, decide, apply, replay, openTasks, lateTasks, mayBegin, tasksFor, timesOf } = complaintEngine

/** What is waited for longest beyond its time; where nothing is late, what is waited for at all. */
export const firstTask = (complaint: Complaint, at: Date): ReturnType<typeof openTasks>[number] | undefined =>
  [...lateTasks(complaint, at), ...openTasks(complaint)][0]
