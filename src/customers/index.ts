import { createHash } from 'node:crypto'
import type { Connection } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import { keyOf } from '../dialogue/normalise.js'
import type { Lookup } from '../staff/action.js'
import { type Customer, customerModel, isWhole, searchKeyOf, searchKeysOf } from './model.js'

export type { Customer } from './model.js'

const MATCHES_OFFERED = 8

export type Customers = ReturnType<typeof createCustomers>

export function createCustomers(connection: Connection, now: () => Date) {
  const model = customerModel(connection)

  /** Customers whose name, abbreviation, pinyin or phone holds the text; exact names first. */
  async function search(text: string, limit = MATCHES_OFFERED): Promise<Customer[]> {
    const key = searchKeyOf(text)
    if (key === '') return []
    const upper = `${key}\uffff`
    const found = await model
      .find({ searchKeys: { $elemMatch: { $gte: key, $lt: upper } } })
      .limit(limit * 3)
      .lean<Customer[]>()
      .then((customers) => customers.filter(isWhole))
    const rank = ({ name, shortName }: Customer) =>
      keyOf(name) === key || keyOf(shortName ?? '') === key ? 0 : keyOf(name).startsWith(key) ? 1 : 2
    const collator = new Intl.Collator('zh')
    return found.sort((left, right) => rank(left) - rank(right) || collator.compare(left.name, right.name)).slice(0, limit)
  }

  /** For the dialogue: the matches, or the name itself as a new customer. An exact name needs no choice. */
  const lookup: Lookup = async (text) => {
    const found = await search(text)
    const [first] = found
    const isExact = first !== undefined && [first.name, first.shortName ?? ''].some((name) => keyOf(name) === keyOf(text))
    const candidates = (isExact ? [first] : found).map((customer) => ({
      id: customer._id,
      label: customer.shortName ?? customer.name,
      ...(customer.region && { detail: customer.region }),
      value: {
        id: customer._id,
        name: customer.name,
        plant: customer.plant,
        contactName: customer.contacts[0]?.name,
        contactPhone: customer.contacts[0]?.phone,
        isIncomplete: customer.isIncomplete,
      },
    }))
    const isOnly = candidates.length === 1
    return isOnly ? candidates : [...candidates, { id: 'new', label: text.trim(), value: { name: text.trim(), isNew: true } }]
  }

  return {
    search,
    lookup,
    /** Contacts of a customer who can be written to. */
    async chatContacts(id: string): Promise<{ id: string; name: string }[]> {
      const customer = await model.findById(id).lean<Customer>()
      return (customer?.contacts ?? []).flatMap(({ chatId, name }) => (chatId ? [{ id: chatId, name }] : []))
    },
    /** The customer that a chat contact belongs to. */
    async ofContact(chatId: string): Promise<Customer | null> {
      return model.findOne({ 'contacts.chatId': chatId }).lean<Customer>()
    },
    byId: (id: string): Promise<Customer | null> => model.findById(id).lean<Customer>(),
    /** Adds a customer with what is known (资料不全, R8.1.a); the same key adds it once. */
    async add(
      key: string,
      fields: Pick<Customer, 'name' | 'contacts' | 'createdBy'> &
        Partial<Pick<Customer, 'shortName' | 'region' | 'plant' | 'salesperson' | 'address' | 'isIncomplete'>>,
    ): Promise<string> {
      const _id = `c${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
      const customer: Customer = {
        ...fields,
        _id,
        isIncomplete: fields.isIncomplete ?? true,
        searchKeys: searchKeysOf(fields),
        createdAt: now(),
      }
      try {
        await model.create(customer)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
      return _id
    },
  }
}
