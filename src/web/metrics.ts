import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Connection } from '../database/connect.js'
import { reuseFor } from '../database/reuse-for.js'
import type { JobRun } from '../jobs/schedule.js'

/** What only other parts know; what is absent is not shown. Those that ask the database are asked once in a few seconds, however often somebody looks. */
export interface MetricSources {
  readonly oldestDueSeconds: () => Promise<number>
  readonly isDatabaseUp: () => Promise<boolean>
  readonly turnsUnderWay: () => number
  readonly sendsUnderWay?: () => number
  readonly isTokenHeld?: () => boolean
  /** By the kind of reason, from a fixed set. */
  readonly deadLetters?: () => Promise<Readonly<Record<string, number>>>
  readonly pendingAttachments?: () => Promise<number>
  readonly lostAttachments?: () => Promise<number>
}

const ASK_EVERY_MS = 5_000
const QUICK_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export type Metrics = ReturnType<typeof createMetrics>

/** Names and labels of all metrics; docs/operations.md says for each what to alarm on. Labels come from fixed sets, never from what people send. */
export function createMetrics(sources: MetricSources) {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string = never>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `huisheng_${name}`, help, labelNames, registers })
  const histogram = <Label extends string = never>(name: string, help: string, buckets: number[], ...labelNames: Label[]) =>
    new Histogram({ name: `huisheng_${name}`, help, buckets, labelNames, registers })
  /** Read when it is asked for; not a number where that fails. */
  const gauge = (name: string, help: string, read: (() => Promise<number>) | undefined) =>
    read &&
    new Gauge({
      name: `huisheng_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read().catch(() => Number.NaN))
      },
    })
  const seldom = (read: (() => Promise<number>) | undefined) => read && reuseFor(ASK_EVERY_MS, read)

  gauge('delivery_queue_age_seconds', 'Age of the oldest delivery that should have been sent', seldom(sources.oldestDueSeconds))
  gauge('database_up', '1 while the database commits', async () => ((await sources.isDatabaseUp()) ? 1 : 0))
  gauge('turns_under_way', 'Messages being worked on', async () => sources.turnsUnderWay())
  gauge('sends_under_way', 'Messages on their way to the platform', sources.sendsUnderWay && (async () => sources.sendsUnderWay!()))
  gauge(
    'token_held',
    '1 while the last attempt to get a token succeeded',
    sources.isTokenHeld && (async () => (sources.isTokenHeld!() ? 1 : 0)),
  )
  const deadLetters = sources.deadLetters && reuseFor(ASK_EVERY_MS, sources.deadLetters)
  if (deadLetters)
    new Gauge({
      name: 'huisheng_dead_letters',
      help: 'Deliveries given up, waiting for an administrator',
      labelNames: ['kind'],
      registers,
      async collect() {
        for (const [kind, count] of Object.entries(await deadLetters().catch(() => ({})))) this.set({ kind }, count)
      },
    })
  gauge('attachments_pending', 'Files that people sent and that are still to be fetched', seldom(sources.pendingAttachments))
  gauge('attachments_lost', 'Files that the platform no longer had', seldom(sources.lostAttachments))

  const jobRuns = counter('job_runs_total', 'Runs of a job by outcome', 'job', 'outcome')
  const jobSeconds = histogram('job_seconds', 'How long a run of a job took', [0.01, 0.1, 0.5, 1, 5, 15, 60, 300], 'job')

  return {
    registry,
    turns: counter('turns_total', 'Messages handled', 'outcome'),
    turnSeconds: histogram('turn_seconds', 'Time from a genuine callback to its answer', QUICK_S),
    refused: counter(
      'webhook_refused_total',
      'Webhook calls refused: not genuine, not readable, or no place for them (busy, late)',
      'reason',
    ),
    deliveries: counter('deliveries_total', 'Deliveries by outcome', 'outcome'),
    /** One item that a job set aside, so that the next could be done. */
    jobItemFailures: counter('job_item_failures_total', 'Records that a job had to leave for later', 'job'),
    jobRan({ job, outcome, seconds }: JobRun): void {
      jobRuns.inc({ job, outcome })
      jobSeconds.observe({ job }, seconds)
    },
    watchPool: createPoolMetrics(registry),
  }
}

/** Memory, CPU, event-loop lag and garbage collection of the process: once per process, because it starts timers of its own. */
export function watchProcess({ registry }: Pick<Metrics, 'registry'>): void {
  collectDefaultMetrics({ register: registry })
}

/** Waits for a connection, and waits in vain, as the driver reports them. */
function createPoolMetrics(registry: Registry): (pool: 'turns' | 'background', connection: Connection) => void {
  const registers = [registry]
  const waits = new Histogram({
    name: 'huisheng_database_pool_wait_seconds',
    help: 'How long a command waited for a connection',
    labelNames: ['pool'],
    buckets: [0.001, ...QUICK_S],
    registers,
  })
  const failures = new Counter({
    name: 'huisheng_database_pool_failures_total',
    help: 'Commands that got no connection',
    labelNames: ['pool', 'reason'],
    registers,
  })
  const inUse = new Gauge({
    name: 'huisheng_database_connections_in_use',
    help: 'Connections that are carrying out a command',
    labelNames: ['pool'],
    registers,
  })
  return (pool, connection) => {
    inUse.set({ pool }, 0)
    connection
      .getClient()
      .on('connectionCheckedOut', ({ durationMS }) => {
        waits.observe({ pool }, durationMS / 1000)
        inUse.inc({ pool })
      })
      .on('connectionCheckedIn', () => inUse.dec({ pool }))
      .on('connectionCheckOutFailed', ({ reason }) => failures.inc({ pool, reason }))
  }
}
