/** Questions to the events and clocks of a complaint. Pure. */
import type { Clock } from '../cases/case.js'
import { asItReads, isAfter, latest } from '../cases/history.js'
import { sentBackIn } from './approval.js'
import { CLOCKS } from './clocks.js'
import type { EventType } from './events.js'
import type { Complaint } from './model.js'

type Timed = Pick<Complaint, 'clocks'>

/** Ids of the clocks that an act stops: they say how long there is for it. One that it begins anew is of what comes after it. */
export const clockIdsFor = (act: EventType): string[] =>
  Object.entries(CLOCKS).flatMap(([id, { starts, stops }]) => (stops.includes(act) && !starts.includes(act) ? [id] : []))

/** The last clock of an act, of any round unless one is named; it may have stopped. */
export function clockFor({ clocks }: Timed, act: EventType, round?: number): Clock | undefined {
  const ids = clockIdsFor(act)
  return clocks.findLast((clock) => ids.includes(clock.id) && (round === undefined || clock.round === round))
}

/** The clocks of an act that run. */
export function runningFor({ clocks }: Timed, act: EventType): Clock[] {
  const ids = clockIdsFor(act)
  return clocks.filter(({ id, stoppedAt }) => !stoppedAt && ids.includes(id))
}

/** What the plant that has it now has found in its records; nothing yet where another one had it before. */
export const deskCheck = (complaint: Complaint) =>
  isAfter(complaint, 'rerouted', 'deskChecked') ? undefined : latest(complaint, 'deskChecked')

/** A plan that was sent back when its time was over: when it had been proposed, and whose time that was. */
export function lateReturn(complaint: Complaint, { id, dueAt }: Clock): { proposedAt: string; whose: 'PLAN' | 'APPROVAL' } | undefined {
  const returned = sentBackIn(complaint)
  const proposed = latest(complaint, 'planProposed')
  const isOfPlan = clockIdsFor('planProposed').includes(id)
  if (!isOfPlan || !returned || !proposed || returned.at <= dueAt || proposed.at > returned.at) return undefined
  return { proposedAt: proposed.at.toISOString(), whose: proposed.at > dueAt ? 'PLAN' : 'APPROVAL' }
}

/** A strength result that is still to come (domain.md 4.6). */
export const isLabPending = (complaint: Complaint): boolean => runningFor(complaint, 'labResult').length > 0

/** The samples that both sides have sealed and that are still kept, of any round (domain.md 4.4). */
export function sealedSamples(complaint: Complaint): string[] {
  const kept = runningFor(complaint, 'sampleDisposed').map(({ about }) => about)
  return complaint.events
    .flatMap((event) => (event.type === 'sampled' ? asItReads(event, complaint.events).data : []))
    .flatMap(({ sealed, sampleNo }) => (sealed === true && kept.includes(sampleNo) ? sampleNo : []))
}

/** 一般 and below are looked at by MKT_HEAD (F3.26). */
export function needsReview(complaint: Complaint): boolean {
  const called = complaint.events.findLast((event) => event.type === 'calledBack')
  if (!called || called.data.overall > 3) return false
  return !complaint.events.slice(complaint.events.lastIndexOf(called)).some(({ type }) => type === 'callbackReviewed')
}
