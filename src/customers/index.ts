import { createHash } from 'node:crypto'
import type { Connection } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Person } from '../people/person.js'
import { keyOf } from '../reading/normalise.js'
import { type Forgotten, forget } from './forget.js'
import { plantIn } from './invitations.js'
import {
  type Customer,
  type CustomerContact,
  customerModel,
  invitationModel,
  isWhole,
  phoneKeyOf,
  searchKeyOf,
  searchKeysOf,
} from './model.js'

export type { Customer } from './model.js'

const MATCHES_OFFERED = 8

type Reached = CustomerContact & Required<Pick<CustomerContact, 'chatId'>>

export type Customers = ReturnType<typeof createCustomers>

/** Letters of a name that stand for the whole. */
const LEAST_NAMED = 2
/** So many have nothing in common but a town. */
const MOST_SPOKEN_OF = 100
const MOST_BEGINNINGS = 8
/** What a sentence may begin with before the name. */
const OPENING = /^(?:投诉|客户|我们|这里是|刚才|刚刚|今天|昨天|前天)+/u
/** Words of the trade that stand in many names and at the beginning of many sentences. */
const COMMON = /^(?:水泥|商混|混凝土|建材|建筑|工程|工地|公司|搅拌|散装|袋装|质量|强度|项目|施工|预制)/u

/** What goes on so is a place: 前进路工地 is none of 前进建材. */
const PLACE = /^(?:路|街|巷|村|镇|乡|县|区|市|道|大道|桥)/u

/** What each part of a sentence begins with, in the form of the keys. */
function beginningsOf(text: string): string[] {
  return text
    .split(/[\s,，。;；!！?？:：、\n]+/)
    .map((clause) => keyOf(clause).replace(OPENING, ''))
    .filter((clause) => /^\p{Script=Han}{2}/u.test(clause) && !COMMON.test(clause))
    .slice(0, MOST_BEGINNINGS)
}

/** How many letters of a sentence are a part of what the customer is called. */
function lengthNamed({ name, shortName = '' }: Customer, clause: string): number {
  const names = [keyOf(name), keyOf(shortName)]
  let length = 0
  while (length < clause.length && names.some((one) => one.includes(clause.slice(0, length + 1)))) length++
  return PLACE.test(clause.slice(length)) ? 0 : length
}

