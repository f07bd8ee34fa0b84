/** Complaints as each person may find them, for a question that asks for one: by number, or by a name of the customer. */
import type { Lookup } from '../people/action.js'
import type { Person } from '../people/person.js'
import { type Access, type ComplaintFilter, numberIn } from './access.js'
import type { complaintModels } from './collections.js'
import type { CustomerFinder } from './find-customers.js'
import type { Complaint } from './model.js'
import { wholeOf } from './whole.js'

export interface ComplaintFinderDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor' | 'recordRefusal'>
  readonly finder: Pick<CustomerFinder, 'findNamed'>
}

const MATCHES_OFFERED = 8

/** Newest first. Of a customer only what is open, and not the complaint that the dialogue is about: that one is no answer. */
export function createComplaintFinder({ models: { complaints }, access, finder }: ComplaintFinderDeps): Lookup {
  async function wantedBy(by: Person, text: string, no: unknown): Promise<ComplaintFilter> {
    const number = numberIn(text)
    if (number) return { _id: number }
    const customers = await finder.findNamed(by, text)
    const others = typeof no === 'string' ? { _id: { $ne: no } } : {}
    return { ...others, isOpen: true, 'customer.id': { $in: customers.map(({ _id }) => _id) } }
  }

  return async function findComplaints(text, by, { facts, channel }) {
    const [wanted, { filter }] = await Promise.all([wantedBy(by, text, facts.no), access.viewFor(by)])
    const found = await complaints
      .find({ $and: [wanted, filter] })
      .sort(numberIn(text) ? {} : { registeredAt: -1 }) // one alone needs no order
      .limit(MATCHES_OFFERED)
      .lean<Complaint[]>()
      .then(wholeOf)
    // that there are others is written down, and not said
    if (found.length === 0 && (await complaints.exists(wanted))) await access.recordRefusal(text.trim(), by, 'findComplaints', channel)
    return found.map(({ _id, customer }) => ({ id: _id, label: `${_id} ${customer.name}`, value: { id: _id, name: _id } }))
  }
}
