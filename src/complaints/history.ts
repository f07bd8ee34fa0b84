/** Questions to the events of a complaint. Pure. */
import type { Complaint, ComplaintEvent } from './model.js'

/** The customer's answer to the facts as they are written now. */
export function customerAnswer(complaint: Complaint): ComplaintEvent | undefined {
  const written = complaint.events.findLastIndex(({ type, round }) => type === 'factsWritten' && round === complaint.round)
  return complaint.events.slice(written + 1).findLast(({ type }) => type === 'customerConfirmed' || type === 'goneOnUnanswered')
}

/** A strength result that is still to come (domain.md 4.6). */
export const isLabPending = ({ clocks }: Complaint): boolean =>
  clocks.some(({ id, stoppedAt }) => (id === 'T6a' || id === 'T6b') && !stoppedAt)

/** 一般 and below are looked at by MKT_HEAD (F3.26). */
export function needsReview(complaint: Complaint): boolean {
  const called = complaint.events.findLast((event) => event.type === 'calledBack')
  if (!called || called.data.overall > 3) return false
  return !complaint.events.slice(complaint.events.lastIndexOf(called)).some(({ type }) => type === 'callbackReviewed')
}
