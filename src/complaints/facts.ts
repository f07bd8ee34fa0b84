/** What was established, and what the customer says to it (F2.E01, E06). Pure. */
import { isAfter } from '../cases/history.js'
import type { Complaint, ComplaintEvent } from './model.js'

/** The facts are written, or put in other words. */
export const isOfFacts = (event: ComplaintEvent): boolean =>
  event.type === 'factsWritten' || (event.type === 'partCorrected' && event.data.change.after.facts !== undefined)

/** The customer's answer to the facts as they are written now. */
export function customerAnswer({ events, round: present }: Pick<Complaint, 'events' | 'round'>): ComplaintEvent | undefined {
  const written = events.findLastIndex((event) => isOfFacts(event) && event.round === present)
  return events.slice(written + 1).findLast(({ type }) => type === 'customerConfirmed' || type === 'goneOnUnanswered')
}

/** The customer has objected, and nothing else was established since. */
export const isDisputed = (complaint: Complaint): boolean =>
  complaint.state === 'INVESTIGATING' && isAfter(complaint, 'customerObjected', 'factsWritten')
