/** Builds every part and connects them, then folds the domains in; `compose/` holds the pieces. */
import { setTimeout as wait } from 'node:timers/promises'
import type { CaseType } from './cases/case-type.js'
import { CASE_ACTIONS, CASE_DIALOGUE_ACTIONS } from './cases/every-kind.js'
import { REMINDER_EVENT } from './cases/remind.js'
import { complaintEngine } from './complaints/complaint.js'
import { COMPLAINT_ACTIONS } from './complaints/index.js'
import { LINK_ACTIONS } from './complaints/link-actions.js'
import { composeDomains } from './compose/domains.js'
import { composeGround } from './compose/ground.js'
import { composeInlets } from './compose/inlets.js'
import { composeJobs, composeRefresh } from './compose/jobs.js'
import type { App, AppOptions } from './compose/options.js'
import { composePage } from './compose/page.js'
import { composeReporting } from './compose/reporting.js'
import { composeTurns } from './compose/turns.js'
import { ROOT } from './config.js'
import { closeUnfitSessions } from './conversation/close-unfit.js'
import { watchDialogues } from './conversation/watch-dialogues.js'
import { correctiveAction } from './corrective-actions/corrective-action.js'
import { createShowProof } from './corrective-actions/show-proof.js'
import { CUSTOMER_FILE } from './customers/customer-file.js'
import { buildIndexes } from './database/connect.js'
import { buildFileIndexes } from './database/files.js'
import { type DomainPlan, declaredDomain, namesOf } from './domain.js'
import { gift } from './gifts/gift.js'
import { HELP_REQUESTS } from './help-requests/index.js'
import { createSchedule } from './jobs/schedule.js'
import { SET_ASIDE_ACTIONS } from './jobs/set-aside.js'
import { meeting } from './meetings/meeting.js'
import { STAFF_ACTIONS } from './people/actions.js'
import { DEPARTMENT_ACTIONS } from './people/department-actions.js'
import { HELP_ACTIONS } from './people/help.js'
import { LAB_ACTIONS } from './people/lab-actions.js'
import { LEAVE_ACTIONS } from './people/leave-actions.js'
import { LIST_ACTIONS } from './people/list-actions.js'
import type { OwnRules } from './people/organisation.js'
import { QUIET_ACTIONS } from './people/quiet-actions.js'
import { RULE_ACTIONS } from './people/rule-actions.js'
import { SENTENCE_ACTIONS } from './people/sentence-actions.js'
import { createSoon } from './people/shared-runs.js'
import { UPLOAD_ACTIONS } from './people/upload-actions.js'
import { PERSONAL_DATA_ACTIONS } from './personal-data/actions.js'
import { RECEPTIONS } from './receptions/index.js'
import { REPORT_ACTIONS } from './reports/actions.js'
import { listActionOf, listedKinds } from './reports/case-list.js'
import { gate } from './web/gate.js'
import { createServer } from './web/server.js'
import { webhookPaths, webhookRoutes } from './web/webhooks.js'

export type { App, AppOptions } from './compose/options.js'

/** Each is one line here and one folder. */
const DOMAINS: readonly DomainPlan[] = [
  declaredDomain([meeting]),
  declaredDomain([correctiveAction], {
    actions: ['showMeasureProof'],
    connect: ({ connection }) => ({ actions: { showMeasureProof: createShowProof(connection) } }),
  }),
  declaredDomain([gift]),
  HELP_REQUESTS,
  RECEPTIONS,
  CUSTOMER_FILE,
]

const PEOPLE = { kinds: [], actions: [], lookups: ['person', 'member', 'seatmate', 'reader', 'openCase', 'owner', 'sentence'] }
const COMPLAINTS = { kinds: [complaintEngine.kind], actions: COMPLAINT_ACTIONS, lookups: ['customer', 'inviter', 'case'] }
/** Every kind of case. */
export const KINDS: readonly CaseType[] = [COMPLAINTS, ...DOMAINS].flatMap(({ kinds }) => kinds)
/** What each of them reads in the organisation file. */
export const OWN_RULES: OwnRules = Object.fromEntries(KINDS.flatMap(({ kind, rules }) => (rules ? [[kind, rules]] : [])))
/** What dialogues may run and look up: read by the checker of dialogues as by the server. */
export const NAMES = namesOf(
  [COMPLAINTS, ...DOMAINS, PEOPLE],
  [
    ...CASE_ACTIONS,
    ...CASE_DIALOGUE_ACTIONS,
    ...REPORT_ACTIONS,
    ...listedKinds(KINDS).map(({ kind }) => listActionOf(kind)),
    ...STAFF_ACTIONS,
    ...LEAVE_ACTIONS,
    ...QUIET_ACTIONS,
    ...RULE_ACTIONS,
    ...DEPARTMENT_ACTIONS,
    ...LIST_ACTIONS,
    ...LAB_ACTIONS,
    ...SENTENCE_ACTIONS,
    ...HELP_ACTIONS,
    ...SET_ASIDE_ACTIONS,
    ...LINK_ACTIONS,
    ...UPLOAD_ACTIONS,
    ...PERSONAL_DATA_ACTIONS,
    'turnTo',
  ],
)

