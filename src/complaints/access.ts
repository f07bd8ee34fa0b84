/** What a person may see (domain.md 8): of complaints, of phone numbers, of the customer archive. Whatever shows, lists, counts or exports asks here. */
import type { CaseRecord } from '../cases/case.js'
import { numberIn as caseNumberIn } from '../cases/numbers.js'
import { isAssignee } from '../cases/rights.js'
import type { Customer, Customers } from '../customers/index.js'
import { isObject, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import { type HeldRole, holdsRole, isKnownAs, type Person, principalsOf, type Role } from '../people/person.js'
import type { complaintModels } from './collections.js'
import { joinedView } from './joined-view.js'
import type { Complaint } from './model.js'
import { withoutPhones } from './phones.js'
import { seatsOf } from './recipients.js'
import type { ComplaintFilter, Level, Owned, Subject, View } from './view.js'
import { isWhole } from './whole.js'

export type { ComplaintFilter, Level, View } from './view.js'

/** The complaint, for somebody who may read it so far. @throws UserFacingError otherwise; the refusal is recorded */
export type Readable = (no: string, by: Person, action: string, channel: string) => Promise<Complaint>

/** Who may read the complaints of their plant with the internal parts. */
export const READERS: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM']
const SEE_PHONES: readonly Role[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD']
/** What may be done by those who see a complaint from outside only. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(['showComplaint', 'showPhotos', 'supplement'])

/** One reason to see complaints, as a query and as a test of one record: both say the same. */
interface Rule {
  readonly level: Level
  readonly filter: ComplaintFilter
  fits(complaint: Subject): boolean
}

/** @param ownCustomers whose salesperson this is */
export function viewOf(person: Person, ownCustomers: readonly string[] = []): View {
  const rules = rulesOf(person, ownCustomers).map((rule) => narrowed(rule, person))
  const isEverything = rules.some(({ filter }) => Object.keys(filter).length === 0)
  const filters = rules.map(({ filter }) => filter)
  const inside = rules.filter(({ level }) => level === 'inside').map(({ filter }) => filter)
  const levelOf = (complaint: Subject) => rules.find(({ fits }) => fits(complaint))?.level
  const maySeePhones = (complaint: Owned): boolean =>
    complaint.registeredBy.id === person.id ||
    (person.customer !== undefined && person.customer === complaint.customer.id) ||
    holdsRole(person, SEE_PHONES, complaint.plant) ||
    (holdsRole(person, ['SALES']) && ownCustomers.includes(complaint.customer.id))
  return {
    filter: isEverything ? {} : filters.length === 0 ? { _id: { $in: [] } } : { $or: filters },
    isEverything,
    isInside: inside.length > 0,
    insideFilter: inside.length > 0 ? { $or: inside } : undefined,
    levelOf,
    maySeePhones,
    phoneFilter: phoneFilterOf(person, ownCustomers),
    shown: (complaint) => (maySeePhones(complaint) ? complaint : withoutPhones(complaint)),
    hidden: withoutPhones,
  }
}

/** The same as `maySeePhones`, as a query. */
function phoneFilterOf(person: Person, ownCustomers: readonly string[]): ComplaintFilter {
  const plants = plantsOf(person, SEE_PHONES)
  return {
    $or: [
      { 'registeredBy.id': person.id },
      ...(person.customer === undefined ? [] : [{ 'customer.id': person.customer }]),
      ...(plants?.length === 0 ? [] : [inPlants(plants)]),
      ...(holdsRole(person, ['SALES']) ? [{ 'customer.id': { $in: [...ownCustomers] } }] : []),
    ],
  }
}

/** Whoever comes in by a link sees the one case that it was made for. */
function narrowed(rule: Rule, { only }: Person): Rule {
  if (only === undefined) return rule
  return { ...rule, filter: { $and: [{ _id: only }, rule.filter] }, fits: (complaint) => complaint._id === only && rule.fits(complaint) }
}

/** The wider levels first. */
function rulesOf(person: Person, ownCustomers: readonly string[]): Rule[] {
  const { id, roles, side, customer } = person
  if (customer !== undefined)
    return [{ level: 'customer', filter: { 'customer.id': customer }, fits: (complaint) => complaint.customer.id === customer }]
  const registered: Rule = {
    level: holdsRole(person, ['SALES']) ? 'inside' : side === 'stranger' ? 'customer' : 'registrar',
    filter: { 'registeredBy.id': id },
    fits: ({ registeredBy }) => registeredBy.id === id,
  }
  const assigned: Rule = {
    level: 'inside',
    filter: { 'assignee.id': id },
    fits: (complaint) => isAssignee(person, complaint),
  }
  return [...roles.flatMap((held) => ruleOf(held, id, ownCustomers)), ...(side === 'staff' ? [assigned] : []), registered]
}

/** What a role opens; it closes again with the role, whoever was told of a complaint before. */
function ruleOf({ role, plant, department }: HeldRole, id: string, ownCustomers: readonly string[]): Rule[] {
  if (READERS.includes(role)) return [{ level: 'inside', filter: inPlants(plant === undefined ? undefined : [plant]), fits: isAt(plant) }]
  if (role === 'SALES')
    return [
      {
        level: 'inside',
        filter: { 'customer.id': { $in: [...ownCustomers] } },
        fits: ({ customer }) => ownCustomers.includes(customer.id),
      },
    ]
  if (role === 'PROD_TECH') return [{ level: 'inside', filter: { major: { $exists: true } }, fits: ({ major }) => major !== undefined }]
  if (role !== 'DEPT' || department === undefined) return []
  const seat = { role, department }
  return [
    { level: 'inside', filter: { departments: department }, fits: ({ departments }) => departments.includes(department) },
    {
      level: 'inside',
      filter: {
        'report.recipients': { $elemMatch: { id, $or: [seat, { also: { $elemMatch: seat } }] } },
        ...inPlants(plant === undefined ? undefined : [plant]),
      },
      fits: (complaint) =>
        isAt(plant)(complaint) &&
        complaint.report.recipients.some(
          (one) => one.id === id && seatsOf(one).some((own) => own.role === role && own.department === department),
        ),
    },
  ]
}

const isAt =
  (plant: string | undefined) =>
  (complaint: Pick<Subject, 'plant'>): boolean =>
    plant === undefined || complaint.plant === undefined || complaint.plant === plant

/** Complaints of these plants, and those of which no plant is known yet; of all plants where none are named. */
export const inPlants = (plants: readonly string[] | undefined): ComplaintFilter => (plants ? { plant: { $in: [...plants, null] } } : {})

/** The plants whose complaints somebody may count and list, also in the place of others; undefined: all of them; empty: none. */
export function scopeOf(person: Person): readonly string[] | undefined {
  const scopes = [person, ...principalsOf(person)].map((one) => plantsOf(one, READERS))
  return scopes.includes(undefined) ? undefined : [...new Set(scopes.flatMap((plants) => plants ?? []))]
}

/** Those of a list of somebody’s scope that they may see: of those for whom they act, open ones alone. Whoever acts for nobody sees all of them. */
export const seenOf = (filter: ComplaintFilter, person: Person, view: Pick<View, 'filter'>): ComplaintFilter =>
  principalsOf(person).length > 0 ? { $and: [filter, view.filter] } : filter

/** The plants for which somebody holds one of these roles themselves; undefined: all of them; empty: none. */
export function plantsOf({ roles }: Person, by: readonly Role[]): readonly string[] | undefined {
  const held = roles.filter(({ role }) => by.includes(role))
  return held.some(({ plant }) => plant === undefined) ? undefined : held.map(({ plant }) => plant!)
}

/** Who has the report to confirm: the person, or one for whom they act; whoever has confirmed it comes last. */
export function recipientFor(person: Person, complaint: Pick<Subject, 'report' | 'plant'>): Person | undefined {
  const all = [person, ...principalsOf(person)].filter((one) => isRecipient(one, complaint))
  const isDone = ({ id }: Person) => complaint.report.recipients.some((one) => one.id === id && one.confirmedAt)
  return all.find((one) => !isDone(one)) ?? all[0]
}

/** True while somebody still holds the role in which they got the report. */
export function isRecipient(person: Person, { report, plant }: Pick<Subject, 'report' | 'plant'>): boolean {
  const seats = report.recipients.filter(({ id }) => id === person.id).flatMap(seatsOf)
  return person.roles.some(
    (held) => isAt(held.plant)({ plant }) && seats.some(({ role, department }) => held.role === role && held.department === department),
  )
}

/** How somebody may look for customers: their own only, by any part of a name, by the exact name, or not at all. */
export function customerSearchOf({ customer, roles, side }: Person): 'own' | 'parts' | 'exact' | 'none' {
  if (customer !== undefined) return 'own'
  if (side === 'stranger') return 'none'
  return holdsRole({ roles }, ['SALES', 'CS', 'MKT_HEAD', 'QC', 'QC_HEAD']) ? 'parts' : 'exact'
}

/** Who may see the contacts in a customer's file: name and phone. */
export function maySeeContacts(person: Person, { salesperson, createdBy }: Pick<Customer, 'salesperson' | 'createdBy'>): boolean {
  if (holdsRole(person, ['CS', 'MKT_HEAD'])) return true
  return holdsRole(person, ['SALES']) && [salesperson, createdBy].some((id) => isKnownAs(person, id))
}

/** A customer complains for themselves. @throws UserFacingError where the complaint names another customer */
export function refuseForeignCustomer(by: Person, answers: Values): void {
  const id = isObject(answers.customer) ? answers.customer.id : undefined
  if (by.customer !== undefined && id !== by.customer) throw new UserFacingError('complaint.foreignCustomer')
}

/** A complaint number as people type it, in full form. */
export const numberIn = (text: string): string | undefined => caseNumberIn(text, 'TS')

export interface AccessDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints' | 'refusals'>
  readonly customers: Pick<Customers, 'idsOfSalesperson'>
  readonly now: () => Date
}
export type Access = ReturnType<typeof createAccess>

export function createAccess({ models: { complaints, refusals }, customers, now }: AccessDeps) {
  const viewAlone = async (person: Person): Promise<View> =>
    viewOf(person, holdsRole(person, ['SALES']) ? await customers.idsOfSalesperson(person) : [])
  const viewFor = async (person: Person): Promise<View> =>
    joinedView(await viewAlone(person), await Promise.all(principalsOf(person).map(viewAlone)))

  /**
   * What does not exist and what somebody may not know of are refused in the same words.
   * @param key of the request: one that runs again, after it has taken the complaint out of sight, is answered as before
   */
  async function known(
    no: string,
    by: Person,
    action: string,
    channel: string,
    key?: string,
  ): Promise<{ complaint: Complaint; view: View; level: Level }> {
    const full = numberIn(no) ?? no.trim()
    const [found, view] = await Promise.all([complaints.findById(full).lean<CaseRecord>(), viewFor(by)])
    // whose it is cannot be told of what is damaged
    if (found && !isWhole(found))
      throw holdsRole(by, READERS, found.plant) ? new UserFacingError('complaint.damaged', { no: full }) : notAllowed(full)
    const complaint: Complaint | null = found
    const isDone = key !== undefined && complaint?.events.some((event) => event.id === key && event.by?.id === by.id)
    const level = complaint && (view.levelOf(complaint) ?? (isDone ? 'registrar' : undefined))
    if (complaint && level) return { complaint, view, level }
    if (complaint) await record(complaint._id, by, action, channel)
    throw view.isEverything ? new UserFacingError('complaint.notFound', { no: full }) : notAllowed(full)
  }

  const readable: Readable = async (no, by, action, channel) => {
    const { complaint, view, level } = await known(no, by, action, channel)
    if (level === 'inside' || FROM_OUTSIDE.has(action)) return view.shown(complaint)
    await record(complaint._id, by, action, channel)
    throw notAllowed(complaint._id)
  }

  async function record(reference: string, { id, name }: Person, action: string, channel: string, reason = NOT_ALLOWED): Promise<void> {
    await refusals.create({ at: now(), by: { id, name }, action, reference, channel, reason })
  }

  /** By what they are themselves, whoever they act for. */
  const readsAll = async (person: Person, complaint: Subject): Promise<boolean> => (await viewAlone(person)).levelOf(complaint) === 'inside'

  return { viewFor, known, readable, readsAll, recordRefusal: record }
}

const NOT_ALLOWED = 'complaint.notAllowed'
const notAllowed = (no: string): UserFacingError => new UserFacingError(NOT_ALLOWED, { no, roles: READERS.join(',') })
