/** 收到 of the departments that answer for a complaint (R19.2.a; domain.md 2.2, row 5): which of them have not said so yet. Pure. */
import { dataOf } from '../cases/history.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { textsIn } from './part-a.js'
import { seatsOf, toldBy } from './recipients.js'

type Addressed = Pick<Complaint, 'report' | 'departments'>

/** True of an event by which the report reaches departments that did not have it. */
export const isNewTo = (event: ComplaintEvent): boolean =>
  event.type === 'reported' ||
  event.type === 'rerouted' ||
  event.type === 'redirected' ||
  ((event.type === 'completed' || event.type === 'corrected') && textsIn(dataOf(event).added).length > 0)

/** The departments nobody of which has said 收到, or was told by phone, once the event has happened. */
export function silentAfter(event: ComplaintEvent, record: Addressed): string[] {
  const { departments, report } = afterwards(event, record)
  const teller = event.type === 'confirmed' ? (event.onBehalfOf ?? event.by)?.id : isCall(event) ? event.data.recipientId : undefined
  const silent = departments.filter((department) => {
    const own = report.recipients.filter((one) => seatsOf(one).some((seat) => seat.department === department))
    return own.length > 0 && !own.some((one) => one.confirmedAt || toldBy(one) === 'PHONE' || one.id === teller)
  })
  // whoever is no recipient and says so has come to a department since: to the one that is left, if there is one alone
  const isNewcomer = event.type === 'confirmed' && !report.recipients.some(({ id }) => id === teller)
  return isNewcomer && silent.length === 1 ? [] : silent
}

/** Whoever was sent a paper or an e-mail has not said that they have it. */
const isCall = (event: ComplaintEvent): event is Extract<ComplaintEvent, { type: 'phoned' }> =>
  event.type === 'phoned' && (event.data.method ?? 'PHONE') === 'PHONE'

function afterwards(event: ComplaintEvent, { report, departments }: Addressed): Addressed {
  switch (event.type) {
    case 'rerouted':
      return { departments: event.data.departments, report: { ...report, recipients: event.data.recipients } }
    case 'redirected':
      return { departments: event.data.toDepartments, report: { ...report, recipients: event.data.recipients } }
    case 'corrected':
      return {
        departments: event.data.departments ?? departments,
        report: { ...report, recipients: event.data.recipients ?? report.recipients },
      }
    case 'completed':
      return { departments: event.record?.departments ?? departments, report: event.record?.report ?? report }
    default:
      return { departments, report }
  }
}
