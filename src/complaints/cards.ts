/** How a complaint is shown. */

import { type ReminderOf, valuesOf } from '../cases/cards.js'
import type { Clock } from '../cases/case.js'
import type { Task } from '../cases/case-type.js'
import { isOverdue } from '../cases/deadlines.js'
import { clockOf } from '../cases/tasks.js'
import { type Notice, type Phrase, say } from '../delivery/notice.js'
import type { Value, Values } from '../dialogue/session.js'
import type { Recipient } from './events.js'
import { lateReturn } from './history.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { withoutPhones } from './phones.js'

export const plain = (text: string): Phrase => ({ key: 'plain', values: { text } })
export const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })
const option = (step: string, id: Value | undefined): Phrase => ({ key: `complaint.options.${step}`, values: { id } })

type Card = Extract<Notice, { type: 'card' }>

/** What MKT_HEAD, QC_HEAD and the departments get at once (R19.1.b), with 收到. */
export function reportCard(complaint: Complaint, to: Recipient): Card {
  return {
    type: 'card',
    card: reportCardId(complaint._id, to),
    title: { key: 'complaint.report.title', values: { kind: complaint.kind } },
    subtitle: { key: 'complaint.report.subtitle', values: { no: complaint._id, severity: complaint.severity } },
    text: plain(to.role === 'DEPT' ? withoutPhones(complaint.description) : complaint.description),
    rows: [
      ...mainRows(complaint),
      ...(complaint.isIncomplete ? [{ label: label('incomplete'), value: { key: 'complaint.incomplete' } }] : []),
    ],
    buttons: [
      { key: `do:acknowledgeReport:${complaint._id}`, label: { key: 'complaint.buttons.acknowledge' }, style: 'primary' },
      { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
    ],
  }
}

/** What was reported in part, as it is now that the rest is known. */
export const completedCard = (complaint: Complaint, to: Recipient, event: string): Notice => ({
  ...reportCard(complaint, to),
  card: `full-${event}-${to.id}`,
  title: { key: 'complaint.report.completed', values: { kind: complaint.kind } },
})

export const reportCardId = (no: string, { id }: Pick<Recipient, 'id'>): string => `report-${no}-${id}`

export function mainRows({ customer, product, details, receivedAt, registeredBy }: Complaint) {
  const number = details.batchNo ?? details.deliveryNo
  const amount = details.affectedQty ?? details.deliveredQty
  return [
    { label: label('customer'), value: plain(customer.name) },
    ...(product ? [{ label: label('product'), value: option('product', product) }] : []),
    ...(typeof number === 'string' ? [{ label: label(details.batchNo === number ? 'batchNo' : 'deliveryNo'), value: plain(number) }] : []),
    ...(isQuantity(amount) ? [{ label: label('amount'), value: { key: 'complaint.amount', values: { amount } } }] : []),
    { label: label('receivedAt'), value: { key: 'complaint.time', values: { at: receivedAt.toISOString() } } },
    { label: label('registeredBy'), value: plain(registeredBy.name) },
  ]
}

const isQuantity = (value: Value | undefined) => typeof value === 'object' && value !== null && 'unit' in value

/** One event of the story: when, who, in what role, and what. */
export function eventLine(event: ComplaintEvent): Notice {
  const { type, at, by, role, channel } = event
  return say(by && role ? 'complaint.storyBy' : by ? 'complaint.storyByName' : 'complaint.story', {
    at: at.toISOString(),
    by: by?.name ?? '',
    role: role ?? '',
    channel: channel ?? '',
    did: { did: type, ...valuesOf(event) },
  })
}

export const dueValues = (clock: Clock, now: Date): Values => ({
  clock: clock.id,
  dueAt: clock.dueAt.toISOString(),
  state: isOverdue(clock, now) ? 'overdue' : clock.dueAt < now ? 'due' : 'running',
  days: Math.max(1, Math.ceil((now.getTime() - clock.legalEndAt.getTime()) / 86_400_000)),
  provisional: clock.isProvisional ? 'yes' : 'no',
})

/** Until when, and where a plan came back too late, whose time that was: the clock goes on (R19.3.c). */
export function dueRows(complaint: Complaint, clock: Clock, now: Date) {
  const late = lateReturn(complaint, clock)
  return [
    { label: label('dueAt'), value: { key: 'complaint.dueAt', values: dueValues(clock, now) } },
    ...(late
      ? [
          { label: label('late'), value: { key: `complaint.lateReturn.${late.whose}` } },
          { label: label('proposedAt'), value: { key: 'complaint.time', values: { at: late.proposedAt } } },
        ]
      : []),
  ]
}

type Button = Card['buttons'][number]

/** Which measures the tasks of a card are about; numbered where there are several. */
export function measureRows({ measures }: Complaint, tasks: readonly Task[]) {
  const asked = measures.filter(({ id }) => tasks.some(({ about }) => about === id))
  return asked.map(({ id, text }) => ({ label: label('measure'), value: plain(measures.length > 1 ? `${id.slice(1)}. ${text}` : text) }))
}

/** Reference of a button: what is done, to which record, and about which part of it. */
export const stepButton = ({ _id, measures }: Complaint, { id, event, by, about }: Task, isPrimary = true): Button => ({
  key: `do:${by === 'button' ? 'act' : 'begin'}:${by === 'button' ? event : id}.${_id}${about ? `.${about}` : ''}`,
  label:
    measures.length > 1 && measures.some((measure) => measure.id === about)
      ? { key: 'complaint.stepOf', values: { step: id, nth: about?.slice(1) } }
      : { key: `complaint.steps.${id}` },
  ...(isPrimary && { style: 'primary' as const }),
})

/** What happened, and what it asks of the person who reads it. */
export function happenedCard(complaint: Complaint, event: ComplaintEvent, steps: readonly Task[], card: string): Notice {
  const [first] = steps
  const clock = first && clockOf(complaint, first)
  return {
    type: 'card',
    card,
    title: first
      ? { key: 'complaint.cards.todo', values: { step: first.id } }
      : { key: 'complaint.cards.info', values: { state: complaint.state, kind: complaint.kind } },
    subtitle: { key: 'complaint.cards.subtitle', values: { no: complaint._id, kind: complaint.kind } },
    text: {
      key: event.by ? 'complaint.didBy' : 'complaint.didAlone',
      // who needs a number finds it in the details
      values: { by: event.by?.name ?? '', did: { did: event.type, ...withoutPhones(valuesOf(event)) } },
    },
    rows: [
      { label: label('customer'), value: plain(complaint.customer.name) },
      { label: label('state'), value: { key: 'complaint.stateNow', values: { state: complaint.state, round: complaint.round } } },
      ...measureRows(complaint, steps),
      ...(clock ? dueRows(complaint, clock, event.at) : []),
    ],
    buttons: [
      ...steps.slice(0, 4).map((step, index) => stepButton(complaint, step, index === 0)),
      { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
    ],
  }
}

/** What a customer is asked for; nothing of what goes on inside the company. */
export const customerCard = (complaint: Complaint, steps: readonly Task[], card: string): Notice => ({
  type: 'card',
  card,
  title: { key: 'complaint.customerAsked' },
  subtitle: { key: 'complaint.cards.subtitle', values: { no: complaint._id, kind: complaint.kind } },
  text: plain(complaint.description),
  rows: [{ label: label('state'), value: { key: 'complaint.customerState', values: { state: complaint.state } } }],
  buttons: steps.map((step, index) => stepButton(complaint, step, index === 0)),
})

/** An earlier card of the same seat: somebody else was faster. */
export const doneCard = (card: string, { by, type }: ComplaintEvent): Notice => ({
  type: 'cardDone',
  card,
  text: { key: 'complaint.doneBy', values: { name: by?.name ?? '', event: type } },
})

/** A time that is near, or past; for whoever can act the button that does it, for the others the one that pushes. */
export function reminderCard(
  complaint: Complaint,
  clock: Clock,
  { id, reminder, person, tasks: steps, isDoer, mayPush, now }: ReminderOf,
): Notice {
  const values = { ...dueValues(clock, now), no: complaint._id, kind: complaint.kind, reminder, about: clock.about }
  const push =
    steps[0] && !isDoer && mayPush
      ? [{ key: `do:push:${complaint._id}.${steps[0].id}`, label: { key: 'complaint.buttons.push' }, style: 'primary' as const }]
      : []
  return {
    type: 'card',
    card: `r-${id}-${person.id}`,
    title: { key: `complaint.remind.${reminder}`, values },
    subtitle: { key: 'complaint.cards.subtitle', values },
    text: { key: `complaint.remind.text`, values },
    rows: [
      { label: label('customer'), value: plain(complaint.customer.name) },
      { label: label('state'), value: { key: 'complaint.stateNow', values: { state: complaint.state, round: complaint.round } } },
      ...dueRows(complaint, clock, now),
    ],
    buttons: [
      ...(isDoer ? steps.slice(0, 2).map((step, index) => stepButton(complaint, step, index === 0)) : push),
      { key: `do:explainDue:${complaint._id}`, label: { key: 'complaint.buttons.why' } },
      { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
    ],
  }
}
