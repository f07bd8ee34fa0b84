/** What happens because of an event of a complaint, beside telling whoever has something to do. All of it may run twice. */
import type { AfterEvents } from '../cases/announcements.js'
import type { Kin } from '../cases/kin.js'
import { bySystem } from '../cases/store.js'
import type { Customers } from '../customers/index.js'
import { givenIn } from './follow-ups.js'
import type { Heard } from './heard.js'
import type { Identified } from './identify.js'
import type { Complaint, ComplaintEvent } from './model.js'
import type { Patterns } from './patterns.js'
import type { PlanNotices } from './plan-notices.js'
import type { Records } from './records.js'
import type { Reports } from './report.js'
import type { VisitNotices } from './visit-notices.js'

export interface AfterEventsDeps {
  readonly records: Records
  readonly reports: Reports
  readonly heard: Heard
  readonly tellVisit: VisitNotices
  readonly tellSent: PlanNotices
  readonly introduce: (complaint: Complaint, event: Identified) => Promise<void>
  readonly customers: Pick<Customers, 'followCase' | 'linkBoth'>
  readonly patterns: Patterns
  readonly kin?: Pick<Kin, 'after'> | undefined
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: ((complaint: Complaint, event: ComplaintEvent) => Promise<void>) | undefined
}

export function createAfterEvents({
  records,
  reports,
  heard,
  tellVisit,
  tellSent,
  introduce,
  customers,
  patterns,
  kin,
  onEvent,
}: AfterEventsDeps): AfterEvents<Complaint, ComplaintEvent> {
  /** What was registered for itself though it looked the same stands with both (F2.A32). */
  async function link({ _id: no, related = [], registeredAt }: Complaint): Promise<void> {
    for (const other of related)
      await records.perform(other, (present) =>
        present.related?.includes(no) ? undefined : bySystem('linked', `${no}.linked`, registeredAt, { no }),
      )
  }

  /** Who complained is of the customer whose complaint it is now; somebody else whom the other customer had on file is not. */
  const follow = ({ _id: no, customer, complainant, phone, registeredBy }: Complaint): Promise<void> =>
    customers.followCase(
      no,
      customer.id,
      (contact) => contact.phone === phone || contact.name === complainant || contact.chatId === registeredBy.id,
    )

  return {
    async tellOwn(complaint, event) {
      switch (event.type) {
        case 'confirmed':
          await reports.tellConfirmed(complaint, event)
          return true
        case 'completed':
          await reports.tellCompleted(complaint, event)
          await reports.sendAgain(complaint, event)
          await heard.tellOurs(complaint, event)
          await link(complaint)
          await this.after(complaint, event)
          return true
        case 'checked':
          await heard.tellChecked(complaint, event)
          return true
        case 'registered':
        case 'registeredPartly':
          await link(complaint)
          // not held back by a report for which somebody cannot be found
          await heard.tell(complaint, event)
          return reports.report(complaint._id)
        default:
          return reports.report(complaint._id)
      }
    },
    async before(complaint, event) {
      if (event.type === 'visitPlanned' || event.type === 'visitCancelled' || event.type === 'withdrawn') await tellVisit(complaint, event)
      if (event.type === 'identified') await introduce(complaint, event)
      if (event.type === 'identified' || event.type === 'corrected') await follow(complaint)
      if (event.type === 'accepted') await heard.tellBegun(complaint, event)
      if (event.type === 'planSent') await tellSent(complaint, event)
      if (event.type === 'corrected') await reports.sendAgain(complaint, event)
      if (event.type === 'rerouted' || event.type === 'redirected') {
        await reports.sendAgain(complaint, event)
        await reports.tellLeft(complaint, event)
      }
      if (event.type !== 'merged') return
      await customers.linkBoth(complaint._id, event.data.target)
      // the evidence of a duplicate moves to the complaint that stays (domain.md 2.2, row 25)
      await heard.tellMerged(complaint, event, event.data.target)
      const { _id: no, description: text, attachments: files, details: answers } = complaint
      await records.perform(event.data.target, (present) =>
        bySystem('absorbed', `${no}.absorbed`, event.at, { no, text, files, given: givenIn(present, { files, answers }) }),
      )
    },
    async after(complaint, event) {
      await patterns.look(complaint, event)
      await onEvent?.(complaint, event)
      // last: nothing of the complaint waits for what belongs to it
      await kin?.after(complaint, event)
    },
  }
}
