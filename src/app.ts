/** Builds every part and connects them; the only place that knows all of them. */
import type Router from '@koa/router'
import type Koa from 'koa'
import { type Calendar, createCalendar, nationalDays } from './calendar/index.js'
import type { Channel } from './channels/channel.js'
import { createWecomClient, type WecomClient } from './channels/wecom/client.js'
import { createWecomChannel } from './channels/wecom/index.js'
import { REMINDER_EVENT } from './complaints/announcements.js'
import { type Complaints, createComplaints } from './complaints/index.js'
import { REPORT_EVENT } from './complaints/report.js'
import { ROOT, type WecomConfig } from './config.js'
import { createAttachments } from './conversation/attachments.js'
import { closeUnfitSessions } from './conversation/close-unfit.js'
import { createHandleMessage, type Handle } from './conversation/handle-message.js'
import { type Dialogues, loadDialogues } from './conversation/load-dialogues.js'
import { createRevisions } from './conversation/revisions.js'
import { createConversationStore } from './conversation/store.js'
import { translate } from './conversation/translate.js'
import { createWording } from './conversation/wording.js'
import { type Customers, createCustomers } from './customers/index.js'
import { canCommit } from './database/can-commit.js'
import { buildIndexes, type Connection, TURN_LIMITS } from './database/connect.js'
import { createFileStore } from './database/files.js'
import { createDelivery, type DeliveryService } from './delivery/index.js'
import { deliveryModels } from './delivery/model.js'
import type { Notifier } from './delivery/notice.js'
import { createSchedule, type Job } from './jobs/schedule.js'
import { createJobs } from './jobs/sweeps.js'
import type { Logger } from './log.js'
import { REPORT_BUTTONS } from './reports/actions.js'
import { createReporting, type Reporting } from './reports/index.js'
import type { Actions } from './staff/action.js'
import { createStaffActions } from './staff/actions.js'
import { createDirectory, type Directory } from './staff/directory.js'
import { listsOf, type Organisation } from './staff/organisation.js'
import type { Person } from './staff/person.js'
import { createMetrics, type Metrics } from './web/metrics.js'
import { createPlaces } from './web/places.js'
import { reuseFor } from './web/reuse-for.js'
import { createServer } from './web/server.js'
import { webhookRoutes } from './web/webhooks.js'

export interface AppOptions {
  /** For turns: small time-outs. */
  readonly connection: Connection
  /** For jobs, deliveries and reports, so that none of them takes a connection from a turn; without it they share. */
  readonly background?: Connection
  readonly isDatabaseHealthy?: () => boolean
  readonly organisation: Organisation
  readonly wecom?: WecomConfig
  readonly publicUrl: string
  readonly defaultLanguage: string
  /** More than the platform's limit only against a simulator. */
  readonly sendsPerMinute?: number
  readonly now: () => Date
  /** Turns that may be under way at once. */
  readonly turnsAtOnce?: number
  /** Milliseconds that only go forward, to know how long a turn took. */
  readonly elapsed?: () => number
  readonly log: Logger
  /** Pages beside the webhooks. */
  readonly routers?: readonly Router[]
}

export interface App {
  readonly server: Koa
  readonly metrics: Metrics
  readonly handle: Handle
  readonly jobs: readonly Job[]
  readonly delivery: DeliveryService
  readonly customers: Customers
  readonly directory: Directory
  readonly wecomClient?: WecomClient
  readonly dialogues: Dialogues
  readonly complaints: Complaints
  readonly reporting: Reporting
  readonly calendar: Calendar
  /** Resolves people and starts the jobs; the server may take calls before. */
  start(): Promise<void>
  /** Waits for what goes on beside: fetching, handing over, sending. */
  settled(): Promise<void>
  /** From now on every call is answered with 503, so that the platform tries another replica or comes again. */
  stopTaking(): void
  /** Finishes what runs. */
  stop(): Promise<void>
}

