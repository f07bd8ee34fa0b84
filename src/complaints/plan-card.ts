/** A plan on the cards of whoever signs it, sends it out or carries it out, and in full (F2.F04 to F2.F09). */
import type { Task } from '../cases/case-type.js'
import type { Row } from '../cases/declare.js'
import { latest } from '../cases/history.js'
import { plain } from '../cases/look.js'
import { type Notice, type Phrase, say } from '../delivery/notice.js'
import { signaturesOf } from './approval.js'
import type { EventType } from './events.js'
import type { Complaint, ComplaintEvent } from './model.js'

type Plan = NonNullable<Extract<ComplaintEvent, { readonly type: 'planProposed' }>['data']>
type Card = Extract<Notice, { type: 'card' }>

const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })
const SIGNING: readonly EventType[] = ['planApproved', 'planRejected']

/** @param event what the card tells of; absent in a list */
export function withPlan(complaint: Complaint, [first]: readonly Task[], notice: Notice, event?: ComplaintEvent): Notice {
  const plan = latest(complaint, 'planProposed')?.data
  if (!plan || notice.type !== 'card') return notice
  const { event: next } = first ?? {}
  if (SIGNING.some((act) => act === next)) return forSigner(complaint, plan, notice, event)
  if (next === 'planSent')
    return withWholeText(complaint, { ...notice, text: { key: 'complaint.plan.preview', values: { plan: plan.plan } } })
  if (event?.type !== 'planAccepted') return notice
  // whoever is to carry it out reads what and until when, whether or not they may report it done
  const due = { label: label('planDue'), value: { key: 'complaint.day', values: { at: plan.planDue } } }
  return { ...notice, text: plain(plan.plan), rows: first ? notice.rows : [...notice.rows, due] }
}

function forSigner(complaint: Complaint, { plan, planAmount }: Plan, card: Card, event: ComplaintEvent | undefined): Card {
  const signed = signaturesOf(complaint).map(({ by }) => by?.name ?? '')
  const [customer, ...others] = card.rows
  const rows: Row[] = [
    ...(customer ? [customer] : []),
    ...(planAmount === undefined ? [] : [{ label: label('planAmount'), value: { key: 'complaint.yuan', values: { amount: planAmount } } }]),
    ...(signed.length > 0 ? [{ label: label('signed'), value: plain(signed.join('、')) }] : []),
    ...(event?.type === 'partCorrected'
      ? [
          {
            label: label('corrected'),
            value: { key: 'complaint.correctedBy', values: { name: event.by?.name, change: event.data.change } },
          },
        ]
      : []),
    ...others,
  ]
  return withWholeText(complaint, { ...card, text: plain(plan), rows })
}

/** 全文, before the details: a card cuts a long text. */
const withWholeText = ({ _id }: Complaint, card: Card): Card => ({
  ...card,
  buttons: [
    ...card.buttons.slice(0, -1),
    { key: `do:showPlan:${_id}`, label: { key: 'complaint.buttons.plan' } },
    ...card.buttons.slice(-1),
  ],
})

/** What the customer reads, in full, and what only colleagues do. */
export function planNotices(complaint: Complaint): Notice[] {
  const plan = latest(complaint, 'planProposed')
  if (!plan) return [say('complaint.plan.none', { no: complaint._id })]
  const values = { ...plan.data, no: complaint._id, by: plan.by?.name ?? '' }
  return [say('complaint.plan.forCustomer', values), say('complaint.plan.inside', values)]
}
