/** Whom a stranger who has complained may be, and what comes of it once customer service has said who it is. */
import type { Model } from 'mongoose'
import type { Customers } from '../customers/index.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Candidate } from '../dialogue/session.js'
import type { Action } from '../people/action.js'
import type { CustomerFinder } from './find-customers.js'
import type { Complaint, ComplaintEvent } from './model.js'
import type { Records } from './records.js'

export type Identified = Extract<ComplaintEvent, { readonly type: 'identified' }>

export interface IdentifyDeps {
  readonly records: Pick<Records, 'read'>
  readonly customers: Pick<Customers, 'named' | 'ofPhone' | 'inviting' | 'ofContacts'>
  readonly finder: Pick<CustomerFinder, 'candidates'>
}

/** Whose contact they are already, by whose code they came in, those with the phone number that was given, those of that name, last the company as it was written. */
export function createFindIdentity({ records, customers, finder }: IdentifyDeps): Action {
  return async ({ facts, by }) => {
    const complaint = await records.read(String(facts.no))
    if (!complaint) return { facts: { mayBe: [] } }
    const { customer, phone, complainant = '', registeredBy } = complaint
    const [own, invited, byPhone, byName] = await Promise.all([
      customers.ofContacts([registeredBy.id]),
      customers.inviting(registeredBy.id),
      phone ? customers.ofPhone(phone) : [],
      customers.named(customer.name),
    ])
    const known = [...new Set([...(own ? [own] : []), ...(invited ? [invited] : []), ...byPhone, ...byName].map(({ _id }) => _id))].filter(
      (id) => id !== customer.id,
    )
    const asWritten: Candidate = { id: customer.id, label: customer.name, value: { ...customer } }
    const said = { company: customer.name, name: complainant, phone: phone ?? '' }
    return { facts: { ...said, mayBe: [...(await finder.candidates(known, by)), asWritten] } }
  }
}

export interface IntroduceDeps {
  readonly complaints: Model<Complaint>
  readonly customers: Pick<Customers, 'linkContact' | 'removeStub'>
  readonly notifier: Notifier
  readonly seesOneCase?: ((contact: string) => boolean) | undefined
}

/** They are written to as the contact that they are, and told so; what was added under the name that they gave is nobody's any more. May run twice. */
export function createIntroduce({ complaints, customers, notifier, seesOneCase }: IntroduceDeps) {
  return async function introduce({ _id: no, events }: Complaint, { id, data }: Identified): Promise<void> {
    // who has been found out to be somebody else since is that one, in whatever order this is announced
    if (events.findLast(({ type }) => type === 'identified')?.id !== id) return
    const { customer, contact, name = '', phone = '', was } = data
    const isOfOne = seesOneCase?.(contact) ?? false
    await customers.linkContact(customer.id, { name, phone, chatId: contact, ...(isOfOne && { linked: [no] }) })
    if (was !== undefined && was !== customer.id && !(await complaints.exists({ 'customer.id': was })))
      await customers.removeStub(was, contact)
    const notice = say(`complaint.heard.${isOfOne ? 'identifiedForOne' : 'identified'}`, { no, customer: customer.name })
    await notifier.notify([{ id: `${no}.identified.${contact}`, to: contact, notice }])
  }
}
