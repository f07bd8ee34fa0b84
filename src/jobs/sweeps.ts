/** What the jobs do: finish what a crash, an outage or silence left open. */
import type { Model } from 'mongoose'
import type { Complaint } from '../complaints/model.js'
import type { Attachments } from '../conversation/attachments.js'
import { type Conversation, type ConversationStore, NUDGE_AFTER_MS } from '../conversation/store.js'
import type { DeliveryService } from '../delivery/index.js'
import type { Notifier } from '../delivery/notice.js'
import { SessionConflictError } from '../errors.js'
import type { Job } from './schedule.js'

export interface SweepDeps {
  readonly store: ConversationStore
  readonly delivery: DeliveryService
  readonly attachments: Attachments
  readonly complaints: Model<Complaint>
  readonly reports: { sweep(): Promise<number> }
  readonly notifier: Notifier
  readonly refreshPeople: () => Promise<void>
  readonly isQuiet: (at: Date) => boolean
  readonly now: () => Date
}

const OUTBOX_PATIENCE_MS = 5_000
const EXPIRE_AFTER_MS = 24 * 3_600_000
const BATCH = 200

export function createJobs(deps: SweepDeps): Job[] {
  return [
    { name: 'outbox', cron: '*/2 * * * * *', run: () => sweepOutboxes(deps) },
    { name: 'deliveries', cron: '*/2 * * * * *', run: () => deps.delivery.sweep() },
    { name: 'reports', cron: '*/5 * * * * *', run: () => deps.reports.sweep() },
    { name: 'attachments', cron: '*/10 * * * * *', run: () => deps.attachments.fetchDue() },
    { name: 'silence', cron: '0 * * * * *', run: () => nudgeSilent(deps) },
    { name: 'follow-ups', cron: '15 */5 * * * *', run: () => remindFollowUps(deps) },
    { name: 'people', cron: '45 */10 * * * *', run: () => deps.refreshPeople() },
  ]
}

/** What was said in a turn and not handed to delivery, because the process ended in between. */
async function sweepOutboxes({ store, delivery, now }: Pick<SweepDeps, 'store' | 'delivery' | 'now'>): Promise<number> {
  const left = await store.withOutboxSince(new Date(now().getTime() - OUTBOX_PATIENCE_MS), BATCH)
  for (const { outbox } of left) await delivery.enqueue(outbox)
  await store.clearOutboxes(left.map(({ _id, version }) => ({ id: _id, version })))
  return left.length
}

type NudgeDeps = Pick<SweepDeps, 'store' | 'notifier' | 'now' | 'isQuiet'>

/** T9: a nudge after 30 minutes of silence; after a day the dialogue becomes a draft that 继续 brings back. */
async function nudgeSilent(deps: NudgeDeps): Promise<number> {
  const { store, now, isQuiet } = deps
  if (isQuiet(now())) return 0
  const silent = await store.dueForNudge(BATCH)
  for (const conversation of silent) {
    await store.commit(conversation, await afterSilence(conversation, deps)).catch((error: unknown) => {
      if (!(error instanceof SessionConflictError)) throw error // the person is back
    })
  }
  return silent.length
}

async function afterSilence(conversation: Conversation, { notifier, now }: NudgeDeps): Promise<Conversation> {
  const { session, activeAt, _id, drafts } = conversation
  if (!session) return { ...conversation, nudgeAt: undefined }
  const silentMs = now().getTime() - activeAt.getTime()
  if (silentMs < NUDGE_AFTER_MS) return { ...conversation, nudgeAt: new Date(activeAt.getTime() + NUDGE_AFTER_MS) }
  if (silentMs >= EXPIRE_AFTER_MS)
    return { ...conversation, session: undefined, drafts: [...drafts, { ...session, status: 'paused' }], nudgeAt: undefined }
  const values = { flowId: session.flow, count: Object.keys(session.answers).length }
  await notifier.notify([
    { id: `${_id}#nudge#${session.id}#${session.turn}`, to: _id, notice: { type: 'text', text: { key: 'silence.nudge', values } } },
  ])
  return { ...conversation, nudgeAt: new Date(activeAt.getTime() + EXPIRE_AFTER_MS) }
}

/** 客户暂无法提供 (4.1): asks again, once a day, until it is given. */
async function remindFollowUps({
  complaints,
  notifier,
  now,
  isQuiet,
}: Pick<SweepDeps, 'complaints' | 'notifier' | 'now' | 'isQuiet'>): Promise<number> {
  if (isQuiet(now())) return 0
  const due = await complaints
    .find({ followUpDueAt: { $lte: now() } })
    .sort({ followUpDueAt: 1 })
    .limit(BATCH)
    .lean<Complaint[]>()
  for (const complaint of due) {
    const { _id, registeredBy, followUpDueAt, followUps, customer } = complaint
    const fields = followUps.filter(({ doneAt }) => !doneAt).map(({ field }) => field)
    const day = followUpDueAt!.toISOString().slice(0, 10)
    await notifier.notify([
      {
        id: `${_id}.followUp.${day}`,
        to: registeredBy.id,
        notice: {
          type: 'card',
          card: `follow-${_id}-${day}`,
          title: { key: 'complaint.tasks.reminderTitle' },
          text: { key: 'complaint.tasks.reminder', values: { no: _id, customer: customer.name, fieldNames: fields } },
          rows: [],
          buttons: [{ key: `do:startSupplement:${_id}`, label: { key: 'complaint.buttons.supplement' }, style: 'primary' }],
        },
      },
    ])
    await complaints.updateOne({ _id, followUpDueAt }, { $set: { followUpDueAt: new Date(now().getTime() + EXPIRE_AFTER_MS) } })
  }
  return due.length
}
