/** How a complaint is shown. */

import { type CaseCards, valuesOf } from '../cases/cards.js'
import type { Task } from '../cases/case-type.js'
import { latest } from '../cases/history.js'
import type { Held } from '../cases/in-hands.js'
import { type Card, createLook, plain } from '../cases/look.js'
import type { Notice, Phrase } from '../delivery/notice.js'
import type { Value, Values } from '../dialogue/session.js'
import { withScript } from './call-card.js'
import { complaintEngine } from './complaint.js'
import { registrationCells } from './completeness.js'
import { customerStateOf } from './customer-state.js'
import type { Recipient } from './events.js'
import { isDisputed, isOfFacts } from './facts.js'
import { lateReturn, sealedSamples } from './history.js'
import { withLeft } from './left-card.js'
import { withMissing } from './missing-card.js'
import { type Complaint, type ComplaintEvent, numbersIn } from './model.js'
import { withoutPhones } from './phones.js'
import { withPlan } from './plan-card.js'
import { standOf } from './standing.js'
import { isAmount } from './weights.js'
import { photosButton, registeredRow, wholeRows } from './whole-card.js'

export const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })
const option = (step: string, id: Value | undefined): Phrase => ({ key: `complaint.options.${step}`, values: { id } })

/** What MKT_HEAD, QC_HEAD and the departments get at once (R19.1.b), with 收到. */
export function reportCard(complaint: Complaint, to: Recipient): Card {
  return {
    type: 'card',
    card: reportCardId(complaint._id, to),
    title: { key: 'complaint.report.title', values: { kind: complaint.kind } },
    subtitle: { key: 'complaint.report.subtitle', values: { no: complaint._id, severity: complaint.severity } },
    text: toldOf(complaint, to.role === 'DEPT' ? withoutPhones(complaint.description) : complaint.description),
    rows: mainRows(complaint),
    buttons: [
      { key: `do:acknowledgeReport:${complaint._id}`, label: { key: 'complaint.buttons.acknowledge' }, style: 'primary' },
      { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
    ],
  }
}

/** Who has said 收到 can still look at it: the card of the report has no buttons any more. */
export const receivedCard = (complaint: Complaint): Card => ({
  type: 'card',
  card: `received-${complaint._id}`,
  title: { key: 'complaint.report.thanks', values: { no: complaint._id } },
  subtitle: { key: 'complaint.cards.info', values: COMPLAINT_LOOK.valuesIn(complaint) },
  rows: [],
  buttons: [COMPLAINT_LOOK.details(complaint)],
})

/** What was told; of what was reported in part first what the rest will be (transition 3): a card cuts a long text. */
export function toldOf(complaint: Complaint, description = complaint.description): Phrase {
  if (!complaint.isIncomplete) return plain(description)
  return { key: 'complaint.incomplete', values: { cells: registrationCells(complaint).map(({ id }) => id), description } }
}

/** What was reported in part, as it is now that the rest is known. */
export const completedCard = (complaint: Complaint, to: Recipient, event: string): Notice => ({
  ...reportCard(complaint, to),
  card: `full-${event}-${to.id}`,
  title: { key: 'complaint.report.completed', values: { kind: complaint.kind } },
})

export const reportCardId = (no: string, { id }: Pick<Recipient, 'id'>): string => `report-${no}-${id}`

export function mainRows(complaint: Complaint) {
  const { customer, product, details, receivedAt, registeredBy } = complaint
  const batches = numbersIn(details.batchNo)
  const numbers = batches.length > 0 ? batches : numbersIn(details.deliveryNo)
  const amount = amountOf(complaint)
  return [
    { label: label('customer'), value: plain(customer.name) },
    ...(product ? [{ label: label('product'), value: option('product', product) }] : []),
    ...(numbers.length > 0 ? [{ label: label(batches.length > 0 ? 'batchNo' : 'deliveryNo'), value: plain(numbers.join('、')) }] : []),
    ...(amount ? [{ label: label('amount'), value: amount }] : []),
    { label: label('receivedAt'), value: { key: 'complaint.time', values: { at: receivedAt.toISOString() } } },
    { label: label('registeredBy'), value: plain(registeredBy.name) },
  ]
}

/** What it is about: the bags that were counted with what they make in tonnes, else the amount. */
function amountOf({ details, kindData }: Complaint): Phrase | undefined {
  const { notedBags, countedBags, totalBags, brokenBags, affectedQty, deliveredQty } = details
  const { affectedTonnes } = kindData
  const tonnes = typeof affectedTonnes === 'number' ? { value: affectedTonnes, unit: 't' } : undefined
  if (typeof notedBags === 'number' && typeof countedBags === 'number')
    return { key: 'complaint.countedBags', values: { noted: notedBags, counted: countedBags, tonnes } }
  if (typeof totalBags === 'number' && typeof brokenBags === 'number')
    return { key: 'complaint.brokenBags', values: { total: totalBags, broken: brokenBags, tonnes } }
  const amount = isAmount(affectedQty) ? affectedQty : (tonnes ?? deliveredQty)
  return isAmount(amount) ? { key: 'complaint.amount', values: { amount } } : undefined
}

export const COMPLAINT_LOOK = createLook<Complaint, ComplaintEvent>({
  type: complaintEngine.kind,
  showAction: 'showComplaint',
  standOf,
  values: ({ kind }) => ({ kind }),
  rows: (complaint) => [
    { label: label('customer'), value: plain(complaint.customer.name) },
    ...(complaint.state === 'EXECUTING' && complaint.assignee ? [{ label: label('assignee'), value: plain(complaint.assignee.name) }] : []),
    ...sealedRow(complaint),
  ],
  // where a plan came back too late, whose time that was: the clock goes on (R19.3.c)
  late(complaint, clock) {
    const late = lateReturn(complaint, clock)
    if (!late) return []
    return [
      { label: label('late'), value: { key: `complaint.lateReturn.${late.whose}` } },
      { label: label('proposedAt'), value: { key: 'complaint.time', values: { at: late.proposedAt } } },
    ]
  },
  // who needs a number finds it in the details
  shownOf: (event) => ({ ...withoutPhones(valuesOf(event)), ...correctedNumber(event) }),
})

/** What the customer objects to a third party may decide, by a sample that both sides have sealed (domain.md 2.2, row 11). */
function sealedRow(complaint: Complaint) {
  const samples = isDisputed(complaint) ? sealedSamples(complaint) : []
  return samples.length > 0 ? [{ label: label('sealed'), value: { key: 'complaint.arbitration', values: { samples } } }] : []
}

/** What a customer is asked for; nothing of what goes on inside the company. */
const customerCard = (complaint: Complaint, steps: readonly Task[], card: string, isRepeated = false): Notice => ({
  type: 'card',
  card,
  title: { key: `complaint.customerAsked${isRepeated ? 'Twice' : isAskedAgain(complaint, steps) ? 'Again' : ''}` },
  subtitle: { key: 'complaint.cards.subtitle', values: { no: complaint._id, kind: complaint.kind } },
  text: askedOfCustomer(complaint, steps),
  rows: [{ label: label('state'), value: { key: 'complaint.customerState', values: { state: customerStateOf(complaint) } } }],
  buttons: steps.map((step, index) => COMPLAINT_LOOK.stepButton(complaint, step, index === 0)),
})

/** What they are to answer to: the conclusion, or the plan; else what they told. */
function askedOfCustomer(complaint: Complaint, steps: readonly Task[]): Phrase {
  const [step] = steps
  const { facts } = latest(complaint, 'factsWritten')?.data ?? {}
  if (step?.event === 'customerConfirmed' && facts) return { key: 'complaint.customerFacts', values: { facts } }
  const { plan } = latest(complaint, 'planProposed')?.data ?? {}
  if (step?.event === 'planAccepted' && plan) return { key: 'complaint.customerPlan', values: { plan } }
  return plain(complaint.description)
}

/** The facts read otherwise than when the customer was asked first. */
const isAskedAgain = ({ events }: Complaint, steps: readonly Task[]): boolean =>
  steps.some(({ event }) => event === 'customerConfirmed') && events.findLast(isOfFacts)?.type === 'partCorrected'

/**
 * Whoever has to take it on sees the whole complaint at once (R19.2.a).
 * @param isSaid what the card says must stay: who pushed, or why it was re-routed
 */
function withWhole(complaint: Complaint, [first]: readonly Task[], notice: Notice, isSaid = false): Notice {
  if (first?.event !== 'accepted' || notice.type !== 'card') return notice
  const due = notice.rows.filter((row) => row.label.key === label('dueAt').key)
  return {
    ...notice,
    ...(!isSaid && complaint.description && { text: plain(complaint.description) }),
    rows: wholeRows(complaint, [...due, registeredRow(complaint)]),
    buttons: [...notice.buttons.slice(0, -1), ...photosButton(complaint), ...notice.buttons.slice(-1)],
  }
}

/** Who said it can be called back. */
function withContact({ complainant, phone }: Complaint, event: ComplaintEvent, notice: Notice): Notice {
  const contact = [complainant, phone].filter(Boolean).join(' ')
  if (event.type !== 'supplemented' || notice.type !== 'card' || !contact) return notice
  return { ...notice, rows: [...notice.rows, { label: label('contact'), value: plain(contact) }] }
}

/** What a card has in its title and below it is said there once. */
function saidOnce(complaint: Complaint, held: Held, notice: Notice): Notice {
  if (notice.type !== 'card' || notice.title.key !== 'complaint.cards.info') return notice
  const said = [label('customer').key, label('state').key]
  return {
    ...notice,
    subtitle: { key: 'complaint.show.subtitle', values: COMPLAINT_LOOK.valuesIn(complaint, held) },
    rows: notice.rows.filter((row) => !said.includes(row.label.key)),
  }
}

/** What whoever has the first of these to do needs for it. */
const withTask = (complaint: Complaint, tasks: readonly Task[], notice: Notice, event?: ComplaintEvent): Notice =>
  withScript(complaint, tasks, withMissing(complaint, tasks, withPlan(complaint, tasks, notice, event)))

const { happened, todo, reminder } = COMPLAINT_LOOK.cards
export const COMPLAINT_CARDS: CaseCards<Complaint, ComplaintEvent> = {
  ...COMPLAINT_LOOK.cards,
  happened: (complaint, event, tasks, card, held) =>
    withTask(
      complaint,
      tasks,
      withWhole(
        complaint,
        tasks,
        withContact(complaint, event, saidOnce(complaint, held, happened(complaint, event, tasks, card, held))),
        event.type !== 'reported',
      ),
      event,
    ),
  todo: (complaint, tasks, now, held) => withTask(complaint, tasks, withWhole(complaint, tasks, todo(complaint, tasks, now, held))),
  reminder: (complaint, clock, about) =>
    withScript(complaint, about.isDoer ? about.tasks : [], withLeft(complaint, clock, about, reminder(complaint, clock, about))),
  forCustomer: customerCard,
}

/** A number of a paper is none of a phone, though it may look like one. */
function correctedNumber(event: ComplaintEvent): Values {
  if (event.type !== 'corrected' || !['DELIVERY_NO', 'BATCH_NO'].includes(event.data.field)) return {}
  const { before, after } = event.data
  return { before, after }
}
