import type { Directory } from '../people/directory.js'
import type { Person } from '../people/person.js'
import type { Customers } from './index.js'

/** Who a contact is: somebody of ours, or else of the customer whose contact it is, under the name in the archive; or a stranger. */
export function createIdentify(directory: Pick<Directory, 'personOf'>, customers: Pick<Customers, 'ofContacts'>) {
  return async function identify(contact: string): Promise<Person> {
    const person = await directory.personOf(contact)
    const customer = person.roles.length === 0 ? await customers.ofContacts(person.contacts) : null
    if (!customer) return person
    const known = customer.contacts.find(({ chatId }) => chatId !== undefined && person.contacts.includes(chatId))
    return { ...person, name: known?.name ?? person.name, side: 'customer', customer: customer._id }
  }
}
