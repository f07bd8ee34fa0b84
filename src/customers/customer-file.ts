import { allCases } from '../cases/collection.js'
import type { KindParts } from '../cases/parts.js'
import { say } from '../delivery/notice.js'
import { declaredDomain } from '../domain.js'
import type { Action } from '../people/action.js'

/** What dialogues about a case of any kind may do with the file of its customer. */
export const CUSTOMER_FILE = declaredDomain([], {
  actions: ['saveContact'],
  connect: (parts) => ({ actions: { saveContact: saveContactIn(parts) } }),
})

/** Puts somebody whom one has met into the file of the customer (R11.5), after what they were met for has been recorded. */
const saveContactIn =
  ({ connection, customers }: Pick<KindParts, 'connection' | 'customers'>): Action =>
  async ({ answers: { contactName, contactPhone, contactTitle }, facts }) => {
    const { no } = facts
    if (typeof no !== 'string' || typeof contactName !== 'string' || typeof contactPhone !== 'string') return {}
    const met = await allCases(connection).findById(no).lean()
    if (!met?.customer) return {}
    const title = typeof contactTitle === 'string' && { title: contactTitle }
    await customers.addContact(met.customer.id, { name: contactName, phone: contactPhone, ...title })
    return { say: [say('customers.contactSaved', { name: contactName, phone: contactPhone, customer: met.customer.name })] }
  }