/** A change of contacts comes as many events within seconds. */
const CONTACTS_SETTLE_MS = 5_000
/** A stopping process still sends what was answered last, but not a backlog: that is another replica's, or the next start's. */
const LAST_SENDS_MS = 2_000

/** @throws FlowDefinitionError, ConfigError where a dialogue, a text or the organisation file is wrong */
export async function createApp(options: AppOptions): Promise<App> {
  const { connection, log } = options
  const ground = await composeGround(options, OWN_RULES, {
    arrived: (topic, to, at) => domains.beside.domains.arrived(topic, to, at),
    closed: (topic, unsaid) => domains.beside.domains.closed(topic, unsaid),
    isStillWanted: async ({ event, reference }) => event !== REMINDER_EVENT || domains.beside.cases.isStillWanted(reference),
    texts: () => turns.dialogues.texts,
  })
  const { background, channels, places, metrics, due, delivery, directory, attachments, calendar, customers, publishMenu } = ground
  const domains = composeDomains(DOMAINS, options, ground, () => reporting)
  const reporting = composeReporting(options, ground, domains, () => turns.dialogues)
  const refreshPeople = composeRefresh(options, ground)
  const refreshing = createSoon(
    () => refreshPeople().catch((error: unknown) => log.warn({ err: error }, 'people not refreshed')),
    CONTACTS_SETTLE_MS,
  )
  const turns = composeTurns({ kinds: KINDS, names: NAMES, ownRules: OWN_RULES }, options, ground, domains, reporting, refreshing.ask)
  const { dialogues, revisions, refreshSettings, rereadFiles } = turns
  const inlets = composeInlets(options, ground, domains.beside.domains, turns.handle)
  const { handle } = inlets
  const files = watchDialogues(options.root ?? ROOT, rereadFiles, (error) =>
    log.warn({ err: error }, 'changed dialogues and texts are not noticed here: they are read at the next start'),
  )
  const jobs = [
    ...composeJobs(KINDS, options, ground, domains, reporting, { refreshPeople, refreshSettings }),
    ...inlets.jobs,
    ...ground.page.jobs,
  ]
  const schedule = createSchedule(background, jobs, log, metrics.jobRan)

  let stopping = false
  const webhooks = webhookRoutes({
    channels: [...channels.values()],
    handle,
    places,
    log,
    metrics,
    isStopping: () => stopping,
    elapsed: options.elapsed ?? (() => performance.now()),
  })
  const page = composePage(options, ground, { handle, texts: () => dialogues.texts, isStopping: () => stopping })
  const server = createServer({
    routers: [webhooks, page, ...(options.routers ?? [])],
    metrics,
    log,
    // nothing of the platform's: a balancer must not take replicas away that can commit what comes in
    readiness: { database: ground.isDatabaseUp, flows: async () => dialogues.flows.length > 0 },
  })
  await domains.beside.domains.prepare()
  await buildIndexes(connection, background)
  await buildFileIndexes(background)
  await revisions.remember()

  async function settled(): Promise<void> {
    await inlets.settled()
    await refreshing.settled()
    await directory.settled()
    await turns.handedOver()
    await domains.announcing.settled()
    await attachments.settled()
    await reporting.requests.settled()
    await delivery.settled()
  }

  return {
    listener: gate(server.callback(), { paths: webhookPaths([...channels.values()]), places, metrics, log }),
    metrics,
    handle,
    jobs,
    delivery,
    customers,
    directory,
    dialogues,
    complaints: domains.turn.complaints,
    cases: domains.beside.cases,
    reporting,
    calendar,
    ...(publishMenu && { publishMenu }),
    async start() {
      await refreshPeople()
      const closed = await closeUnfitSessions({ ...ground, revisions, known: NAMES, due })
      if (closed > 0) log.warn({ closed }, 'dialogues of a revision that no longer fits were closed; their answers are kept')
      await inlets.start()
      schedule.start()
      files.start()
    },
    rereadFiles,
    stopTaking() {
      stopping = true
    },
    async stop() {
      stopping = true
      inlets.stop()
      files.stop()
      reporting.stop()
      attachments.stop()
      refreshing.cancel()
      await schedule.stop()
      await Promise.race([settled(), wait(LAST_SENDS_MS, undefined, { ref: false })])
      delivery.stop()
      inlets.stopWaiting()
      await settled()
      await inlets.close()
    },
    settled,
  }
}
