/** Builds every part and connects them; the only place that knows all of them. */
import type { RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type Router from '@koa/router'
import type { Calendar } from './calendar/index.js'
import { attachedOf } from './cases/attached.js'
import { createBeside } from './cases/beside.js'
import type { CaseType } from './cases/case-type.js'
import { checkDialogues } from './cases/check-dialogues.js'
import { allCases } from './cases/collection.js'
import { CASE_ACTIONS, createEveryKind, type EveryKind, FIND_ACTION } from './cases/every-kind.js'
import { REMINDER_EVENT } from './cases/remind.js'
import type { Channel } from './channels/channel.js'
import { createWecomClient, type WecomClient } from './channels/wecom/client.js'
import { createWecomChannel } from './channels/wecom/index.js'
import { complaintEngine } from './complaints/complaint.js'
import { COMPLAINT_ACTIONS, type Complaints, createComplaints } from './complaints/index.js'
import { chasesOf } from './complaints/unfinished.js'
import { ROOT, type WecomConfig } from './config.js'
import { createAttachmentPurge } from './conversation/attachment-purge.js'
import { createAttachments } from './conversation/attachments.js'
import { closeUnfitSessions } from './conversation/close-unfit.js'
import { createHandleMessage, type Handle } from './conversation/handle-message.js'
import { type Dialogues, loadDialogues } from './conversation/load-dialogues.js'
import { createNotifier } from './conversation/notifier.js'
import { createRevisions } from './conversation/revisions.js'
import { createConversationStore } from './conversation/store.js'
import { createWording } from './conversation/wording.js'
import { createIdentify } from './customers/identify.js'
import { type Customers, createCustomers } from './customers/index.js'
import { canCommit } from './database/can-commit.js'
import { buildIndexes, type Connection, TURN_LIMITS } from './database/connect.js'
import { createDue } from './database/due.js'
import { createFileHousekeeping } from './database/file-housekeeping.js'
import { buildFileIndexes, createFileStore } from './database/files.js'
import { createOnce } from './database/once.js'
import { createDelivery, type DeliveryService } from './delivery/index.js'
import { deliveryModels } from './delivery/model.js'
import { say } from './delivery/notice.js'
import { type DomainPlan, fold, namesOf } from './domain.js'
import { FlowDefinitionError } from './errors.js'
import { createFileJobs } from './jobs/file-jobs.js'
import { createSchedule, type Job } from './jobs/schedule.js'
import { createSetAsideActions, SET_ASIDE_ACTIONS, SET_ASIDE_BUTTONS } from './jobs/set-aside.js'
import { createJobs } from './jobs/sweeps.js'
import type { Logger } from './log.js'
import type { Actions, Lookups } from './people/action.js'
import { createStaffActions, STAFF_ACTIONS, STAFF_BUTTONS } from './people/actions.js'
import { createAlarms } from './people/alarms.js'
import { calendarOf } from './people/calendar-of.js'
import { createDirectory, type Directory } from './people/directory.js'
import { createPeopleFinder } from './people/find-people.js'
import { listsOf, type Organisation } from './people/organisation.js'
import { createRefreshPeople } from './people/refresh-people.js'
import { createSoon } from './people/shared-runs.js'
import { RECEPTIONS } from './receptions/index.js'
import { REPORT_ACTIONS, REPORT_BUTTONS } from './reports/actions.js'
import { createReporting, type Reporting } from './reports/index.js'
import type { Maker } from './reports/making/maker.js'
import { gate } from './web/gate.js'
import { createMetrics, type Metrics } from './web/metrics.js'
import { createPlaces } from './web/places.js'
import { reuseFor } from './web/reuse-for.js'
import { createServer } from './web/server.js'
import { webhookPaths, webhookRoutes } from './web/webhooks.js'

/** Each is one line here and one folder. */
const DOMAINS: readonly DomainPlan[] = [RECEPTIONS]

const PEOPLE = { kinds: [], actions: [], lookups: ['person'] }
const COMPLAINTS = { kinds: [complaintEngine.kind], actions: COMPLAINT_ACTIONS, lookups: ['customer', 'case'] }
/** Every kind of case. */
export const KINDS: readonly CaseType[] = [COMPLAINTS, ...DOMAINS].flatMap(({ kinds }) => kinds)
/** What dialogues may run and look up: read by the checker of dialogues as by the server. */
export const NAMES = namesOf(
  [COMPLAINTS, ...DOMAINS, PEOPLE],
  [...CASE_ACTIONS, FIND_ACTION, ...REPORT_ACTIONS, ...STAFF_ACTIONS, ...SET_ASIDE_ACTIONS],
)

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
  /** Makes files in a process beside; of its own unless given, and whoever gives it closes it. */
  readonly maker?: Maker
  /** Pages beside the webhooks. */
  readonly routers?: readonly Router[]
}

