/** A complaint as the kernel knows a kind of case: who sees how much of it is decided here. */
import type { Acting } from '../cases/actions.js'
import { copyCardId } from '../cases/cards.js'
import type { CaseRecord } from '../cases/case.js'
import type { InHands } from '../cases/in-hands.js'
import { askedIn, type CaseLookups } from '../cases/lookups.js'
import type { CaseService } from '../cases/service.js'
import { say } from '../delivery/notice.js'
import type { Person } from '../people/person.js'
import type { Access } from './access.js'
import { COMPLAINT_CARDS } from './cards.js'
import { complaintEngine, tasksFor } from './complaint.js'
import type { Complaint } from './model.js'
import { taskCard } from './show.js'
import { isWhole } from './whole.js'

export interface ServiceDeps
  extends Pick<
    CaseService,
    | 'store'
    | 'announcements'
    | 'reminders'
    | 'act'
    | 'begin'
    | 'push'
    | 'show'
    | 'showMore'
    | 'common'
    | 'seatmates'
    | 'handOver'
    | 'readersAmong'
  > {
  readonly access: Access
  readonly inHands: InHands
  readonly acting: Pick<Acting<Complaint>, 'actorsFor'>
  readonly general: Pick<CaseLookups<Complaint>, 'showRecord' | 'explained'>
  readonly now: () => Date
}

export function createComplaintService({ access, inHands, acting, general, now, ...own }: ServiceDeps): CaseService {
  /** The complaint of a record that somebody else has read, as the person may see it. */
  async function seenBy(record: CaseRecord, by: Person) {
    if (!isWhole(record)) return undefined
    const view = await access.viewFor(by)
    const level = view.levelOf(record)
    return level && { complaint: view.shown(record), level }
  }

  return {
    ...own,
    type: complaintEngine.kind,
    isWhole,
    showRecord: general.showRecord,
    async explainDue(request) {
      const complaint = await access.readable(askedIn(request), request.by, 'explainDue', request.channel)
      const { levelOf } = await access.viewFor(request.by)
      const explained = levelOf(complaint) === 'inside' ? general.explained(complaint, true) : []
      return { say: explained.length > 0 ? explained : [say('complaint.why.none')] }
    },
    async explained(record, by) {
      const seen = await seenBy(record, by)
      return seen?.level === 'inside' ? general.explained(seen.complaint, false) : []
    },
    visibleTo: async (by) => (await access.viewFor(by)).filter,
    taskOf: async (record, by) => (isWhole(record) ? tasksFor(record, await acting.actorsFor(by, record))[0] : undefined),
    async taskCard(record, by, at) {
      const seen = await seenBy(record, by)
      if (!seen) return undefined
      const [first, ...others] = tasksFor(seen.complaint, await acting.actorsFor(by, seen.complaint))
      return first && taskCard(seen.complaint, [first, ...others], at, { hands: await inHands(seen.complaint, at), reader: by }, seen.level)
    },
    async copyCard(record, copy, by) {
      const seen = await seenBy(record, by)
      const event = seen?.level === 'inside' && seen.complaint.events[Number(copy)]
      if (!event) return undefined
      const held = { hands: await inHands(seen.complaint, now()), reader: by }
      return COMPLAINT_CARDS.happened(seen.complaint, event, [], copyCardId(record._id, copy), held)
    },
  }
}
