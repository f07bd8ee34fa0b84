/** A plan that goes out: whoever of the customer chats is asked for an answer; where nobody does, the sender reads it out (R19.3.c). */
import { latest } from '../cases/history.js'
import type { Seats } from '../cases/seats.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Complaint, ComplaintEvent } from './model.js'

export type PlanNotices = ReturnType<typeof createPlanNotices>

export function createPlanNotices({ seats, notifier }: { readonly seats: Pick<Seats, 'peopleOn'>; readonly notifier: Notifier }) {
  return async function tellSent(complaint: Complaint, { id, by }: ComplaintEvent): Promise<void> {
    const plan = latest(complaint, 'planProposed')?.data.plan
    if (!by || plan === undefined || (await seats.peopleOn('CUSTOMER', complaint)).length > 0) return
    const notice = say('complaint.plan.readOut', { no: complaint._id, plan })
    await notifier.notify([{ id: `${complaint._id}.${id}.readOut`, to: by.id, notice }])
  }
}
