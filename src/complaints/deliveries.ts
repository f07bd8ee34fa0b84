/** What deliveries mean to complaints: a report that arrived is noted, a reminder of what has been done is dropped. */
import { REMINDER_EVENT } from '../cases/remind.js'
import type { Topic } from '../delivery/notice.js'
import type { Complaints } from './index.js'
import { REPORT_EVENT } from './report.js'

export const complaintDeliveries = ({ reports, announcements }: Pick<Complaints, 'reports' | 'announcements'>) => ({
  async arrived({ kind, event, reference }: Topic, to: string, at: Date): Promise<void> {
    if (kind === 'complaint' && event === REPORT_EVENT) await reports.recordDelivery(reference, to, at)
  },
  async isStillWanted({ kind, event, reference }: Topic): Promise<boolean> {
    return kind !== 'complaint' || event !== REMINDER_EVENT || announcements.isStillWanted(reference)
  },
})
