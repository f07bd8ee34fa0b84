/** What was so the last time, offered to whoever files a complaint, so that it is tapped instead of typed again. */
import { isNothing, isObject, type Value, type Values } from '../dialogue/session.js'
import type { Action } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { Access } from './access.js'
import type { complaintModels } from './collections.js'
import type { CustomerFinder } from './find-customers.js'
import type { Complaint } from './model.js'
import { wholeOf } from './whole.js'

/** Customers that fit under a question, beside whatever else can be tapped there. */
const MOST_RECENT = 5
/** Complaints among which they are looked for: one customer may have many in a row. */
const LOOKED_AT = 30
/** One of so many can be read, and more are not fetched whole. */
const MAY_BE_DAMAGED = 3
/** What is likely to be the same again, of what a complaint keeps under `details`. */
const USUAL_DETAILS = ['complainantTitle', 'transportBy', 'siteAddress', 'projectName', 'batchNo', 'packedOn'] as const

export interface RecallDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly access: Pick<Access, 'viewFor'>
  readonly finder: Pick<CustomerFinder, 'candidates'>
}

export function createRecall({ models: { complaints }, access, finder }: RecallDeps) {
  /** The customers of whom somebody has filed complaints last, where none has been named already. */
  const recallCustomers: Action = async ({ by, answers, facts }) => {
    const isNamed = isObject(answers.customer) || isObject(facts.ownCustomer) || by.side !== 'staff'
    return { facts: { recentCustomers: isNamed ? [] : await finder.candidates(await recentOf(by), by) } }
  }

  async function recentOf({ id }: Person): Promise<string[]> {
    const own = await complaints
      .find({ 'registeredBy.id': id, 'customer.id': { $type: 'string' } }, { 'customer.id': 1 })
      .sort({ registeredAt: -1 })
      .limit(LOOKED_AT)
      .lean<Pick<Complaint, 'customer'>[]>()
    return [...new Set(own.map(({ customer }) => customer.id))].slice(0, MOST_RECENT)
  }

  /** Of the customer's last complaint that the person may see, what is likely to be so again; null where there is none. */
  const recallLast: Action = async ({ by, answers: { customer } }) => {
    if (!isObject(customer) || typeof customer.id !== 'string') return { facts: { last: null } }
    const view = await access.viewFor(by)
    const newest = await complaints
      .find({ $and: [{ 'customer.id': customer.id }, view.filter] })
      .sort({ registeredAt: -1 })
      .limit(MAY_BE_DAMAGED)
      .lean<Complaint[]>()
    const [last] = wholeOf(newest)
    return { facts: { last: last ? usualIn(view.shown(last)) : null } }
  }

  return { recallCustomers, recallLast }
}

function usualIn({ complainant, phone, product, details }: Complaint): Values {
  const given = { complainant, phone, product, ...Object.fromEntries(USUAL_DETAILS.map((field) => [field, details[field]])) }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => isKnown(value)))
}

const isKnown = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== '' && !isNothing(value)
