/** Takes whoever asked for it out of everything that is kept, as soon as none of their cases is open. */
import type { Model } from 'mongoose'
import { attachedOf, filesIn } from '../cases/attached.js'
import type { CaseRecord } from '../cases/case.js'
import type { CaseService } from '../cases/service.js'
import { bySystem } from '../cases/store.js'
import type { Due } from '../database/due.js'
import type { Erasures } from './erasures.js'
import { casesAround, type Identities, redactorIn } from './identities.js'
import type { Identity } from './redact.js'

/** Somewhere something is kept under the ids of contacts. It may be asked again. */
export type Forget = (identity: Identity, token: string) => Promise<unknown>

export interface EraseDeps {
  readonly erasures: Erasures
  readonly identities: Identities
  readonly cases: Model<CaseRecord>
  /** Of every kind. */
  readonly services: readonly Pick<CaseService, 'type' | 'store'>[]
  readonly customers: { forget(customers: readonly string[], identity: Identity, token: string): Promise<void> }
  readonly attachments: {
    sentBy(contacts: readonly string[]): Promise<readonly string[]>
    forget(ids: readonly string[]): Promise<void>
    rename(contacts: readonly string[], token: string): Promise<void>
  }
  /** Wherever else, each by its own. */
  readonly forgets: readonly Forget[]
  readonly due: Pick<Due, 'forEach'>
  readonly now: () => Date
}

/** Every step may be repeated: what a crash leaves undone is due again at the next run. @returns how many were erased */
export async function eraseDue(deps: EraseDeps): Promise<number> {
  return deps.due.forEach('erasures', deps.erasures.due(), (person) => eraseOne(person, deps))
}

async function eraseOne(person: string, deps: EraseDeps): Promise<void> {
  const { erasures, identities, cases, customers, forgets } = deps
  const wish = await erasures.of(person)
  if (!wish || (!wish.identity && (await identities.openOf(wish)).length > 0)) return
  const { token, identity = await identities.identityOf(wish) } = wish
  await erasures.begin(person, identity)
  const theirs = await cases.find(casesAround(wish)).lean<CaseRecord[]>()
  for (const record of theirs) await eraseIn(record, identity, token, deps)
  await forgetFiles(theirs, identity, token, deps)
  const filed = [wish.customer ?? [], ...theirs.map(({ customer }) => customer?.id ?? [])].flat()
  await customers.forget([...new Set(filed)], identity, token)
  for (const forget of forgets) await forget(identity, token)
  await erasures.end(person)
}

async function eraseIn({ _id: no, caseKind }: CaseRecord, identity: Identity, token: string, { services, now }: EraseDeps): Promise<void> {
  const store = services.find(({ type }) => type.kind === caseKind)?.store
  if (!store) throw new Error(`${no} is of no kind that is known`)
  await store.rewrite(no, (record) => redactorIn(record, identity, token)(record), bySystem('erased', `${no}.erased.${token}`, now()))
}

/** What a case refers to is part of its story; the rest of what they sent goes. */
async function forgetFiles(
  theirs: readonly CaseRecord[],
  { ids }: Identity,
  token: string,
  { cases, attachments }: EraseDeps,
): Promise<void> {
  const kept = new Set(theirs.flatMap(filesIn))
  const others = (await attachments.sentBy(ids)).filter((id) => !kept.has(id))
  const used = others.length > 0 ? await attachedOf(cases, others) : new Set()
  await attachments.forget(others.filter((id) => !used.has(id)))
  await attachments.rename(ids, token)
}
