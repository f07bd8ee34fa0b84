/** Customers as each person may find them: for the question «which customer», for looking complaints up and for counting them. */
import type { Customer, Customers } from '../customers/index.js'
import { inviterOfPlant } from '../customers/invitations.js'
import { isWhole } from '../customers/model.js'
import { say } from '../delivery/notice.js'
import { toldIn } from '../dialogue/advance.js'
import type { Candidate, Values } from '../dialogue/session.js'
import type { Action, Lookup } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import { isKnownAs, type Person } from '../people/person.js'
import { keyOf } from '../reading/normalise.js'
import { customerSearchOf, maySeeContacts } from './access.js'
import { newNameIn } from './customer-name.js'

/** How a complaint that is filed in chat reached us (F2.A05). */
const SOURCE_OF: Readonly<Record<string, string>> = { wecom: 'WECOM', 'wecom-bot': 'WECOM', 'wecom-kf': 'WECHAT', dingtalk: 'DINGTALK' }

export type CustomerFinder = ReturnType<typeof createCustomerFinder>

export function createCustomerFinder(
  customers: Pick<Customers, 'search' | 'named' | 'byId' | 'spokenOf' | 'invitingPlant'>,
  { plants }: Pick<Organisation, 'plants'>,
) {
  /** Best first. A phone number finds only those whose contacts the person may see. */
  async function find(by: Person, text: string): Promise<Customer[]> {
    switch (customerSearchOf(by)) {
      case 'own': {
        const own = await customers.byId(by.customer!)
        return own ? [own] : []
      }
      case 'none':
        return []
      case 'exact':
        return customers.named(text)
      case 'parts':
        return (await customers.search(text)).filter((customer) => maySeeContacts(by, customer) || isFoundByName(customer, text))
    }
  }

  /**
   * For those who find none: customers of that name who may stand in complaints that the person sees anyway. Never to be shown by themselves;
   * whoever asks narrows them to what the person sees.
   */
  async function findBehind(by: Person, text: string): Promise<Customer[]> {
    return by.customer === undefined ? (await customers.search(text)).filter((customer) => isNamed(customer, text)) : []
  }

  /** Those whose name may be meant by a word of a search; a customer’s contact finds their own by its name alone. */
  async function findNamed(by: Person, text: string): Promise<Customer[]> {
    const known = await find(by, text)
    if (by.customer !== undefined) return known.filter((customer) => isNamed(customer, text))
    return known.length > 0 ? known : findBehind(by, text)
  }

  /** For the dialogue: the matches, or what may be the name of a new customer. An exact name of one that is on file needs no choice. */
  const lookup: Lookup = async (text, by) => {
    if (by.side === 'stranger') return asWritten(text, await plantOf(by))
    const found = await find(by, text)
    const [first] = found
    // a stub that somebody has added must not stand in for the customer whose name begins so
    const isExact =
      first !== undefined && !first.isIncomplete && [first.name, first.shortName ?? ''].some((name) => keyOf(name) === keyOf(text))
    const candidates = (isExact ? [first] : found).map((customer) => candidateOf(customer, by))
    const name = candidates.length === 1 || by.customer !== undefined ? undefined : newNameIn(text)
    return name === undefined ? candidates : [...candidates, { id: 'new', label: name, isNew: true, value: { name, isNew: true } }]
  }

  /** Whose code brings them is known: a stranger is not asked of which plant the cement is. */
  async function plantOf({ id }: Person): Promise<string | undefined> {
    const plant = await customers.invitingPlant(id)
    return plants.find((one) => one.id === plant)?.id
  }

  /** Of whom there may be a code: a customer, or a plant. */
  const inviters: Lookup = async (text, by, within) => {
    const named = plants.filter(({ name, shortName }) => [name, shortName].some((one) => keyOf(one).includes(keyOf(text))))
    const own = named.map(({ id, shortName }): Candidate => {
      const inviter = inviterOfPlant(id)
      return { id: inviter, label: shortName, value: { id: inviter, name: shortName } }
    })
    const isExact = named.some(({ name, shortName }) => [name, shortName].some((one) => keyOf(one) === keyOf(text)))
    return isExact ? own : [...own, ...(await lookup(text, by, within)).filter(({ isNew }) => !isNew)]
  }

  /** Whoever is a customer's contact complains for that customer and is not asked for which; a stranger complains for themselves, too. */
  const meetReporter: Action = async ({ by, channel, facts }) => {
    const own = by.customer === undefined ? null : await customers.byId(by.customer)
    const words = toldIn({ facts })
    const told = words !== undefined && customerSearchOf(by) === 'parts' ? await customers.spokenOf(words) : undefined
    return {
      facts: {
        isCustomer: by.side !== 'staff',
        ownCustomer: own ? answerOf(own, by) : told ? answerOf(told, by) : null,
        foundByWords: told ? ['ownCustomer'] : [],
        ownContact: own ? ownContactOf(own, by) : null,
        usualSource: by.side === 'staff' ? null : (SOURCE_OF[channel] ?? 'OTHER'),
      },
      ...(told && { say: [say('complaint.spokenOf', { name: told.name })] }),
    }
  }

  /** These customers to choose from, in this order, for somebody who knows them already. */
  async function candidates(ids: readonly string[], by: Person): Promise<Candidate[]> {
    const found = await Promise.all(ids.map((id) => customers.byId(id)))
    return found.flatMap((customer) => (customer && isWhole(customer) ? [candidateOf(customer, by)] : []))
  }

  return { find, findBehind, findNamed, lookup, inviters, candidates, meetReporter }
}

/** Nothing is looked up for a stranger: who they are is found out later, by customer service. */
function asWritten(text: string, plant: string | undefined): Candidate[] {
  const [first = ''] = text.trim().split(/[\s,，]+/)
  const name = newNameIn(first)
  // PO42.5 or T2611-021 answers another question
  const isCode = /\d/.test(first) && !/\p{Script=Han}/u.test(first)
  return name === undefined || isCode
    ? []
    : [{ id: 'new', label: name, value: { name, isNew: true, ...(plant !== undefined && { plant }) } }]
}

const candidateOf = (customer: Customer, by: Person): Candidate => ({
  id: customer._id,
  label: customer.shortName ?? customer.name,
  ...(customer.region && customerSearchOf(by) !== 'exact' && { detail: customer.region }),
  value: answerOf(customer, by),
})

/** What goes into the dialogue, where it stands in the summary: contacts only for those who may see them. */
function answerOf(customer: Customer, by: Person): Values {
  const contact = by.customer === customer._id ? contactOf(customer, by) : maySeeContacts(by, customer) ? customer.contacts[0] : undefined
  return {
    id: customer._id,
    name: customer.name,
    plant: customer.plant,
    contactName: contact?.name,
    contactPhone: contact?.phone,
    contactTitle: contact?.title,
    isIncomplete: customer.isIncomplete,
  }
}

const contactOf = (customer: Customer, by: Person) => customer.contacts.find(({ chatId }) => isKnownAs(by, chatId))

/** Whoever writes as a customer's contact is not asked for their own name. */
function ownContactOf(customer: Customer, by: Person): Values | null {
  const contact = contactOf(customer, by)
  return contact ? { name: contact.name, phone: contact.phone } : null
}

/** A search without a letter in it is one for a phone number. */
const isFoundByName = (customer: Customer, text: string): boolean => /\p{L}/u.test(text) || isNamed(customer, text)

export const isNamed = ({ name, shortName }: Customer, text: string): boolean =>
  [name, shortName ?? ''].some((one) => keyOf(one).includes(keyOf(text)))
