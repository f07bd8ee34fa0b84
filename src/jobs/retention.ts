/** How long things are kept (Q13): one job a night deletes what has had its time. `docs/retention.md` says it for every collection. */
import type { Model, QueryFilter } from 'mongoose'
import { DAY_MS } from '../calendar/index.js'
import { filesIn } from '../cases/attached.js'
import type { CaseRecord } from '../cases/case.js'
import type { CaseType } from '../cases/case-type.js'
import type { Refused } from '../cases/refusals.js'
import type { AttachmentPurge } from '../conversation/attachment-purge.js'
import type { ConversationStore } from '../conversation/store.js'
import type { Customers } from '../customers/index.js'
import { type Due, idsOf } from '../database/due.js'
import type { FileHousekeeping } from '../database/file-housekeeping.js'
import type { Once } from '../database/once.js'
import type { DeliveryModels, StoredMailbox } from '../delivery/model.js'
import type { Leaves } from '../people/leaves.js'
import type { Organisation } from '../people/organisation.js'
import type { Exported } from '../reports/export-log.js'

export interface RetentionDeps {
  readonly records: {
    readonly cases: Model<CaseRecord>
    readonly kinds: readonly CaseType[]
    readonly refusals: Model<Refused>
    /** What was exported, by whom. */
    readonly exports: Model<Exported>
  }
  readonly store: Pick<ConversationStore, 'purgeDrafts' | 'purgeInactive'>
  readonly deliveries: Pick<DeliveryModels, 'mailboxes' | 'deadLetters'>
  readonly leaves: Pick<Leaves, 'purge'>
  readonly customers: Pick<Customers, 'purgeInvitations'>
  readonly due: Due
  readonly once: Once
  readonly organisation: { readonly rules: Pick<Organisation['rules'], 'retention'> }
  readonly files: Pick<FileHousekeeping, 'purgeExpired' | 'sweepOrphans'>
  /** `forget`: the photos and documents of a complaint. */
  readonly sent: Pick<AttachmentPurge, 'purge' | 'forget'>
  readonly now: () => Date
}

const YEAR_DAYS = 365.25
const DEAD_LETTER_DAYS = 90
/** Longer than any week or month that something is done once in. */
const DONE_DAYS = 90
const SET_ASIDE_DAYS = 30

/** One that fails keeps none of the others. */
export async function purge(deps: RetentionDeps): Promise<void> {
  const { store, deliveries, records, leaves, customers, due, once, organisation, files, sent, now } = deps
  const { retention } = organisation.rules
  const ago = (days: number) => new Date(now().getTime() - days * DAY_MS)
  const contactsSince = ago(retention.contactYears * YEAR_DAYS)
  const recordsSince = ago(retention.complaintYears * YEAR_DAYS)
  const purges: Readonly<Record<string, () => Promise<unknown>>> = {
    drafts: () => store.purgeDrafts(ago(retention.draftDays)),
    talks: () => store.purgeInactive(contactsSince),
    mailboxes: () => deliveries.mailboxes.deleteMany(unusedSince(contactsSince)),
    deadLetters: () => deliveries.deadLetters.deleteMany({ deadAt: { $lt: ago(DEAD_LETTER_DAYS) } }),
    refusals: () => records.refusals.deleteMany({ at: { $lt: recordsSince } }),
    exports: () => records.exports.deleteMany({ at: { $lt: recordsSince } }),
    leaves: () => leaves.purge(contactsSince),
    invitations: () => customers.purgeInvitations(contactsSince),
    done: () => once.purge(ago(DONE_DAYS)),
    setAside: () => due.purge(ago(SET_ASIDE_DAYS)),
    attachments: () => sent.purge(),
    files: () => files.purgeExpired(now()),
    orphans: () => files.sweepOrphans(),
  }
  for (const [name, work] of Object.entries(purges)) await due.attempt('retention', name, work)
  await purgeCases(recordsSince, deps)
}

/** Nothing is on its way in it, being sent or still to be told, and nothing has ended since. */
const unusedSince = (since: Date): QueryFilter<StoredMailbox> => ({
  pending: { $size: 0 },
  reports: { $in: [[], null] },
  lease: null,
  sent: { $not: { $elemMatch: { $gte: since } } },
  finished: { $not: { $elemMatch: { at: { $gte: since } } } },
})

/** Files first: a crash in between leaves the record, and the next night goes on from there. */
async function purgeCases(closedBefore: Date, { records: { cases, kinds, refusals }, due, sent }: RetentionDeps): Promise<number> {
  const query = cases.find({ closedAt: { $lt: closedBefore }, isOpen: false }, { _id: 1 }).lean()
  return due.forEach('retention', idsOf(query), async (no) => {
    const record = await cases.findById(no).lean<CaseRecord>()
    if (!record) return
    const isHandedOver = kinds.some(({ kind, handedOver }) => kind === record.caseKind && handedOver?.includes(record.state))
    if (!isHandedOver) await sent.forget(filesIn(record))
    await refusals.deleteMany({ reference: no })
    await cases.deleteOne({ _id: no, isOpen: false })
  })
}
