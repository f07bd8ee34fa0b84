import type { Directory } from '../people/directory.js'
import type { Person } from '../people/person.js'
import type { Customers } from './index.js'

/**
 * Who a contact is: somebody of ours, or else of the customer whose contact it is, under the name in the archive; or a stranger.
 * @param caseOn the only case of somebody whose contact is for one that they have begun
 */
export function createIdentify(
  directory: Pick<Directory, 'personOf'>,
  customers: Pick<Customers, 'ofContacts'>,
  caseOn: (contact: string) => Promise<string | undefined> = async () => undefined,
) {
  return async function identify(contact: string): Promise<Person> {
    const known = await directory.personOf(contact)
    const only = known.only ?? (await caseOn(contact))
    const person = only === undefined ? known : { ...known, only }
    const customer = person.roles.length === 0 ? await customers.ofContacts(person.contacts, only) : null
    if (!customer) return person
    const filed = customer.contacts.find(({ chatId }) => chatId !== undefined && person.contacts.includes(chatId))
    return { ...person, name: filed?.name ?? person.name, side: 'customer', customer: customer._id }
  }
}
