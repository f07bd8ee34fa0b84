/** What happens because of an event of a complaint, beside telling whoever has something to do. All of it may run twice. */
import type { AfterEvents } from '../cases/announcements.js'
import { bySystem } from '../cases/store.js'
import type { Complaint, ComplaintEvent } from './model.js'
import type { Patterns } from './patterns.js'
import type { Records } from './records.js'
import type { Reports } from './report.js'

export interface AfterEventsDeps {
  readonly records: Records
  readonly reports: Reports
  readonly patterns: Patterns
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: ((complaint: Complaint, event: ComplaintEvent) => Promise<void>) | undefined
}

export function createAfterEvents({ records, reports, patterns, onEvent }: AfterEventsDeps): AfterEvents<Complaint, ComplaintEvent> {
  return {
    async tellOwn(complaint, event) {
      if (event.type !== 'confirmed') return reports.report(complaint._id)
      await reports.tellConfirmed(complaint, event)
      return true
    },
    async before(complaint, event) {
      if (event.type === 'rerouted') await reports.sendAgain(complaint, event)
      if (event.type !== 'merged') return
      // the evidence of a duplicate moves to the complaint that stays (domain.md 2.2, row 25)
      const moved = { no: complaint._id, text: complaint.description, files: complaint.attachments }
      await records.perform(event.data.target, () => bySystem('absorbed', `${complaint._id}.absorbed`, event.at, moved))
    },
    async after(complaint, event) {
      await patterns.look(complaint, event)
      await onEvent?.(complaint, event)
    },
  }
}
