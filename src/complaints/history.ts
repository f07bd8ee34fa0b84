/** Questions to the events of a complaint. Pure. */
import type { Clock } from '../cases/case.js'
import { latest } from '../cases/history.js'
import type { Complaint, ComplaintEvent } from './model.js'

/** The customer's answer to the facts as they are written now. */
export function customerAnswer(complaint: Complaint): ComplaintEvent | undefined {
  const written = complaint.events.findLastIndex(({ type, round }) => type === 'factsWritten' && round === complaint.round)
  return complaint.events.slice(written + 1).findLast(({ type }) => type === 'customerConfirmed' || type === 'goneOnUnanswered')
}

/** A plan that was sent back when its time was over: when it had been proposed, and whose time that was. */
export function lateReturn(complaint: Complaint, { id, dueAt }: Clock): { proposedAt: string; whose: 'PLAN' | 'APPROVAL' } | undefined {
  const returned = latest(complaint, 'planRejected')
  const proposed = latest(complaint, 'planProposed')
  if (id !== 'T3' || !returned || !proposed || returned.at <= dueAt || proposed.at > returned.at) return undefined
  return { proposedAt: proposed.at.toISOString(), whose: proposed.at > dueAt ? 'PLAN' : 'APPROVAL' }
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