export function createCustomers(connection: Connection, now: () => Date) {
  const model = customerModel(connection)
  const invitations = invitationModel(connection)

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

  /**
   * The only customer whose name a message begins with, or a part of it: 宏基昨天拉的…. Undefined where it may be several, or nobody on file. A part that
   * many have in common, such as a town, names nobody.
   */
  async function spokenOf(text: string): Promise<Customer | undefined> {
    const clauses = beginningsOf(text)
    if (clauses.length === 0) return undefined
    const ranges = clauses.map((clause) => {
      const key = clause.slice(0, LEAST_NAMED)
      return { searchKeys: { $elemMatch: { $gte: key, $lt: `${key}\uffff` } } }
    })
    const found = await model.find({ $or: ranges }).limit(MOST_SPOKEN_OF).lean<Customer[]>()
    if (found.length === MOST_SPOKEN_OF) return undefined
    const named = found
      .filter(isWhole)
      .map((customer) => ({ customer, length: Math.max(...clauses.map((clause) => lengthNamed(customer, clause))) }))
    const longest = Math.max(0, ...named.map(({ length }) => length))
    const [only, ...others] = named.filter(({ length }) => length === longest)
    return longest >= LEAST_NAMED && others.length === 0 ? only?.customer : undefined
  }

  /** The customers of exactly this name or abbreviation. */
  async function named(text: string): Promise<Customer[]> {
    const key = keyOf(text)
    const found = await model.find({ searchKeys: key }).limit(MATCHES_OFFERED).lean<Customer[]>()
    return found.filter(({ name, shortName }) => keyOf(name) === key || keyOf(shortName ?? '') === key)
  }

  /** The customers with a contact of this number. */
  async function ofPhone(phone: string): Promise<Customer[]> {
    const key = phoneKeyOf(phone)
    const found = await model.find({ searchKeys: key }).limit(MATCHES_OFFERED).lean<Customer[]>()
    return found.filter((customer) => isWhole(customer) && customer.contacts.some((one) => phoneKeyOf(one.phone) === key))
  }

  /** One write that looks and adds: two at once, or the same one again, add one. */
  async function addContact(id: string, contact: CustomerContact): Promise<void> {
    const { phone } = contact
    await model.updateOne(
      { _id: id, 'contacts.phone': { $ne: phone } },
      { $push: { contacts: contact }, $addToSet: { searchKeys: phoneKeyOf(phone) } },
    )
  }

  /** They can be written to there: as the contact with that number, or as one more. Said again it changes nothing. */
  async function reach(id: string, contact: Reached): Promise<void> {
    const { phone, chatId, linked } = contact
    const isThere = { 'contacts.chatId': chatId }
    const notThere = { 'contacts.chatId': { $ne: chatId } }
    if (linked)
      await model.updateOne(
        { _id: id, contacts: { $elemMatch: { chatId, linked: { $exists: true } } } },
        { $addToSet: { 'contacts.$.linked': { $each: linked } } },
      )
    if (await model.exists({ _id: id, ...isThere })) return
    if (phone !== '') {
      const { matchedCount } = await model.updateOne(
        { _id: id, contacts: { $elemMatch: { phone, chatId: { $exists: false } } }, ...notThere },
        { $set: { 'contacts.$.chatId': chatId, ...(linked && { 'contacts.$.linked': linked }) } },
      )
      if (matchedCount > 0) return
    }
    const keys = phone === '' ? {} : { $addToSet: { searchKeys: phoneKeyOf(phone) } }
    await model.updateOne({ _id: id, ...notThere }, { $push: { contacts: contact }, ...keys })
  }

  /** Nobody is reached by a link to this case any more. */
  async function unlink(no: string, id: string): Promise<void> {
    await model.updateOne(
      { _id: id, 'contacts.linked': no },
      { $pull: { 'contacts.$[one].linked': no } },
      { arrayFilters: [{ 'one.linked': no }] },
    )
  }

  return {
    search,
    named,
    ofPhone,
    spokenOf,
    /** The customers whose salesperson this is, by the person or one of their contacts. */
    async idsOfSalesperson({ id, contacts }: Pick<Person, 'id' | 'contacts'>): Promise<string[]> {
      const own = await model.find({ salesperson: { $in: [id, ...contacts] } }, { _id: 1 }).lean<Pick<Customer, '_id'>[]>()
      return own.map(({ _id }) => _id)
    },
    /** Contacts of a customer who can be written to about a case. */
    async chatContacts(id: string, no: string): Promise<{ id: string; name: string }[]> {
      const customer = await model.findById(id).lean<Customer>()
      const isTold = ({ linked }: CustomerContact) => linked?.includes(no) ?? true
      return (customer?.contacts ?? []).filter(isTold).flatMap(({ chatId, name }) => (chatId ? [{ id: chatId, name }] : []))
    },
    /** The customer that one of these chat contacts belongs to. @param no of several, that of the case which a link opens */
    async ofContacts(chatIds: readonly string[], no?: string): Promise<Customer | null> {
      const isOne = { chatId: { $in: chatIds } }
      const linked = no === undefined ? null : await model.findOne({ contacts: { $elemMatch: { ...isOne, linked: no } } }).lean<Customer>()
      return linked ?? model.findOne({ 'contacts.chatId': isOne.chatId }).lean<Customer>()
    },
    byId: (id: string): Promise<Customer | null> => model.findById(id).lean<Customer>(),
    addContact,
    /**
     * Under which contact somebody is reached by a link to this case. Whoever is not on file is added.
     * @param fresh for whoever can be written to nowhere else
     */
    async linkTo(no: string, id: string, { name, phone }: Pick<CustomerContact, 'name' | 'phone'>, fresh: string): Promise<string> {
      await addContact(id, { name, phone })
      const own = (found: object) => ({ _id: id, contacts: { $elemMatch: { phone, ...found } } })
      await model.updateOne(own({ chatId: { $exists: false } }), { $set: { 'contacts.$.chatId': fresh, 'contacts.$.linked': [] } })
      await model.updateOne(own({ linked: { $exists: true } }), { $addToSet: { 'contacts.$.linked': no } })
      const customer = await model.findById(id).lean<Customer>()
      return customer?.contacts.find((one) => one.phone === phone)?.chatId ?? fresh
    },
    unlink,
    /**
     * Whoever is reached by a link to this case is of the customer that it has now, beside what else they are reached by. Said again it changes nothing.
     * @param isTheirs false for whoever is of another customer all the same
     */
    async followCase(no: string, id: string, isTheirs: (contact: CustomerContact) => boolean): Promise<void> {
      const others = await model.find({ _id: { $ne: id }, 'contacts.linked': no }).lean<Customer[]>()
      for (const { _id, contacts } of others)
        for (const contact of contacts) {
          const { chatId, linked } = contact
          if (chatId === undefined || !linked?.includes(no) || !isTheirs(contact)) continue
          await reach(id, { ...contact, chatId, linked: [no] })
          await unlink(no, _id)
        }
    },
    /** Whoever is reached by a link to this case is told of the one that it is handled with. */
    async linkBoth(no: string, target: string): Promise<void> {
      await model.updateMany(
        { 'contacts.linked': no },
        { $addToSet: { 'contacts.$[one].linked': target } },
        { arrayFilters: [{ 'one.linked': no }] },
      )
    },
    /** Whoever came in by the code of a customer may be of that customer, or have cement of that plant: it proves nothing, as codes lie about on delivery notes. */
    async noteInvited(contact: string, id: string): Promise<void> {
      if (plantIn(id) === undefined && !(await model.exists({ _id: id }))) return
      await invitations.updateOne({ _id: contact }, { $set: { customer: id, at: now() } }, { upsert: true })
    },
    async purgeInvitations(before: Date): Promise<void> {
      await invitations.deleteMany({ at: { $lt: before } })
    },
    /** The customer by whose code somebody came in last. */
    async inviting(contact: string): Promise<Customer | null> {
      const invited = await invitations.findById(contact).lean()
      return invited ? model.findById(invited.customer).lean<Customer>() : null
    },
    /** The plant by whose code somebody came in last, as the code has it. */
    async invitingPlant(contact: string): Promise<string | undefined> {
      const invited = await invitations.findById(contact).lean()
      return invited ? plantIn(invited.customer) : undefined
    },
    /**
     * Whoever gave this number as theirs can be written to there, and is of no other customer: the contact with that number, or one more. Said again it
     * changes nothing.
     */
    async linkContact(id: string, contact: Reached): Promise<void> {
      const { chatId } = contact
      await model.updateMany(
        { _id: { $ne: id }, 'contacts.chatId': chatId },
        { $unset: { 'contacts.$[one].chatId': true, 'contacts.$[one].linked': true } },
        { arrayFilters: [{ 'one.chatId': chatId }] },
      )
      await reach(id, contact)
    },
    forget: (known: Forgotten, token: string): Promise<void> => forget(model, invitations, known, token),
    /** Takes away what somebody has added by a name alone, unless it has been made a customer since. */
    async removeStub(id: string, createdBy: string): Promise<void> {
      await model.deleteOne({ _id: id, createdBy, isIncomplete: true, 'contacts.chatId': { $exists: false } })
    },
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
