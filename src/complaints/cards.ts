/** How a complaint is shown. */
import type { Notice, Phrase } from '../delivery/notice.js'
import type { Value, Values } from '../dialogue/session.js'
import type { Person } from '../staff/person.js'
import { phoneFor } from './access.js'
import { sameDayOutcome } from './deadlines.js'
import type { Complaint, ComplaintEvent, Recipient } from './model.js'

const plain = (text: string): Phrase => ({ key: 'plain', values: { text } })
const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })
const option = (step: string, id: Value | undefined): Phrase => ({ key: `complaint.options.${step}`, values: { id } })

/** What MKT_HEAD, QC_HEAD and the departments get at once (R19.1.b), with 收到. */
export function reportCard(complaint: Complaint, to: Recipient): Notice {
  return {
    type: 'card',
    card: reportCardId(complaint._id, to),
    title: { key: 'complaint.report.title', values: { kind: complaint.kind } },
    subtitle: { key: 'complaint.report.subtitle', values: { no: complaint._id, severity: complaint.severity } },
    text: plain(complaint.description),
    rows: mainRows(complaint),
    buttons: [
      { key: `do:acknowledgeReport:${complaint._id}`, label: { key: 'complaint.buttons.acknowledge' }, style: 'primary' },
      { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
    ],
  }
}

/** Ids of cards take digits, letters and `_-@` only. */
export const reportCardId = (no: string, { id }: Pick<Recipient, 'id'>): string =>
  `report-${no}-${Buffer.from(id).toString('hex').slice(0, 60)}`

function mainRows({ customer, product, details, receivedAt, registeredBy }: Complaint) {
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

/** State, clocks and history, for whoever looks it up. */
export function complaintNotices(complaint: Complaint, reader: Person, now: Date): Notice[] {
  const { report, receivedAt, attachments } = complaint
  const phone = phoneFor(reader, complaint)
  const sameDay = report.sameDayOk ?? sameDayOutcome(report.recipients, receivedAt, now)
  const confirmed = report.recipients.filter(({ confirmedAt }) => confirmedAt)
  const card: Notice = {
    type: 'card',
    card: `show-${complaint._id}`,
    title: { key: 'complaint.show.title', values: { no: complaint._id } },
    subtitle: { key: 'complaint.show.subtitle', values: { kind: complaint.kind, state: complaint.state } },
    text: plain(complaint.description),
    rows: mainRows(complaint),
    buttons: attachments.some(({ kind }) => kind === 'image')
      ? [{ key: `do:showPhotos:${complaint._id}`, label: { key: 'complaint.buttons.photos', values: { count: attachments.length } } }]
      : [],
  }
  const clock: Notice = {
    type: 'text',
    text: {
      key: 'complaint.show.clocks',
      values: {
        contact: [complaint.complainant, phone].filter(Boolean).join(' '),
        receivedAt: receivedAt.toISOString(),
        sameDay: sameDay === undefined ? 'open' : sameDay ? 'met' : 'missed',
        confirmed: confirmed.length,
        recipients: report.recipients.length,
        names: report.recipients.map(({ name, confirmedAt }) => `${name}${confirmedAt ? '✓' : ''}`).join('、'),
      },
    },
  }
  return [card, clock, ...complaint.events.map(eventLine)]
}

function eventLine({ type, at, by, data }: ComplaintEvent): Notice {
  return { type: 'text', text: { key: `complaint.events.${type}`, values: { at: at.toISOString(), by: by?.name ?? '', ...data } } }
}

/** One line in a list. */
export function listLine(complaint: Complaint): Phrase {
  const values: Values = {
    no: complaint._id,
    kind: complaint.kind,
    state: complaint.state,
    customer: complaint.customer.name,
    at: complaint.receivedAt.toISOString(),
  }
  return { key: 'complaint.list.line', values }
}