export interface App {
  readonly listener: RequestListener
  readonly metrics: Metrics
  readonly handle: Handle
  readonly jobs: readonly Job[]
  readonly delivery: DeliveryService
  readonly customers: Customers
  readonly directory: Directory
  readonly wecomClient?: WecomClient
  readonly dialogues: Dialogues
  readonly complaints: Complaints
  /** What concerns cases of every kind, beside the turn. */
  readonly cases: EveryKind
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

const CONTACTS_SETTLE_MS = 5_000
/** A stopping process still sends what was answered last, but not a backlog: that is another replica's, or the next start's. */
const LAST_SENDS_MS = 2_000

/** What the log says of a delivery that did not arrive. */
const UNDELIVERED = {
  retried: 'delivery put off',
  dead: 'delivery given up; an administrator can retry it in chat (未送达)',
  closed: 'delivery ended: the platform lets us answer this person no longer',
} as const

export async function createApp(options: AppOptions): Promise<App> {
  const { connection, organisation, wecom, publicUrl, defaultLanguage, now, log } = options
  const background = options.background ?? connection
  const client = wecom && createWecomClient(wecom, now)
  const channel =
    wecom &&
    client &&
    createWecomChannel({
      secrets: { receiveId: wecom.corpId, token: wecom.token, aesKey: wecom.aesKey },
      client,
      publicUrl,
      now,
      ...(options.sendsPerMinute && { sendsAMinute: options.sendsPerMinute }),
    })
  const channels = new Map<string, Channel>(channel ? [[channel.name, channel]] : [])

  const files = createFileStore(background)
  const store = createConversationStore(connection, now, chasesOf)
  const storeBeside = createConversationStore(background, now, chasesOf)
  const attachments = createAttachments({
    connection,
    background,
    channels,
    files,
    onLost: ({ _id, from, kind, at }, reason, megabytes) =>
      notifier.notify([
        { id: `${_id}.lost`, to: from, notice: say(`attachments.lost.${reason}`, { kind, at: at.toISOString(), megabytes }) },
      ]),
    now,
  })
  const calendar = calendarOf(organisation)
  const customers = createCustomers(connection, now)
  const places = createPlaces(options.turnsAtOnce ?? TURNS_AT_ONCE)
  const commits = reuseFor(PROBE_EVERY_MS, () => canCommit(connection))
  const isDatabaseUp = async () => (options.isDatabaseHealthy?.() ?? true) && (await commits())
  const metrics = createMetrics({
    oldestDueSeconds: () => delivery.oldestDueSeconds(),
    isDatabaseUp,
    turnsUnderWay: places.taken,
    ...(client && { isTokenHeld: client.isReady }),
    sendsUnderWay: () => delivery.stats().sending,
    deadLetters: () => delivery.countDeadLetters(),
    pendingAttachments: async () => (await attachments.counts()).pending,
    lostAttachments: async () => (await attachments.counts()).lost,
  })
  const due = createDue({ connection: background, now, log, onFailure: (job) => metrics.jobItemFailures.inc({ job }) })
  const once = createOnce(background, now)
  metrics.watchPool('turns', connection)
  if (background !== connection) metrics.watchPool('background', background)

  const delivery: DeliveryService = createDelivery({
    connection: background,
    channels,
    readFile: files.read,
    now,
    async onReport({ outcome, delivery: { id, topic }, to, at, reason }) {
      metrics.deliveries.inc({ outcome })
      if (outcome === 'sent') log.info({ deliveryId: id }, 'delivered')
      else log[outcome === 'dead' ? 'error' : 'warn']({ deliveryId: id, reason }, UNDELIVERED[outcome])
      if (outcome === 'sent' && topic) await domainsBeside.arrived?.(topic, to, at)
    },
    isStillWanted: async ({ event, reference }) => event !== REMINDER_EVENT || casesBeside.isStillWanted(reference),
    onHeld: storeBeside.noteHeld,
    onError: (error, to) => log.warn({ err: error, to }, 'delivery interrupted; it goes on by itself'),
  })
  const notifier = createNotifier({ store: storeBeside, delivery, texts: () => dialogues.texts, defaultLanguage })
  const directory = await createDirectory({ connection, organisation, ...(client && { contacts: client }), now })
  const customersBeside = createCustomers(background, now)
  const personBeside = createIdentify(directory, customersBeside)
  const partsOn = (own: Connection, ownCustomers: Customers) => ({
    connection: own,
    customers: ownCustomers,
    directory,
    organisation,
    calendar,
    notifier,
    due,
    announce: announcing.kick,
    now,
  })
  const complaintsOn = (parts: ReturnType<typeof partsOn>): Complaints =>
    createComplaints({ ...parts, onEvent: (complaint, event) => reporting.sendForms(complaint, event) })
  const everyKindOn = (own: Connection, { findComplaints }: Complaints, { cases, taskLists }: ReturnType<typeof fold>) =>
    createEveryKind({ services: cases, taskLists, findOthers: findComplaints, cases: allCases(own), organisation, due, now })
  const announcing = createBeside(
    async (no) => {
      await casesBeside.dispatch(no)
      reporting.requests.begin() // forms that its events asked for
    },
    (error, no) => log.warn({ err: error, no }, 'not announced yet; the sweep does it again'),
  )
  // they hold no state, so turns and what goes on beside them have each their own
  const parts = partsOn(connection, customers)
  const partsBeside = background === connection ? parts : partsOn(background, customersBeside)
  const complaints = complaintsOn(parts)
  const complaintsBeside = background === connection ? complaints : complaintsOn(partsBeside)
  const domains = fold([complaints, ...DOMAINS.map(({ connect }) => connect(parts))])
  const domainsBeside = fold([complaintsBeside, ...DOMAINS.map(({ connect }) => connect(partsBeside))])
  const cases = everyKindOn(connection, complaints, domains)
  const casesBeside = everyKindOn(background, complaintsBeside, domainsBeside)
  const reporting: Reporting = createReporting({
    connection: background,
    complaints: complaintsBeside,
    turns: { connection, complaints },
    personOf: personBeside,
    areFetched: attachments.areFetched,
    directory,
    organisation,
    calendar,
    notifier,
    due,
    once,
    files,
    wording: createWording(() => dialogues, defaultLanguage),
    kindNames: (kind) => dialogues.texts.words('complaint').optionNames('kind', kind),
    ...(options.maker && { maker: options.maker }),
    onFileFailed: ({ _id, wanted, attempts }, error) =>
      log.error({ err: error, fileRequest: _id, kind: wanted.kind, attempts: attempts + 1 }, 'a file was not made'),
    root: ROOT,
    now,
  })
  const actions: Actions = {
    ...cases.actions,
    ...domains.actions,
    ...reporting.actions,
    ...createStaffActions({ directory, notifier, delivery }),
    ...createSetAsideActions({ due: createDue({ connection, now }) }),
  }
  const lookups: Lookups = { ...domains.lookups, person: createPeopleFinder(directory) }
  const dialogues: Dialogues = loadDialogues({ root: ROOT, ...NAMES, lists: listsOf(organisation) })
  const faults = checkDialogues(KINDS, dialogues.flows)
  if (faults.length > 0) throw new FlowDefinitionError(faults)
  const revisions = createRevisions(connection, dialogues.flows, (unusable) =>
    log.warn(unusable, 'a stored revision of a dialogue is not used; its sessions are closed with a friendly word'),
  )

  let stopping = false
  const { handle, settled: handedOver } = createHandleMessage({
    store,
    channels,
    delivery,
    revisions,
    texts: dialogues.texts,
    actions,
    buttons: [...CASE_ACTIONS, ...domains.buttons, ...REPORT_BUTTONS, ...STAFF_BUTTONS, ...SET_ASIDE_BUTTONS],
    lookups,
    attachments,
    personOf: createIdentify(directory, customers),
    defaultLanguage,
    now,
  })
  const handleAndWatch: Handle = async (message, canReplyPassively, patience) => {
    if (message.content.type === 'contactsChanged') refreshing.ask()
    const handled = await handle(message, canReplyPassively, patience)
    reporting.requests.begin()
    // where this is lost, a job finds out whether the turn was committed
    if (message.from && message.content.type === 'file') attachments.confirm(message.from.channel, message.content.mediaId).catch(() => {})
    return handled
  }
  const refreshPeople = createRefreshPeople({ directory, alarms: createAlarms({ directory, organisation, notifier, now }), log })
  // a change of contacts comes as many events within seconds
  const refreshing = createSoon(
    () => refreshPeople().catch((error: unknown) => log.warn({ err: error }, 'people not refreshed')),
    CONTACTS_SETTLE_MS,
  )

  async function settled(): Promise<void> {
    await refreshing.settled()
    await directory.settled()
    await handedOver()
    await announcing.settled()
    await attachments.settled()
    await reporting.requests.settled()
    await delivery.settled()
  }

  const housekeeping = createFileHousekeeping(background)
  const attachmentPurge = createAttachmentPurge({
    connection: background,
    files: housekeeping,
    readTalk: storeBeside.read,
    referenced: (ids) => attachedOf(allCases(background), ids),
    now,
  })
  const answering = createJobs({
    store: storeBeside,
    delivery,
    attachments,
    complaints: complaintsBeside,
    cases: casesBeside,
    digest: reporting.digest,
    notifier,
    directory,
    personOf: personBeside,
    refreshPeople,
    calendar,
    due,
    once,
    deliveries: deliveryModels(background),
    retention: organisation.rules.retention,
    files: housekeeping,
    sent: attachmentPurge,
    now,
  })
  const fileJobs = createFileJobs({ requests: reporting.requests, attachments: attachmentPurge })
  const jobs = [...answering, ...fileJobs, ...domainsBeside.jobs]
  const schedule = createSchedule(background, jobs, log, metrics.jobRan)
  const server = createServer({
    routers: [
      webhookRoutes({
        channels: [...channels.values()],
        handle: handleAndWatch,
        places,
        log,
        metrics,
        isStopping: () => stopping,
        elapsed: options.elapsed ?? (() => performance.now()),
      }),
      ...(options.routers ?? []),
    ],
    metrics,
    log,
    // nothing of the platform's: a balancer must not take replicas away that can commit what comes in
    readiness: { database: isDatabaseUp, flows: async () => dialogues.flows.length > 0 },
  })
  await buildIndexes(connection, background)
  await buildFileIndexes(background)
  await revisions.remember()

  return {
    listener: gate(server.callback(), { paths: webhookPaths([...channels.values()]), places, metrics, log }),
    metrics,
    handle: handleAndWatch,
    jobs,
    delivery,
    customers,
    directory,
    dialogues,
    complaints,
    cases: casesBeside,
    reporting,
    calendar,
    ...(client && { wecomClient: client }),
    async start() {
      await refreshPeople()
      const closed = await closeUnfitSessions({ store, revisions, known: NAMES, due, notifier })
      if (closed > 0) log.warn({ closed }, 'dialogues of a revision that no longer fits were closed; their answers are kept')
      schedule.start()
    },
    stopTaking() {
      stopping = true
    },
    async stop() {
      stopping = true
      reporting.stop()
      attachments.stop()
      refreshing.cancel()
      await schedule.stop()
      await Promise.race([settled(), wait(LAST_SENDS_MS, undefined, { ref: false })])
      delivery.stop()
      await settled()
    },
    settled,
  }
}
