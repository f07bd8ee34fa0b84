import { createCaseActions } from '../cases/actions.js'
import { adoptCases } from '../cases/adopt.js'
import { allCases } from '../cases/collection.js'
import { createCorrecting } from '../cases/correcting.js'
import { createHandOver } from '../cases/hand-over.js'
import { createInHands } from '../cases/in-hands.js'
import { createCaseLookups } from '../cases/lookups.js'
import { createNumbers } from '../cases/numbers.js'
import { createReaders } from '../cases/readers.js'
import { createReminders } from '../cases/reminders.js'
import { createSeatmates } from '../cases/seatmates.js'
import type { Seats } from '../cases/seats.js'
import { createCaseStore } from '../cases/store.js'
import { createDue } from '../database/due.js'
import type { Topic } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Actions, ActionsNamed } from '../people/action.js'
import { createAccess } from './access.js'
import { createActing } from './acting.js'
import { type ComplaintActionDeps, createComplaintActions } from './actions.js'
import { adoptMeetings } from './adopt-meetings.js'
import { COMPLAINT_CARDS, COMPLAINT_LOOK } from './cards.js'
import { createChooseCorrection } from './choose-correction.js'
import { createChooseOwn } from './choose-own.js'
import { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import { createCorrectRegistration } from './correct-registration.js'
import { createFailedMessages } from './failed-messages.js'
import { createFillSearch } from './fill-search.js'
import { createComplaintFinder } from './find-complaints.js'
import { createCustomerFinder } from './find-customers.js'
import { createFindIdentity } from './identify.js'
import { createLabResults } from './lab-results.js'
import type { ComplaintDeps } from './parts.js'
import { createRecall } from './recall.js'
import { createRegistration } from './registration.js'
import { createReports, REPORT_EVENT } from './report.js'
import { createComplaintSearch } from './search-complaints.js'
import { createComplaintService } from './service.js'
import { createTaskLists } from './tasks.js'
import { createTelling } from './telling.js'

/** What dialogues and buttons may run beside the acts. */
export const COMPLAINT_ACTIONS = [
  'assumePacking',
  'weighBags',
  'compareBulk',
  'judgeLateness',
  'findDuplicate',
  'fileComplaint',
  'addToExisting',
  'findMissing',
  'supplementComplaint',
  'hearCustomer',
  'startSupplement',
  'acknowledgeReport',
  'acknowledgeNewest',
  'showPhotos',
  'showPlan',
  'showComplaint',
  'findSimilar',
  'listMine',
  'findComplaints',
  'findMore',
  'meetReporter',
  'recallCustomers',
  'recallLast',
  'chooseOpen',
  'chooseClosed',
  'chooseCorrection',
  'findIdentity',
  'checkCorrected',
  'offerLabItems',
  'judgeResult',
] as const

/** Actions that a button outside a dialogue may run, beside what every case has; everything else needs the answers of one. */
const BUTTONS = ['acknowledgeReport', 'showComplaint', 'showPhotos', 'showPlan', 'startSupplement', 'findMore', 'chooseCorrection'] as const

export type Complaints = ReturnType<typeof createComplaints>

export function createComplaints(deps: ComplaintDeps) {
  const { connection, customers, directory, organisation, ruleBook, calendar, notifier, kin, now } = deps
  const due = deps.due ?? createDue({ connection, now })
  const models = complaintModels(connection)
  const { cases } = models
  const { kind } = complaintEngine
  const records = createCaseStore({ engine: complaintEngine, cases, ruleBook, calendar, now })
  const access = createAccess({ models, customers, now })
  const finder = createCustomerFinder(customers, organisation)
  const search = createComplaintSearch({ models, finder })
  const reports = createReports({ records, directory, organisation, notifier, now })
  const { seats, announcements } = createTelling(deps, { models, records, reports, access, due })
  const inHands = createInHands({ kind, seats })
  const announce = deps.announce ?? announcements.dispatch
  const reminders = createReminders({ kind, store: records, announcements, calendar, now })
  const parts = {
    models,
    nextNumber: createNumbers(connection),
    customers,
    seats,
    records,
    reports,
    announce,
    ruleBook,
    organisation,
    calendar,
    access,
    inHands,
  }
  const registration = createRegistration(parts)
  const { named, actions, ...acts } = createActs(deps, { ...parts, search })
  const service = createComplaintService({
    ...acts,
    store: records,
    announcements,
    reminders,
    handOver: createHandOver({ store: records, seats, announce }),
    access,
    inHands,
    now,
    show: actions.showComplaint,
  })

  const own: ActionsNamed<typeof COMPLAINT_ACTIONS> = {
    ...registration.actions,
    ...actions,
    ...createChooseOwn({ models, access, acting: acts.acting, begin: acts.begin, ruleBook }),
    chooseCorrection: createChooseCorrection({ models, access, acting: acts.acting, begin: acts.begin }),
    ...createLabResults(organisation),
    meetReporter: finder.meetReporter,
    ...createRecall({ models, access, finder }),
    findIdentity: createFindIdentity({ records, customers, finder }),
  }
  const everything: Actions = { ...named, ...own }

  return {
    models,
    records,
    reports,
    seats,
    inHands,
    access,
    finder,
    search,
    readable: access.readable,
    filePartly: registration.filePartly,
    cases: [service],
    actions: everything,
    findComplaints: actions.findComplaints,
    contextOf: acts.contextOf,
    buttons: BUTTONS,
    lookups: { customer: finder.lookup, inviter: finder.inviters, case: createComplaintFinder({ models, access, finder }) },
    taskLists: createTaskLists(access),
    jobs: [createFillSearch({ cases: allCases(connection), due })],
    async prepare() {
      await adoptCases(connection, { collection: 'complaints', kind: kind.kind })
      if (kin) await adoptMeetings({ cases: allCases(connection), records, kin, due })
    },
    async arrived({ kind: about, event, reference }: Topic, to: string, at: Date): Promise<void> {
      if (about === kind.kind && event === REPORT_EVENT) await reports.recordDelivery(reference, to, at)
    },
    closed: createFailedMessages({ models, records, seats, customers, directory, notifier }),
  }
}

type ActParts = Omit<ComplaintActionDeps, 'acting' | 'general' | 'kin' | 'now'> & { readonly seats: Seats }

/** Everything that may be done to a complaint or looked up of it. */
function createActs({ customers, directory, organisation, ruleBook, calendar, kin, now }: ComplaintDeps, parts: ActParts) {
  const { models, records, access, reports, announce, search, seats, inHands } = parts
  const { kind } = complaintEngine
  const acting = createActing({ records, customers, reports, directory, access, organisation })
  const acts = createCaseActions({ kind, store: records, refusals: models.refusals, announce, cards: COMPLAINT_CARDS, acting, seats })
  const { act, push, common, named } = acts
  const { begin, check, withCorrections } = createCorrecting({
    kind,
    acting,
    async refuse({ by, channel }, { no, action }, { key, params, isFinal = false }) {
      await access.recordRefusal(no, by, action, channel, key)
      throw new UserFacingError(key, { no, ...params }, isFinal)
    },
    subtitleOf: ({ _id: no, kind: kindOf }) => ({ key: 'complaint.cards.subtitle', values: { no, kind: kindOf } }),
    begin: acts.begin,
    ruleBook,
    calendar,
  })
  const { checkCorrected, andWhose } = createCorrectRegistration({ acting, check })
  const { corrected, ...others } = withCorrections(named)
  const seatmates = createSeatmates({ read: records.read, actorsFor: acting.actorsFor, seats })
  const readersAmong = createReaders({ read: records.read, actorsFor: acting.actorsFor, seats })
  const general = createCaseLookups({
    type: kind,
    look: COMPLAINT_LOOK,
    actorsFor: acting.actorsFor,
    readable: (no, { by, channel }, action) => access.readable(no, by, action, channel),
    refusals: models.refusals,
    calendar,
    now,
  })
  const { showMore, contextOf, ...actions } = createComplaintActions({
    models,
    records,
    access,
    search,
    reports,
    announce,
    acting,
    general,
    inHands,
    kin,
    now,
  })
  return {
    acting,
    general,
    act,
    begin,
    push,
    common,
    seatmates,
    readersAmong,
    named: { ...others, corrected: andWhose(corrected!) },
    showMore,
    contextOf,
    actions: { ...actions, checkCorrected },
  }
}
