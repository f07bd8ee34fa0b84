/** The parts of the complaint domain, connected. */
import type { Model } from 'mongoose'
import type { Calendar } from '../calendar/index.js'
import { createCaseActions } from '../cases/actions.js'
import { type Announce, createAnnouncements } from '../cases/announcements.js'
import type { CaseRecord } from '../cases/case.js'
import { createReminders } from '../cases/reminders.js'
import { createSeats } from '../cases/seats.js'
import { createCaseStore } from '../cases/store.js'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import { createDue, type Due } from '../database/due.js'
import type { Notifier } from '../delivery/notice.js'
import type { Actions } from '../people/action.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import { createAccess } from './access.js'
import { createActing } from './acting.js'
import { createComplaintActions } from './actions.js'
import { createAfterEvents } from './after-events.js'
import { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import { createCustomerFinder } from './find-customers.js'
import { createOpenTasks } from './left-open.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { createPatterns } from './patterns.js'
import { createRegistration } from './registration.js'
import { createReports } from './report.js'
import { COMPLAINT_CARDS } from './show.js'

export interface ComplaintDeps {
  readonly connection: Connection
  readonly customers: Customers
  readonly directory: Pick<Directory, 'holders' | 'personOf' | 'whoIs'>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly notifier: Notifier
  /** Shared with the other sweeps; one of its own unless given. */
  readonly due?: Due
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: (complaint: Complaint, event: ComplaintEvent) => Promise<void>
  /** Tells beside the turn; at once unless given. */
  readonly announce?: Announce
  readonly now: () => Date
}

/** Actions that a button outside a dialogue may run; everything else needs the answers of one. */
const BUTTONS = [
  'acknowledgeReport',
  'showComplaint',
  'showPhotos',
  'showMore',
  'showRecord',
  'explainDue',
  'startSupplement',
  'act',
  'begin',
  'push',
] as const

export type Complaints = ReturnType<typeof createComplaints>

export function createComplaints(deps: ComplaintDeps) {
  const { connection, customers, directory, organisation, calendar, notifier, now } = deps
  const { rules } = organisation
  const due = deps.due ?? createDue({ connection, now })
  const models = complaintModels(connection)
  const { complaints, refusals } = models
  const { kind } = complaintEngine
  // the kernel reads of a record what every case has
  const cases = complaints as unknown as Model<CaseRecord>
  const records = createCaseStore({ engine: complaintEngine, cases, rules, calendar, now })
  const access = createAccess({ models, customers, now })
  const finder = createCustomerFinder(customers)
  const reports = createReports({ records, directory, organisation, notifier, now })
  const seats = createSeats({ directory, customers })
  const cards = COMPLAINT_CARDS
  const patterns = createPatterns({ complaints, records, seats, notifier, rules })
  const announcements = createAnnouncements({
    kind,
    cases,
    seats,
    cards,
    afterEvents: createAfterEvents({ records, reports, patterns, onEvent: deps.onEvent }),
    notifier,
    rules,
    due,
    now,
  })
  const announce = deps.announce ?? announcements.dispatch
  const reminders = createReminders({ kind, cases, store: records, announcements, calendar, due, now })
  const registration = createRegistration({ models, customers, records, reports, announce, organisation, access })
  const acting = createActing({ records, customers, reports, directory, access })
  const acts = createCaseActions({
    kind,
    store: records,
    refusals,
    announce,
    cards,
    acting,
  })
  const actions = createComplaintActions({
    models,
    records,
    access,
    finder,
    reports,
    announce,
    acting,
    organisation,
    calendar,
    now,
  })

  const everything: Actions = { ...registration.actions, ...acts, ...actions, meetReporter: finder.meetReporter }

  return {
    models,
    records,
    reports,
    announcements,
    reminders,
    seats,
    access,
    finder,
    readable: access.readable,
    openTasks: createOpenTasks(complaints, organisation),
    filePartly: registration.filePartly,
    actions: everything,
    buttons: BUTTONS,
  }
}
