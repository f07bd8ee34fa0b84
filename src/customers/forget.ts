import { collectionOf, type Model } from '../database/connect.js'
import { type Customer, type CustomerContact, type Invitation, isWhole, phoneKeyOf, searchKeysOf } from './model.js'

/** As what somebody is known who is erased. */
export interface Forgotten {
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly phones: readonly string[]
  /** As colleagues of ours have filed them. */
  readonly filed: readonly Pick<CustomerContact, 'name' | 'phone' | 'chatId'>[]
  /** Customers that are nobody but them. */
  readonly alone: readonly string[]
}

/** What stands for the name of whoever has been erased. */
const NOBODY = '***'

/**
 * Whoever is erased is no contact of anybody any more, and a customer who is nobody but them has no name. What they have only said of themselves takes nobody
 * out of the archive but out of what they have added to it. It may be done again.
 * @throws Error where others change a customer just then
 */
export async function forget(customers: Model<Customer>, invitations: Model<Invitation>, known: Forgotten, token: string): Promise<void> {
  const { ids, phones, filed } = known
  const keys = [...filed.map(({ phone }) => phone), ...phones].map(phoneKeyOf).filter(Boolean)
  const found = await customers.find({ $or: [{ 'contacts.chatId': { $in: [...ids] } }, { searchKeys: { $in: keys } }] }).lean<Customer[]>()
  for (const customer of found.filter(isWhole)) {
    const { _id, contacts } = customer
    const { matchedCount } = await collectionOf(customers).updateOne({ _id, contacts } as object, { $set: without(customer, known, token) })
    if (matchedCount === 0) throw new Error(`${_id} is changed just now`)
  }
  await invitations.deleteMany({ _id: { $in: [...ids] } })
}

/** What changes of a customer. */
function without(customer: Customer, { ids, names, phones, filed, alone }: Forgotten, token: string): Partial<Customer> {
  const { _id, createdBy } = customer
  const hasAdded = ids.includes(createdBy)
  const isFiled = (one: CustomerContact) => filed.some(({ name, phone }) => name === one.name && phone === one.phone && phone !== '')
  const isSaid = ({ name, phone }: CustomerContact) => hasAdded && names.includes(name) && phones.includes(phone)
  const isTheirs = (one: CustomerContact) => (one.chatId === undefined ? isFiled(one) || isSaid(one) : ids.includes(one.chatId))
  const contacts = customer.contacts.filter((one) => !isTheirs(one))
  const renamed = (alone.includes(_id) || (hasAdded && names.includes(customer.name))) && { name: NOBODY, shortName: NOBODY }
  return { contacts, ...renamed, searchKeys: searchKeysOf({ ...customer, contacts, ...renamed }), ...(hasAdded && { createdBy: token }) }
}
