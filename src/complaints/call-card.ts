/** Whom to ring up, and what was to be said to them. */
import type { Task } from '../cases/case-type.js'
import { plain } from '../cases/look.js'
import { type Notice, type Phrase, say } from '../delivery/notice.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'
import { untoldIn } from './untold.js'

type Card = Extract<Notice, { type: 'card' }>
const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })
const isCall = ({ event }: Task): boolean => event === 'toldByPhone'

/** With the buttons of what the customer is asked for: who answers on the phone answers there. Beside another task they are one row more. */
export function withScript(complaint: Complaint, tasks: readonly Task[], notice: Notice): Notice {
  if (notice.type !== 'card' || !tasks.some(isCall)) return notice
  const { people, words } = scriptOf(complaint)
  const [first, ...others] = tasks
  if (!first || !isCall(first))
    return { ...notice, rows: [...notice.rows, { label: label('toSay'), value: plain([...people, words].join(' ')) }] }
  return {
    ...notice,
    title: { key: 'complaint.call.title' },
    text: plain(words),
    rows: [...people.map((one) => ({ label: label('contact'), value: plain(one) })), ...notice.rows],
    buttons: [...notice.buttons.slice(0, 1), ...answers(complaint, others), linkButton(complaint), ...notice.buttons.slice(1)],
  }
}

/** All of it, as a card has no room for long words. */
export function scriptLines(complaint: Complaint, tasks: readonly Task[]): Notice[] {
  if (!tasks.some(isCall)) return []
  const { people, words } = scriptOf(complaint)
  return [say('complaint.call.script', { people, words })]
}

/** Each person and each sentence once. */
function scriptOf(complaint: Complaint) {
  const untold = untoldIn(complaint).map(({ data }) => data)
  return {
    people: [...new Set(untold.map(({ contact, phone }) => [contact.name, phone].filter(Boolean).join(' ')))],
    words: [...new Set(untold.map(({ words }) => words))].join('\n\n'),
  }
}

/** Who is not reached on the phone either can be sent a text message. */
const linkButton = ({ _id }: Complaint): Card['buttons'][number] => ({
  key: `do:giveLink:${_id}`,
  label: { key: 'complaint.call.link' },
})

/** @param shown those that have a button already */
function answers(complaint: Complaint, shown: readonly Task[]): Card['buttons'] {
  return complaintEngine
    .openTasks(complaint)
    .filter(({ id, seats }) => seats.includes('CUSTOMER') && seats.includes('CS') && !shown.some((one) => one.id === id))
    .map(({ id }) => ({ key: `do:begin:${id}.${complaint._id}`, label: { key: `complaint.steps.${id}` } }))
}
