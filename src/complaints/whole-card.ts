/** The whole complaint on one card, for whoever has to take it on or to check it: what, of which plant, how much, whose, wanted what (R19.1.a). */
import type { Row } from '../cases/declare.js'
import { type Card, plain } from '../cases/look.js'
import type { Phrase } from '../delivery/notice.js'
import { isObject, type Value } from '../dialogue/session.js'
import { evidenceOf, sendable } from './evidence.js'
import { type Complaint, numbersIn } from './model.js'

const label = (name: string): Phrase => ({ key: `complaint.rows.${name}` })

/** @param last what stands below on a platform that shows six rows: until when, or who registered it */
export function wholeRows(complaint: Complaint, last: readonly Row[]): readonly Row[] {
  const { customer, complainant, phone, plant, product, demand } = complaint
  const contact = [complainant, phone].filter(Boolean).join(' ')
  return [
    { label: label('customer'), value: plain(customer.name) },
    { label: label('contact'), value: contact ? plain(contact) : { key: 'complaint.whole.noContact' } },
    { label: label('goods'), value: { key: `complaint.whole.${plant ? 'goods' : 'goodsOnly'}`, values: { plant, product } } },
    { label: label('amount'), value: { key: 'complaint.whole.amount', values: amountsOf(complaint) } },
    { label: label('demand'), value: { key: 'complaint.whole.demand', values: { demand } } },
    ...last,
  ]
}

export const registeredRow = ({ registeredBy, receivedAt }: Complaint): Row => ({
  label: label('registeredBy'),
  value: { key: 'complaint.whole.registered', values: { name: registeredBy.name, at: receivedAt.toISOString() } },
})

/** 看附件, with how many there are; none where there is nothing to look at. */
export function photosButton(complaint: Complaint): Card['buttons'] {
  const count = sendable(evidenceOf(complaint)).length
  return count > 0 ? [{ key: `do:showPhotos:${complaint._id}`, label: { key: 'complaint.buttons.photos', values: { count } } }] : []
}

function amountsOf({ details, kindData }: Complaint) {
  const { deliveryNo, batchNo, affectedQty, deliveredQty, notedBags, countedBags, totalBags, brokenBags } = details
  return {
    deliveryNo: numbersIn(numbersIn(deliveryNo).length > 0 ? deliveryNo : batchNo).join('、'),
    affected: quantityOf(affectedQty),
    delivered: quantityOf(affectedQty) === '' ? quantityOf(deliveredQty) : '',
    counted: typeof countedBags === 'number' ? { noted: notedBags ?? '', counted: countedBags } : '',
    broken: typeof brokenBags === 'number' ? { total: totalBags ?? '', broken: brokenBags } : '',
    bulk: isObject(kindData.bulk) ? kindData.bulk : '',
    bags: isObject(kindData.bagWeights) ? kindData.bagWeights : '',
  }
}

const quantityOf = (value: Value | undefined): Value => (isObject(value) && 'unit' in value ? value : '')
