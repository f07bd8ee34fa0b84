/** Questions to the events of a complaint. Pure. */
import type { Clock, Complaint, ComplaintEvent, EventType } from './model.js'

/** The last event of a type, of the present round unless another is named. */
export const latest = (
  complaint: Pick<Complaint, 'events' | 'round'>,
  type: EventType,
  round = complaint.round,
): ComplaintEvent | undefined => complaint.events.findLast((event) => event.type === type && event.round === round)

export const allOf = (complaint: Complaint, type: EventType, round = complaint.round): ComplaintEvent[] =>
  complaint.events.filter((event) => event.type === type && event.round === round)

/** True where the newer of two kinds of events is the first kind. */
export function isAfter(complaint: Complaint, type: EventType, other: EventType): boolean {
  const own = complaint.events.findLastIndex((event) => event.type === type && event.round === complaint.round)
  return own >= 0 && own > complaint.events.findLastIndex((event) => event.type === other && event.round === complaint.round)
}

/** The customer's answer to the facts as they are written now. */
export function customerAnswer(complaint: Complaint): ComplaintEvent | undefined {
  const written = complaint.events.findLastIndex(({ type, round }) => type === 'factsWritten' && round === complaint.round)
  return complaint.events.slice(written + 1).findLast(({ type }) => type === 'customerConfirmed' || type === 'goneOnUnanswered')
}

/** A plan that was sent back when its time was over: when it had been proposed, and whose time that was. */
export function lateReturn(
  { events, round }: Pick<Complaint, 'events' | 'round'>,
  { id, dueAt }: Pick<Clock, 'id' | 'dueAt'>,
): { proposedAt: string; whose: 'PLAN' | 'APPROVAL' } | undefined {
  const returned = latest({ events, round }, 'planRejected')
  const proposed = latest({ events, round }, 'planProposed')
  if (id !== 'T3' || !returned || !proposed || returned.at <= dueAt || proposed.at > returned.at) return undefined
  return { proposedAt: proposed.at.toISOString(), whose: proposed.at > dueAt ? 'PLAN' : 'APPROVAL' }
}

/** A strength result that is still to come (domain.md 4.6). */
export const isLabPending = ({ clocks }: Complaint): boolean =>
  clocks.some(({ id, stoppedAt }) => (id === 'T6a' || id === 'T6b') && !stoppedAt)

/** 一般 and below are looked at by MKT_HEAD (F3.26). */
export function needsReview(complaint: Complaint): boolean {
  const called = complaint.events.findLast(({ type }) => type === 'calledBack')
  if (!called || Number(called.data?.overall) > 3) return false
  return !complaint.events.slice(complaint.events.indexOf(called)).some(({ type }) => type === 'callbackReviewed')
}
