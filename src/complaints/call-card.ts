/** Whom to ring up, and what was to be said to them. */
import type { Task } from '../cases/case-type.js'
import { plain } from '../cases/look.js'
import type { Notice, Phrase } from '../delivery/notice.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'
import { untoldIn } from './untold.js'

type Card = Extract<Notice, { type: 'card' }>
const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })

/** With the buttons of what the customer is asked for: who answers on the phone answers there. */
export function withScript(complaint: Complaint, [first, ...others]: readonly Task[], notice: Notice): Notice {
  if (first?.event !== 'toldByPhone' || notice.type !== 'card') return notice
  const untold = untoldIn(complaint)
  const people = [...new Set(untold.map(({ data: { contact, phone } }) => [contact.name, phone].filter(Boolean).join(' ')))]
  return {
    ...notice,
    title: { key: 'complaint.call.title' },
    text: plain([...new Set(untold.map(({ data: { words } }) => words))].join('\n\n')),
    rows: [...people.map((one) => ({ label: label('contact'), value: plain(one) })), ...notice.rows],
    buttons: [...notice.buttons.slice(0, 1), ...answers(complaint, others), ...notice.buttons.slice(1)],
  }
}

/** @param shown those that have a button already */
function answers(complaint: Complaint, shown: readonly Task[]): Card['buttons'] {
  return complaintEngine
    .openTasks(complaint)
    .filter(({ id, seats }) => seats.includes('CUSTOMER') && seats.includes('CS') && !shown.some((one) => one.id === id))
    .map(({ id }) => ({ key: `do:begin:${id}.${complaint._id}`, label: { key: `complaint.steps.${id}` } }))
}
