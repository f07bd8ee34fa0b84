/** What stays as it is when the rest of a complaint is told after its report. Pure. */
import type { Recipient } from './events.js'
import type { Complaint } from './model.js'
import { joined } from './recipients.js'

/** What others added to the record while its dialogue was still open. */
export function keptOf(present: Complaint, record: Partial<Complaint>): Pick<Complaint, 'attachments' | 'followUps'> {
  const { attachments = [], followUps = [] } = record
  const others = present.attachments.filter(({ id }) => !attachments.some((one) => one.id === id))
  const done = (field: string) => present.followUps.find((one) => one.field === field && one.doneAt)
  return { attachments: [...attachments, ...others], followUps: followUps.map((one) => done(one.field) ?? one) }
}

/**
 * Who answers for it follows what is known now, until somebody has decided that by re-routing it or taking it on; whoever got the report
 * stays among those who have it.
 * @param addressed whom it concerns by the new answers, where those differ
 */
export function routeOf(
  { state, plant, events, report }: Complaint,
  addressed: { recipients: readonly Recipient[]; departments: readonly string[] } | undefined,
): { record: Partial<Complaint>; added?: string[] } {
  const isDecided = !['REGISTERED', 'REPORTED'].includes(state) || events.some(({ type }) => type === 'rerouted' || type === 'redirected')
  if (isDecided) return { record: plant === undefined ? {} : { plant } }
  if (!addressed || report.recipients.length === 0) return { record: {} }
  const added = addressed.recipients.filter(({ id }) => !report.recipients.some((known) => known.id === id))
  return {
    record: { departments: addressed.departments, report: { ...report, recipients: joined(report.recipients, addressed.recipients) } },
    added: added.map(({ id }) => id),
  }
}
