import { Schema } from 'mongoose'
import cron, { type Logger as CronLogger, type RunCoordinator, type ScheduledTask } from 'node-cron'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Logger } from '../log.js'

export interface Job {
  readonly name: string
  /** With seconds. */
  readonly cron: string
  run(): Promise<unknown>
}

/** How one run ended. */
export interface JobRun {
  readonly job: string
  readonly outcome: 'ok' | 'failed'
  readonly seconds: number
}

interface Lease {
  readonly _id: string
  readonly expiresAt: Date
}
const schema = new Schema<Lease>({ _id: String, expiresAt: Date }, { versionKey: false })
schema.index({ expiresAt: 1 })

/** Of all replicas that meet the same fire, the first to write its key runs it. */
export function createRunCoordinator(connection: Connection, log: Logger): RunCoordinator {
  const leases = collectionOf(modelOf<Lease>(connection, 'jobLease', schema))
  return {
    async shouldRun(key, ttlMs) {
      try {
        await leases.insertOne({ _id: key, expiresAt: new Date(Date.now() + Math.max(ttlMs, 60_000)) })
        return true
      } catch (error) {
        if (!isDuplicateKey(error)) log.warn({ err: error, key }, 'job not claimed')
        return false
      }
    },
  }
}

/** node-cron writes coloured lines to the terminal unless it is given a logger; what it wants to say is about one job. */
function createCronLogger(log: Logger, job: string): CronLogger {
  const err = (message: string | Error, error?: Error) => ({ job, err: error ?? (message instanceof Error ? message : undefined) })
  const text = (message: string | Error) => `node-cron: ${message instanceof Error ? message.message : message}`
  return {
    info: (message) => log.info({ job }, text(message)),
    warn: (message) => log.warn({ job }, text(message)),
    error: (message, error) => log.error(err(message, error), text(message)),
    debug: (message, error) => log.debug(err(message, error), text(message)),
  }
}

/** Cron decides when to look, the database decides what is due. Each fire runs on one replica; what it does must be safe to repeat. */
export function createSchedule(connection: Connection, jobs: readonly Job[], log: Logger, onRun: (run: JobRun) => void = () => {}) {
  const leases = modelOf<Lease>(connection, 'jobLease', schema)
  const coordinator = createRunCoordinator(connection, log)
  const running = new Set<Promise<unknown>>()
  let tasks: ScheduledTask[] = []

  async function run(job: Job): Promise<void> {
    const startedAt = performance.now()
    const ended = (outcome: JobRun['outcome']) => onRun({ job: job.name, outcome, seconds: (performance.now() - startedAt) / 1000 })
    try {
      await job.run()
      ended('ok')
    } catch (error) {
      ended('failed')
      log.error({ err: error, job: job.name }, 'job failed; it runs again at its next time')
    }
  }

  const forgetLeases: Job = {
    name: 'forget-leases',
    cron: '30 * * * * *',
    run: () => leases.deleteMany({ expiresAt: { $lte: new Date() } }),
  }

  return {
    start(): void {
      tasks = [...jobs, forgetLeases].map((job) =>
        cron.schedule(
          job.cron,
          () => {
            const work: Promise<void> = run(job).finally(() => running.delete(work))
            running.add(work)
            return work
          },
          {
            name: job.name,
            timezone: 'Asia/Shanghai',
            noOverlap: true,
            distributed: true,
            runCoordinator: coordinator,
            suppressMissedWarning: true,
            logger: createCronLogger(log, job.name),
          },
        ),
      )
    },
    async stop(): Promise<void> {
      for (const task of tasks) await task.destroy()
      await Promise.all(running)
    },
  }
}
