/** As what somebody is known, and where they stand. */
import type { Model } from 'mongoose'
import type { CaseRecord } from '../cases/case.js'
import type { CaseService } from '../cases/service.js'
import type { Kept } from './erasures.js'
import { type Identity, redactor } from './redact.js'

export interface IdentityDeps {
  readonly cases: Model<CaseRecord>
  /** Of every kind. */
  readonly services: readonly Pick<CaseService, 'type'>[]
  readonly customers: {
    byId(
      id: string,
    ): Promise<{ readonly contacts: readonly { readonly name: string; readonly phone: string; readonly chatId?: string }[] } | null>
  }
  /** The pages that were opened for these contacts. */
  readonly pagesOf: (contacts: readonly string[]) => Promise<readonly string[]>
}

export type Identities = ReturnType<typeof createIdentities>

/** The cases in which they may stand. */
export const casesAround = ({ contacts, customer }: Kept) => ({
  $or: [{ 'registeredBy.id': { $in: [...contacts] } }, ...(customer === undefined ? [] : [{ 'customer.id': customer }])],
})

/** A part of what the company of a case is called is nobody's name in it. */
export const redactorIn = ({ customer }: CaseRecord, { names, ...identity }: Identity, token: string) =>
  redactor({ ...identity, names: names.filter((name) => !customer?.name.includes(name)) }, token)

export function createIdentities({ cases, services, customers, pagesOf }: IdentityDeps) {
  /** By their contacts in the archive, and what they said of themselves where they began a case. */
  async function identityOf({ contacts, customer }: Kept): Promise<Identity> {
    const ids = [...contacts, ...(await pagesOf(contacts))]
    const filed = customer === undefined ? null : await customers.byId(customer)
    const own = filed?.contacts.filter(({ chatId }) => chatId !== undefined && ids.includes(chatId)) ?? []
    const others = filed?.contacts.filter((one) => !own.includes(one)) ?? []
    const begun = await cases.find({ 'registeredBy.id': { $in: ids } }).lean<CaseRecord[]>()
    const told = begun.map((record) => services.find(({ type }) => type.kind === record.caseKind)?.type.registrar?.(record) ?? {})
    // whoever told of a colleague who is on file has not told of themselves
    const theirs = (field: 'name' | 'phone') => [
      ...new Set([...own, ...told].flatMap(({ [field]: one }) => (one && !others.some((other) => other[field] === one) ? [one] : []))),
    ]
    return { ids, names: theirs('name'), phones: theirs('phone') }
  }

  /** Numbers of the cases that still wait for somebody, or of which somebody must still be told, and in which they stand. */
  async function openOf(kept: Kept): Promise<string[]> {
    const identity = await identityOf(kept)
    const open = await cases
      .find({ $and: [casesAround(kept), { $or: [{ isOpen: true }, { noticeDueAt: { $exists: true } }] }] })
      .sort({ _id: 1 })
      .lean<CaseRecord[]>()
    return open.filter((record) => redactorIn(record, identity, '')(record) !== record).map(({ _id }) => _id)
  }

  return { identityOf, openOf }
}
