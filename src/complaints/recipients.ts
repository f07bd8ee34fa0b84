/** Who gets a report: each person once, for everything that makes it theirs to know. Pure. */
import type { Recipient } from './events.js'
import type { Complaint } from './model.js'

export type ReportSeat = Pick<Recipient, 'role' | 'department'>

/** Without one of these a report is not complete. */
export const REPORT_ROLES = ['MKT_HEAD', 'QC_HEAD', 'DEPT'] as const

/** Those in which nobody is known to have the report. */
export const rolesWithout = ({ recipients }: Complaint['report']): ReportSeat['role'][] =>
  REPORT_ROLES.filter((role) => !recipients.some((one) => one.deliveredAt && sitsAs(one, role)))

export const seatsOf = ({ role, department, also = [] }: Recipient): ReportSeat[] => [{ role, ...(department && { department }) }, ...also]

export const sitsAs = (recipient: Recipient, role: ReportSeat['role']): boolean => seatsOf(recipient).some((seat) => seat.role === role)

/** Those who have it or are to get it already stay as they are, with what else makes it theirs; the others follow. */
export function joined(known: readonly Recipient[], others: readonly Recipient[]): Recipient[] {
  const people = new Map<string, Recipient>()
  for (const one of [...known, ...others]) {
    const before = people.get(one.id)
    people.set(one.id, before ? withSeats(before, seatsOf(one)) : one)
  }
  return [...people.values()]
}

/** What somebody has confirmed, or was delivered to them, while the others were looked up stays. */
export const withRecipients = (report: Complaint['report'], recipients: readonly Recipient[]): Complaint['report'] => ({
  ...report,
  recipients: joined(report.recipients, recipients),
})

/** How they were told where not by the platform (F2.B02). */
export const toldBy = ({ toldBy: method, byPhone }: Recipient): Recipient['toldBy'] => method ?? (byPhone ? 'PHONE' : undefined)

export const countSeats = (recipients: readonly Recipient[]): number => recipients.flatMap(seatsOf).length

function withSeats(one: Recipient, seats: readonly ReportSeat[]): Recipient {
  const added = seats.filter((seat) => !seatsOf(one).some((own) => own.role === seat.role && own.department === seat.department))
  return added.length > 0 ? { ...one, also: [...(one.also ?? []), ...added] } : one
}
