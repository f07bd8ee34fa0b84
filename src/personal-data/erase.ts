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
  const { erasures, identities, now } = deps
  const wish = await erasures.of(person)
  if (!wish) return
  const { token, begunAt = now(), identity: known = await identities.identityOf(wish) } = wish
  if (!wish.identity && ((await isWaiting(known, deps)) || !(await erasures.begin(person, known)))) return
  const { kept, failed } = await eraseCases(known, token, begunAt, deps)
  if (!wish.isForgotten) await forgetTheRest(known, token, kept, deps)
  await erasures.noteForgotten(person)
  // what could not be done now is tried again: the wish stays
  if (failed.length > 0) throw new AggregateError(failed, `not erased from ${failed.length} cases yet`)
  await erasures.end(person)
}

/** One that fails keeps none of the others, and a customer may have had thousands. @returns files that they refer to */
async function eraseCases(known: Known, token: string, begunAt: Date, deps: EraseDeps) {
  const failed: unknown[] = []
  const kept = new Set<string>()
  const theirs = deps.cases.find({ $and: [casesAround(known), { registeredAt: { $lte: begunAt } }] })
  for await (const record of theirs.lean<CaseRecord[]>().cursor()) {
    for (const file of filesIn(record)) kept.add(file)
    await eraseIn(record, known, token, deps).catch((error: unknown) => failed.push(error))
  }
  return { kept, failed }
}

async function forgetTheRest(known: Known, token: string, kept: ReadonlySet<string>, deps: EraseDeps): Promise<void> {
  await forgetFiles(kept, known, token, deps)
  await deps.customers.forget(known, token)
  for (const forget of deps.forgets) await forget(known, token)
}

/** They are still talked with, or something of theirs is open. */
async function isWaiting(known: Known, { identities, isBusy, now }: EraseDeps): Promise<boolean> {
  return (await isBusy(known.ids, new Date(now().getTime() - PATIENCE_MS))) || (await identities.openOf(known)).length > 0
}

async function eraseIn({ _id: no, caseKind }: CaseRecord, known: Known, token: string, { services, now }: EraseDeps): Promise<void> {
  const store = services.find(({ type }) => type.kind === caseKind)?.store
  if (!store) throw new Error(`${no} is of no kind that is known`)
  await store.rewrite(no, (record) => redactorIn(record, known, token)(record), bySystem('erased', `${no}.erased.${token}`, now()))
}

/** What a case refers to is part of its story; the rest of what they sent goes. @param kept by the cases in which they stand */
async function forgetFiles(kept: ReadonlySet<string>, { ids }: Known, token: string, { cases, attachments }: EraseDeps): Promise<void> {
  const others = (await attachments.sentBy(ids)).filter((id) => !kept.has(id))
  const used = others.length > 0 ? await attachedOf(cases, others) : new Set()
  await attachments.forget(others.filter((id) => !used.has(id)))
  await attachments.rename(ids, token)
}
