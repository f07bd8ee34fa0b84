/** Who hears of what happens to a complaint, put together. */
import { createAnnouncements } from '../cases/announcements.js'
import type { CaseRecord } from '../cases/case.js'
import { createSeats } from '../cases/seats.js'
import type { Due } from '../database/due.js'
import type { Person } from '../people/person.js'
import type { Access } from './access.js'
import { createAfterEvents } from './after-events.js'
import { COMPLAINT_CARDS } from './cards.js'
import type { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import { createHeard } from './heard.js'
import { createIntroduce } from './identify.js'
import type { ComplaintDeps } from './parts.js'
import { createPatterns } from './patterns.js'
import { createPlanNotices } from './plan-notices.js'
import type { Records } from './records.js'
import type { Reports } from './report.js'
import { createVisitNotices } from './visit-notices.js'
import { isWhole } from './whole.js'

export interface TellingParts {
  readonly models: ReturnType<typeof complaintModels>
  readonly records: Records
  readonly reports: Reports
  readonly access: Access
  readonly due: Due
}

export function createTelling(
  { customers, directory, ruleBook, calendar, notifier, kin, seesOneCase, onEvent, now }: ComplaintDeps,
  { models: { complaints, cases }, records, reports, access, due }: TellingParts,
) {
  const readsAll = async (person: Person, record: CaseRecord) => isWhole(record) && access.readsAll(person, record)
  const seats = createSeats({ directory, customers, readsAll })
  const heard = createHeard({ seats, notifier, ruleBook, calendar })
  const tellVisit = createVisitNotices({ seats, directory, access, notifier })
  const patterns = createPatterns({ complaints, records, seats, notifier, ruleBook })
  const announcements = createAnnouncements({
    kind: complaintEngine.kind,
    cases,
    seats,
    cards: COMPLAINT_CARDS,
    afterEvents: createAfterEvents({
      records,
      reports,
      heard,
      tellVisit,
      tellSent: createPlanNotices({ seats, notifier }),
      introduce: createIntroduce({ complaints, customers, notifier, seesOneCase }),
      customers,
      patterns,
      kin,
      onEvent,
    }),
    notifier,
    ruleBook,
    due,
    now,
  })
  return { seats, announcements }
}
