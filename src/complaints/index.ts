/** The parts of the complaint domain, connected. */
import type { Calendar } from '../calendar/index.js'
import type { Customers } from '../customers/index.js'
import type { Connection } from '../database/connect.js'
import { createDue, type Due } from '../database/due.js'
import type { Notifier } from '../delivery/notice.js'
import type { Actions } from '../staff/action.js'
import type { Directory } from '../staff/directory.js'
import type { Organisation } from '../staff/organisation.js'
import { createAccess } from './access.js'
import { createComplaintActions } from './actions.js'
import { createAnnouncements } from './announcements.js'
import { createCustomerFinder } from './find-customers.js'
import { type Complaint, type ComplaintEvent, complaintModels } from './model.js'
import { createPatterns } from './patterns.js'
import { createRecords } from './records.js'
import { createRegistration } from './registration.js'
import { createReminders } from './reminders.js'
import { createReports } from './report.js'
import { createSeats } from './seats.js'
import { createStepActions } from './step-actions.js'

export interface ComplaintDeps {
  readonly connection: Connection
  readonly customers: Customers
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly notifier: Notifier
  /** Shared with the other sweeps; one of its own unless given. */
  readonly due?: Due
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: (complaint: Complaint, event: ComplaintEvent) => Promise<void>
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
  const records = createRecords({ complaints, rules, calendar, now })
  const access = createAccess({ models, customers, now })
  const finder = createCustomerFinder(customers)
  const reports = createReports({ records, directory, organisation, notifier, now })
  const seats = createSeats({ directory, customers })
  const patterns = createPatterns({ complaints, records, seats, notifier, rules })
  const announcements = createAnnouncements({
    complaints,
    records,
    seats,
    reports,
    patterns,
    notifier,
    rules,
    due,
    ...(deps.onEvent && { onEvent: deps.onEvent }),
    now,
  })
  const reminders = createReminders({ complaints, records, announcements, calendar, due, now })
  const registration = createRegistration({ models, customers, records, reports, announcements, organisation, access, now })
  const steps = createStepActions({ records, refusals, customers, reports, announcements, directory, access })
  const actions = createComplaintActions({
    models,
    records,
    access,
    finder,
    reports,
    announcements,
    steps,
    organisation,
    calendar,
    now,
  })

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
    filePartly: registration.filePartly,
    actions: { ...registration.actions, ...steps.actions, ...actions, meetReporter: finder.meetReporter } as Actions,
    buttons: BUTTONS,
  }
}
