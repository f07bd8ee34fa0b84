/** What the jobs do: finish what a crash, an outage or silence left open. */
import { addDays, type Calendar, dayOf, instant, weekdayOf } from '../calendar/index.js'
import type { Complaints } from '../complaints/index.js'
import type { Complaint } from '../complaints/model.js'
import { bySystem } from '../complaints/records.js'
import type { Attachments } from '../conversation/attachments.js'
import { type Conversation, type ConversationStore, NUDGE_AFTER_MS } from '../conversation/store.js'
import type { DeliveryService } from '../delivery/index.js'
import { type Notifier, say } from '../delivery/notice.js'
import { SessionConflictError } from '../errors.js'
import type { Directory } from '../staff/directory.js'
import type { Person } from '../staff/person.js'
import type { Job } from './schedule.js'

export interface SweepDeps {
  readonly store: ConversationStore
  readonly delivery: DeliveryService
  readonly attachments: Attachments
  readonly complaints: Complaints
  readonly digest: { sweep(): Promise<number> }
  readonly notifier: Notifier
  readonly directory: Pick<Directory, 'holders'>
  readonly personOf: (id: string) => Promise<Person>
  readonly refreshPeople: () => Promise<void>
  readonly calendar: Calendar
  readonly now: () => Date
}

const OUTBOX_PATIENCE_MS = 5_000
const EXPIRE_AFTER_MS = 24 * 3_600_000
const BATCH = 200
const UNFINISHED_BATCH = 1_000
const COMPLAINT_FLOW = 'complaint'

export function createJobs(deps: SweepDeps): Job[] {
  return [
    { name: 'outbox', cron: '*/2 * * * * *', run: () => sweepOutboxes(deps) },
    { name: 'deliveries', cron: '*/2 * * * * *', run: () => deps.delivery.sweep() },
    { name: 'announcements', cron: '*/5 * * * * *', run: () => deps.complaints.announcements.sweep() },
    { name: 'partial-reports', cron: '5 */5 * * * *', run: () => reportPartly(deps) },
    { name: 'unfinished', cron: '10 */5 * * * *', run: () => remindUnfinished(deps) },
    { name: 'digest', cron: '40 * * * * *', run: () => deps.digest.sweep() },
    { name: 'reminders', cron: '20 * * * * *', run: () => deps.complaints.reminders.sweep() },
    { name: 'recalculation', cron: '25 10 * * * *', run: () => deps.complaints.reminders.recalculate() },
    { name: 'next-year', cron: '35 */10 9-17 * * *', run: () => askForCalendar(deps) },
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
  await store.clearOutboxes(left.map(({ _id, outbox }) => ({ id: _id, requests: outbox.map(({ id }) => id) })))
  return left.length
}

type NudgeDeps = Pick<SweepDeps, 'store' | 'notifier' | 'now' | 'calendar'>

/** T9: a nudge after 30 minutes of silence; after a day the dialogue becomes a draft that 继续 brings back. */
async function nudgeSilent(deps: NudgeDeps): Promise<number> {
  const { store, now, calendar } = deps
  if (calendar.isQuiet(now())) return 0
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
async function remindFollowUps({ complaints: { models, records }, notifier, now, calendar }: SweepDeps): Promise<number> {
  if (calendar.isQuiet(now())) return 0
  const due = await models.complaints
    .find({ followUpDueAt: { $lte: now() } })
    .sort({ followUpDueAt: 1 })
    .limit(BATCH)
    .lean<Complaint[]>()
  for (const { _id, registeredBy, followUpDueAt, followUps, customer } of due) {
    const fields = followUps.filter(({ doneAt }) => !doneAt).map(({ field }) => field)
    const day = dayOf(followUpDueAt!)
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
    const next = new Date(now().getTime() + EXPIRE_AFTER_MS).toISOString()
    await records.perform(_id, (complaint) =>
      complaint.followUpDueAt?.getTime() === followUpDueAt!.getTime()
        ? bySystem('followUpReminded', `${_id}.followUp.${day}`, now(), { next })
        : undefined,
    )
  }
  return due.length
}

/** Complaints that somebody began to file and has not finished, once that time of their day has come: running, waiting or paused. */
async function unfinishedAfter({ store, now }: Pick<SweepDeps, 'store' | 'now'>, time: string) {
  const talks = await store.waiting(UNFINISHED_BATCH)
  return talks.flatMap(({ _id, session, suspended, drafts }) =>
    [...(session ? [session] : []), ...suspended, ...drafts.filter(({ status }) => status === 'paused')]
      .filter(({ flow, answers }) => flow === COMPLAINT_FLOW && answers.customer !== undefined)
      .filter(({ facts }) => instant(dayOf(new Date(String(facts.startedAt))), time) <= now())
      .map((unfinished) => ({ contact: _id, session: unfinished })),
  )
}

/** T1 at 17:00: what was heard today must be reported today. */
async function remindUnfinished(deps: SweepDeps): Promise<number> {
  const unfinished = await unfinishedAfter(deps, '17:00')
  const notice = (count: number) => ({ type: 'text', text: { key: 'complaint.unfinished', values: { count } } }) as const
  await deps.notifier.notify(
    unfinished.map(({ contact, session }) => ({
      id: `${session.id}.unfinished`,
      to: contact,
      notice: notice(Object.keys(session.answers).length),
    })),
  )
  return unfinished.length
}

/** Transition 3: at 21:00 the report goes out with what is known, and whoever is filing is told what is missing. */
async function reportPartly(deps: SweepDeps): Promise<number> {
  const { complaints, notifier, personOf, now } = deps
  const unfinished = await unfinishedAfter(deps, '21:00')
  for (const { contact, session } of unfinished) {
    const [channel = ''] = contact.split(':')
    const request = {
      key: session.id,
      by: await personOf(contact),
      at: now(),
      channel,
      answers: session.answers,
      facts: session.facts,
      revision: session.revision,
    }
    const no = await complaints.filePartly(request)
    await notifier.notify([{ id: `${session.id}.partly`, to: contact, notice: say('complaint.reportedPartly', { no }) }])
  }
  return unfinished.length
}

/** T13: from 25 October once a week, from 10 December every day, until next year's days off are known. */
async function askForCalendar({ calendar, directory, notifier, now }: SweepDeps): Promise<number> {
  const today = dayOf(now())
  const year = Number(today.slice(0, 4)) + 1
  const isTime = today.slice(5) >= '12-10' || today.slice(5) >= '10-25'
  if (!isTime || calendar.knowsYear(year)) return 0
  const period = today.slice(5) >= '12-10' ? today : addDays(today, -((weekdayOf(today) + 6) % 7))
  const administrators = await directory.holders('ADMIN')
  await notifier.notify(
    administrators.map(({ id }) => ({ id: `calendar.${year}.${period}.${id}`, to: id, notice: say('calendar.missing', { year }) })),
  )
  return administrators.length
}
