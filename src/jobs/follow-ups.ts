/** 客户暂无法提供 (4.1): asks again, once a day, until it is given. */
import { type Calendar, DAY_MS, dayOf } from '../calendar/index.js'
import { bySystem } from '../cases/store.js'
import type { Complaints } from '../complaints/index.js'
import type { Complaint } from '../complaints/model.js'
import { type Due, idsOf } from '../database/due.js'
import type { Notice, Notifier } from '../delivery/notice.js'

export interface FollowUpDeps {
  readonly complaints: Pick<Complaints, 'models' | 'records'>
  readonly due: Due
  readonly notifier: Notifier
  readonly calendar: Calendar
  readonly now: () => Date
}

export async function remindFollowUps({ complaints: { models, records }, due, notifier, calendar, now }: FollowUpDeps): Promise<number> {
  if (calendar.isQuiet(now())) return 0
  const query = models.complaints
    .find({ followUpDueAt: { $lte: now() } }, { _id: 1 })
    .sort({ followUpDueAt: 1 })
    .lean()
  return due.forEach('follow-ups', idsOf(query), async (no) => {
    const complaint = await records.read(no)
    const dueAt = complaint?.followUpDueAt
    if (!complaint || !dueAt) return
    const id = `${no}.followUp.${dayOf(dueAt)}`
    await notifier.notify([{ id, to: complaint.registeredBy.id, notice: followUpCard(complaint, dayOf(dueAt)) }])
    const next = new Date(now().getTime() + DAY_MS).toISOString()
    await records.perform(no, (present) =>
      present.followUpDueAt?.getTime() === dueAt.getTime() ? bySystem('followUpReminded', id, now(), { next }) : undefined,
    )
  })
}

function followUpCard({ _id, customer, followUps }: Complaint, day: string): Notice {
  const fields = followUps.filter(({ doneAt }) => !doneAt).map(({ field }) => field)
  return {
    type: 'card',
    card: `follow-${_id}-${day}`,
    title: { key: 'complaint.tasks.reminderTitle' },
    text: { key: 'complaint.tasks.reminder', values: { no: _id, customer: customer.name, fieldNames: fields } },
    rows: [],
    buttons: [{ key: `do:startSupplement:${_id}`, label: { key: 'complaint.buttons.supplement' }, style: 'primary' }],
  }
}
