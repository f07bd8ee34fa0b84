/** Customers who come to us (R11). */
import { allCases } from '../cases/collection.js'
import type { KindParts } from '../cases/parts.js'
import { say } from '../delivery/notice.js'
import { declaredDomain } from '../domain.js'
import type { Action } from '../people/action.js'
import { reception } from './reception.js'
import { secrecy } from './secrecy.js'

export const RECEPTIONS = declaredDomain([reception, secrecy], {
  actions: ['saveContact'],
  connect: (parts) => ({ actions: { saveContact: saveContactIn(parts) } }),
})

/** Puts somebody whom one has met into the file of the customer (R11.5), after the visit has been recorded. */
const saveContactIn =
  ({ connection, customers }: Pick<KindParts, 'connection' | 'customers'>): Action =>
  async ({ answers: { contactName, contactPhone, contactTitle }, facts }) => {
    const visit = await allCases(connection).findById(String(facts.no)).lean()
    if (!visit?.customer || typeof contactName !== 'string' || typeof contactPhone !== 'string') return {}
    const title = typeof contactTitle === 'string' && { title: contactTitle }
    await customers.addContact(visit.customer.id, { name: contactName, phone: contactPhone, ...title })
    return { say: [say('reception.contactSaved', { name: contactName, phone: contactPhone, customer: visit.customer.name })] }
  }
