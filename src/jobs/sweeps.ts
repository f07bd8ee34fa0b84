/** What the jobs do: finish what a crash, an outage or silence left open. */
import type { EveryKind } from '../cases/every-kind.js'
import type { Complaints } from '../complaints/index.js'
import type { Attachments } from '../conversation/attachments.js'
import type { ConversationStore } from '../conversation/store.js'
import type { DeliveryService } from '../delivery/index.js'
import { type FollowUpDeps, remindFollowUps } from './follow-ups.js'
import { askForCalendar, type NextYearDeps } from './next-year.js'
import { purge, type RetentionDeps } from './retention.js'
import type { Job } from './schedule.js'
import { tellOfSetAside } from './set-aside.js'
import { nudgeSilent, type SilenceDeps } from './silence.js'
import { chaseUnfinished, type UnfinishedDeps } from './unfinished.js'

export interface SweepDeps extends SilenceDeps, UnfinishedDeps, FollowUpDeps, RetentionDeps, NextYearDeps {
  readonly store: ConversationStore
  readonly delivery: DeliveryService
  readonly attachments: Attachments
  readonly complaints: Complaints
  readonly cases: Pick<EveryKind, 'announce' | 'remind' | 'recalculate'>
  readonly digest: { sweep(): Promise<number> }
  readonly refreshPeople: () => Promise<void>
}

const OUTBOX_PATIENCE_MS = 5_000

export function createJobs(deps: SweepDeps): Job[] {
  const { cases } = deps
  return [
    { name: 'outbox', cron: '*/2 * * * * *', run: () => sweepOutboxes(deps) },
    { name: 'deliveries', cron: '*/2 * * * * *', run: () => deps.delivery.sweep() },
    { name: 'announcements', cron: '*/5 * * * * *', run: () => cases.announce() },
    // a report that is due goes out before silence makes a draft of it
    { name: 'unfinished', cron: '0 * * * * *', run: async () => [await chaseUnfinished(deps), await nudgeSilent(deps)] },
    { name: 'digest', cron: '40 * * * * *', run: () => deps.digest.sweep() },
    { name: 'reminders', cron: '20 * * * * *', run: () => cases.remind() },
    { name: 'recalculation', cron: '25 10 * * * *', run: () => cases.recalculate() },
    { name: 'next-year', cron: '35 */10 9-17 * * *', run: () => askForCalendar(deps) },
    { name: 'attachments', cron: '*/10 * * * * *', run: () => deps.attachments.fetchDue() },
    { name: 'follow-ups', cron: '15 */5 * * * *', run: () => remindFollowUps(deps) },
    { name: 'people', cron: '45 */10 * * * *', run: () => deps.refreshPeople() },
    { name: 'set-aside', cron: '50 * * * * *', run: () => tellOfSetAside(deps) },
    { name: 'retention', cron: '0 10 3 * * *', run: () => purge(deps) },
  ]
}

type OutboxDeps = Pick<SweepDeps, 'store' | 'delivery' | 'due' | 'now'>

/** What was said in a turn and not handed to delivery, because the process ended in between. */
async function sweepOutboxes({ store, delivery, due, now }: OutboxDeps): Promise<number> {
  const left = store.withOutboxSince(new Date(now().getTime() - OUTBOX_PATIENCE_MS))
  return due.forEach('outbox', left, async (contact) => {
    const { outbox } = await store.read(contact)
    await delivery.enqueue(outbox)
    await store.clearOutboxes([{ id: contact, requests: outbox.map(({ id }) => id) }])
  })
}