/** What a pool of 20 connections works off well within the 5 s of the platform; more would only wait for each other. */
const TURNS_AT_ONCE = 4 * TURN_LIMITS.maxPoolSize
/** How often the database is asked at most whether it commits, whoever wants to know. */
const PROBE_EVERY_MS = 1_000

const STAFF_BUTTONS = ['retryDeadLetter', 'requestPerson'] as const

export async function createApp(options: AppOptions): Promise<App> {
  const { connection, organisation, wecom, publicUrl, defaultLanguage, now, log } = options
  const background = options.background ?? connection
  const client = wecom && createWecomClient(wecom, now)
  const channel =
    wecom &&
    client &&
    createWecomChannel({ secrets: { receiveId: wecom.corpId, token: wecom.token, aesKey: wecom.aesKey }, client, publicUrl, now })
  const channels = new Map<string, Channel>(channel ? [['wecom', channel]] : [])

  const files = createFileStore(background)
  const store = createConversationStore(connection, now)
  const attachments = createAttachments(connection, channels, files, now)
  const calendar = calendarOf(organisation)
  const customers = createCustomers(connection, now)
  const places = createPlaces(options.turnsAtOnce ?? TURNS_AT_ONCE)
  const commits = reuseFor(PROBE_EVERY_MS, () => canCommit(connection))
  const isDatabaseUp = async () => (options.isDatabaseHealthy?.() ?? true) && (await commits())
  const metrics = createMetrics({
    oldestDueSeconds: () => delivery.oldestDueSeconds(),
    isDatabaseUp,
    turnsUnderWay: places.taken,
    deadLetters: () => deliveryModels(background).deadLetters.estimatedDocumentCount(),
  })
  metrics.watchPool('turns', connection)
  if (background !== connection) metrics.watchPool('background', background)

  const delivery: DeliveryService = createDelivery({
    connection: background,
    channels,
    readFile: files.read,
    ...(options.sendsPerMinute && { sendsPerMinute: options.sendsPerMinute }),
    now,
    async onReport({ outcome, delivery: { id, topic }, to, at, reason }) {
      metrics.deliveries.inc({ outcome })
      if (outcome === 'sent') log.info({ deliveryId: id }, 'delivered')
      else
        log[outcome === 'dead' ? 'error' : 'warn'](
          { deliveryId: id, reason },
          outcome === 'dead' ? 'delivery given up; an administrator can retry it in chat (未送达)' : 'delivery put off',
        )
      if (outcome === 'sent' && topic?.kind === 'complaint' && topic.event === REPORT_EVENT)
        await complaintsBeside.reports.recordDelivery(topic.reference, to, at)
    },
    async isStillWanted({ kind, reference, event }) {
      return kind !== 'complaint' || event !== REMINDER_EVENT || complaintsBeside.announcements.isStillWanted(reference)
    },
  })
  const notifier: Notifier = {
    async notify(items) {
      const requests = items.map(async ({ id, to, notice, topic }) => {
        const language = (await store.languageOf(to)) ?? defaultLanguage
        return { id, to, message: translate(dialogues.texts, language, notice), ...(topic && { topic }) }
      })
      await delivery.enqueue(await Promise.all(requests))
    },
  }
  const directory = await createDirectory({ connection, organisation, ...(client && { contacts: client }), now })
  const complaintsOn = (own: Connection): Complaints =>
    createComplaints({
      connection: own,
      customers: createCustomers(own, now),
      directory,
      organisation,
      calendar,
      notifier,
      onEvent: (complaint, event) => reporting.sendForms(complaint, event),
      now,
    })
  // they hold no state, so turns and what goes on beside them have each their own
  const complaints = complaintsOn(connection)
  const complaintsBeside = background === connection ? complaints : complaintsOn(background)
  const reporting: Reporting = createReporting({
    connection: background,
    complaints: complaintsBeside,
    customers: createCustomers(background, now),
    directory,
    organisation,
    calendar,
    notifier,
    files,
    wording: createWording(() => dialogues, defaultLanguage),
    kindNames: (kind) => dialogues.texts.words('complaint').optionNames('kind', kind),
    root: ROOT,
    now,
  })
  const actions: Actions = { ...complaints.actions, ...reporting.actions, ...createStaffActions({ directory, notifier, delivery }) }
  const dialogues: Dialogues = loadDialogues({ root: ROOT, actions: Object.keys(actions), lists: listsOf(organisation) })
  const revisions = createRevisions(connection, dialogues.flows)

  /** A contact of a customer acts for that customer, whatever else they are. */
  async function personOf(id: string): Promise<Person> {
    const person = await directory.personOf(id)
    const customer = person.roles.length === 0 ? await customers.ofContact(id) : null
    return customer ? { ...person, customer: customer._id } : person
  }

  let stopping = false
  const { handle, settled: handedOver } = createHandleMessage({
    store,
    delivery,
    revisions,
    texts: dialogues.texts,
    actions,
    buttons: [...complaints.buttons, ...REPORT_BUTTONS, ...STAFF_BUTTONS],
    lookups: { customer: customers.lookup },
    attachments,
    personOf,
    defaultLanguage,
    now,
    elapsed: options.elapsed ?? (() => performance.now()),
  })
  const handleAndWatch: Handle = async (message, canReplyPassively, turn) => {
    if (message.content.type === 'contactsChanged')
      refreshPeople().catch((error: unknown) => log.warn({ err: error }, 'people not refreshed'))
    return handle(message, canReplyPassively, turn)
  }
  async function refreshPeople(): Promise<void> {
    const { failed } = await directory.refresh()
    for (const reason of failed) log.warn({ reason }, 'a role could not be resolved; the people known before keep it')
  }

  async function settled(): Promise<void> {
    await handedOver()
    await attachments.settled()
    await delivery.settled()
  }

  const jobs = createJobs({
    store: createConversationStore(background, now),
    delivery,
    attachments,
    complaints: complaintsBeside,
    digest: reporting.digest,
    notifier,
    directory,
    personOf,
    refreshPeople,
    calendar,
    now,
  })
  const schedule = createSchedule(background, jobs, log, metrics.jobRan)
  const server = createServer({
    routers: [
      webhookRoutes({
        ...(channel && { wecom: channel }),
        handle: handleAndWatch,
        places,
        log,
        metrics,
        isStopping: () => stopping,
        elapsed: () => performance.now(),
      }),
      ...(options.routers ?? []),
    ],
    metrics,
    log,
    // nothing of the platform's: a balancer must not take replicas away that can commit what comes in
    readiness: { database: isDatabaseUp, flows: async () => dialogues.flows.length > 0 },
  })
  await buildIndexes(connection, background)
  await revisions.remember()

  return {
    server,
    metrics,
    handle: handleAndWatch,
    jobs,
    delivery,
    customers,
    directory,
    dialogues,
    complaints,
    reporting,
    calendar,
    ...(client && { wecomClient: client }),
    async start() {
      await refreshPeople()
      const closed = await closeUnfitSessions({ store, revisions, actions: Object.keys(actions), notifier })
      if (closed > 0) log.warn({ closed }, 'dialogues of a revision that no longer fits were closed; their answers are kept')
      schedule.start()
    },
    stopTaking() {
      stopping = true
    },
    async stop() {
      stopping = true
      await schedule.stop()
      await settled()
    },
    settled,
  }
}

/** Working days as the country has published them and the company's file corrects them. */
export function calendarOf({ calendar: { years, company }, rules }: Organisation): Calendar {
  return createCalendar({
    national: nationalDays(years),
    companyDays: company.map(({ plant, ...days }) => ({ ...days, ...(plant && { plant }) })),
    officeHours: rules.officeHours,
    quietHours: rules.quietHours,
  })
}
