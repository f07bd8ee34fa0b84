/** Takes whoever asked for it out of everything that is kept, as soon as none of their cases is open. */
import type { Model } from 'mongoose'
import { attachedOf, filesIn } from '../cases/attached.js'
import type { CaseRecord } from '../cases/case.js'
import type { CaseService } from '../cases/service.js'
import { bySystem } from '../cases/store.js'
import type { Due } from '../database/due.js'
import { type Erasures, PATIENCE_MS } from './erasures.js'
import { casesAround, type Identities, type Known, redactorIn } from './identities.js'

/** Somewhere something is kept under the ids of contacts. It may be asked again. */
export type Forget = (known: Known, token: string) => Promise<unknown>

export interface EraseDeps {
  readonly erasures: Erasures
  readonly identities: Identities
  readonly cases: Model<CaseRecord>
  /** Of every kind. */
  readonly services: readonly Pick<CaseService, 'type' | 'store'>[]
  readonly customers: { forget(known: Known, token: string): Promise<void> }
  readonly attachments: {
    sentBy(contacts: readonly string[]): Promise<readonly string[]>
    forget(ids: readonly string[]): Promise<void>
    rename(contacts: readonly string[], token: string): Promise<void>
  }
  /** Whether they have said something since then, or are telling of a complaint. */
  readonly isBusy: (contacts: readonly string[], since: Date) => Promise<boolean>
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
  if (!wish) return
  const known = wish.identity ?? (await identities.identityOf(wish))
  if (!wish.identity && ((await isWaiting(known, deps)) || !(await erasures.begin(person, known)))) return
  const theirs = await cases.find(casesAround(known)).lean<CaseRecord[]>()
  const failed = await failuresOf(theirs, (record) => eraseIn(record, known, wish.token, deps))
  await forgetFiles(theirs, known, wish.token, deps)
  await customers.forget(known, wish.token)
  for (const forget of forgets) await forget(known, wish.token)
  // what could not be done now is tried again: the wish stays
  if (failed.length > 0) throw new AggregateError(failed, `not erased from ${failed.length} cases yet`)
  await erasures.end(person)
}

/** They are still talked with, or something of theirs is open. */
async function isWaiting(known: Known, { identities, isBusy, now }: EraseDeps): Promise<boolean> {
  return (await isBusy(known.ids, new Date(now().getTime() - PATIENCE_MS))) || (await identities.openOf(known)).length > 0
}

/** One that fails keeps none of the others. */
async function failuresOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<unknown[]> {
  const failed: unknown[] = []
  for (const item of items) await work(item).catch((error: unknown) => failed.push(error))
  return failed
}

async function eraseIn({ _id: no, caseKind }: CaseRecord, known: Known, token: string, { services, now }: EraseDeps): Promise<void> {
  const store = services.find(({ type }) => type.kind === caseKind)?.store
  if (!store) throw new Error(`${no} is of no kind that is known`)
  await store.rewrite(no, (record) => redactorIn(record, known, token)(record), bySystem('erased', `${no}.erased.${token}`, now()))
}

/** What a case refers to is part of its story; the rest of what they sent goes. */
async function forgetFiles(theirs: readonly CaseRecord[], { ids }: Known, token: string, { cases, attachments }: EraseDeps): Promise<void> {
  const kept = new Set(theirs.flatMap(filesIn))
  const others = (await attachments.sentBy(ids)).filter((id) => !kept.has(id))
  const used = others.length > 0 ? await attachedOf(cases, others) : new Set()
  await attachments.forget(others.filter((id) => !used.has(id)))
  await attachments.rename(ids, token)
}
