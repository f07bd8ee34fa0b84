/** As what somebody is known, and where they stand. */
import type { Model } from 'mongoose'
import type { By, CaseEvent, CaseRecord } from '../cases/case.js'
import { dataOf } from '../cases/history.js'
import type { CaseService } from '../cases/service.js'
import { isObject } from '../dialogue/session.js'
import type { Person } from '../people/person.js'
import { type Identity, redactor } from './redact.js'

/** As whom somebody is kept: by id and by each contact. */
export interface Kept {
  readonly contacts: readonly string[]
  readonly customer?: string
}
export const asKept = ({ id, contacts, customer }: Pick<Person, 'id' | 'contacts' | 'customer'>): Kept => ({
  contacts: [...new Set([id, ...contacts])],
  ...(customer && { customer }),
})

export interface ArchivedContact {
  readonly name: string
  readonly phone: string
  readonly chatId?: string
}
export interface ArchivedCustomer {
  readonly _id: string
  readonly name: string
  readonly contacts: readonly ArchivedContact[]
}

/** Everything that is needed to find them again once their ids are gone from where they stood. */
export interface Known extends Identity {
  /** Whose contacts they are, or were when they asked. */
  readonly customers: readonly string[]
  /** As colleagues of ours have filed them, not as they have said themselves. */
  readonly filed: readonly ArchivedContact[]
  /** Those of the customers that are nobody but them. */
  readonly alone: readonly string[]
  /** Others whom these customers have. */
  readonly others: readonly string[]
}

export interface IdentityDeps {
  readonly cases: Model<CaseRecord>
  /** Of every kind. */
  readonly services: readonly Pick<CaseService, 'type'>[]
  readonly customers: {
    byId(id: string): Promise<ArchivedCustomer | null>
    ofContacts(contacts: readonly string[]): Promise<ArchivedCustomer | null>
  }
  /** The pages that were opened for these contacts. */
  readonly pagesOf: (contacts: readonly string[]) => Promise<readonly string[]>
}

export type Identities = ReturnType<typeof createIdentities>

/** The cases in which they may stand. */
export const casesAround = ({ ids, customers }: Pick<Known, 'ids' | 'customers'>) => ({
  $or: [{ 'registeredBy.id': { $in: [...ids] } }, ...(customers.length > 0 ? [{ 'customer.id': { $in: [...customers] } }] : [])],
})

/** In a case that they had no part in, nothing goes that they have only said of themselves: it may be another's. @param token what stands in place of their ids */
export function redactorIn({ customer, registeredBy, events }: CaseRecord, { ids, filed, others, alone, ...said }: Known, token: string) {
  const isOwn = (by: By | undefined) => by !== undefined && ids.includes(by.id)
  const hasBegun = isOwn(registeredBy)
  const isTheirs = hasBegun || events.some(({ by }) => isOwn(by))
  const names = isTheirs ? said.names : filed.map(({ name }) => name)
  const isAlone = hasBegun && customer !== undefined && names.includes(customer.name)
  return redactor({
    ids,
    // a part of what the company is called is nobody's name there
    names: names.filter((name) => name === customer?.name || !customer?.name.includes(name)),
    phones: isTheirs ? said.phones : filed.map(({ phone }) => phone),
    token,
    others,
    customers: isAlone ? [...alone, customer.id] : alone,
    isTheirs,
  })
}

export function createIdentities({ cases, services, customers, pagesOf }: IdentityDeps) {
  /** By their contacts in the archive, and what they said of themselves where they began a case. */
  async function identityOf({ contacts, customer }: Kept): Promise<Known> {
    const ids = [...new Set([...contacts, ...(await pagesOf(contacts))])]
    const found = await Promise.all([customer === undefined ? null : customers.byId(customer), customers.ofContacts(contacts)])
    const archived = [...new Map(found.flatMap((one) => (one ? [[one._id, one] as const] : []))).values()]
    const all = archived.flatMap((one) => one.contacts)
    const own = all.filter(({ chatId }) => chatId !== undefined && ids.includes(chatId))
    const isSame = (one: ArchivedContact) => own.some(({ name, phone }) => name === one.name && phone === one.phone)
    const filed = all.filter((one) => own.includes(one) || isSame(one))
    const rest = all.filter((one) => !filed.includes(one))
    const begun = await cases.find({ 'registeredBy.id': { $in: ids } }).lean<CaseRecord[]>()
    const told = begun.flatMap(toldOfThemselves)
    // whoever told of a colleague who is on file has not told of themselves
    const theirs = (field: 'name' | 'phone') => [
      ...new Set([...filed, ...told].flatMap(({ [field]: one }) => (one && !rest.some((other) => other[field] === one) ? [one] : []))),
    ]
    const names = theirs('name')
    return {
      ids,
      names,
      phones: theirs('phone'),
      customers: archived.map(({ _id }) => _id),
      filed: filed.map(({ name, phone, chatId }) => ({ name, phone, ...(chatId !== undefined && { chatId }) })),
      alone: archived.flatMap(({ _id, name, contacts: own }) =>
        names.includes(name) && own.every((one) => filed.includes(one)) ? [_id] : [],
      ),
      others: rest.map(({ name }) => name),
    }
  }

  /** Now and before it was corrected. */
  function toldOfThemselves({ caseKind, events }: CaseRecord): { readonly name?: string; readonly phone?: string }[] {
    const fields = services.find(({ type }) => type.kind === caseKind)?.type.registrar
    if (!fields || !Array.isArray(events)) return []
    return events.flatMap(statedIn).map((stated) => {
      const [name, phone] = [stated[fields.name], stated[fields.phone]]
      return { ...(typeof name === 'string' && { name }), ...(typeof phone === 'string' && { phone }) }
    })
  }

  /** Cases that still wait for somebody, or of which somebody must still be told, and in which they stand. */
  async function openOf(known: Known): Promise<CaseRecord[]> {
    const open = await cases
      .find({ $and: [casesAround(known), { $or: [{ isOpen: true }, { noticeDueAt: { $exists: true } }] }] })
      .sort({ _id: 1 })
      .lean<CaseRecord[]>()
    return open.filter((record) => redactorIn(record, known, '')(record) !== record)
  }

  return { identityOf, openOf }
}

/** Whatever an event sets: fields of the record, what was given for it, and what a correction made of what. */
function statedIn({ record = {}, ...event }: CaseEvent): Readonly<Record<string, unknown>>[] {
  const data = dataOf(event)
  const { before, after } = isObject(data.change) ? data.change : {}
  return [record, data, ...[before, after].filter(isObject)] as Readonly<Record<string, unknown>>[]
}
