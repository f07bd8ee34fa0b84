import { Schema } from 'mongoose'
import cron, { type RunCoordinator, type ScheduledTask } from 'node-cron'
import { type Connection, modelOf } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Logger } from '../log.js'

export interface Job {
  readonly name: string
  /** With seconds. */
  readonly cron: string
  run(): Promise<unknown>
}

interface Lease {
  readonly _id: string
  readonly expiresAt: Date
}
const schema = new Schema<Lease>({ _id: String, expiresAt: Date }, { versionKey: false })
schema.index({ expiresAt: 1 })

/** Of all replicas that meet the same fire, the first to write its key runs it. */
export function createRunCoordinator(connection: Connection, log: Logger): RunCoordinator {
  const leases = modelOf<Lease>(connection, 'jobLease', schema)
  return {
    async shouldRun(key, ttlMs) {
      try {
        await leases.collection.insertOne({ _id: key as never, expiresAt: new Date(Date.now() + Math.max(ttlMs, 60_000)) })
        return true
      } catch (error) {
        if (!isDuplicateKey(error)) log.warn({ err: error, key }, 'job not claimed')
        return false
      }
    },
  }
}

/** Cron decides when to look, the database decides what is due. Each fire runs on one replica; what it does must be safe to repeat. */
export function createSchedule(connection: Connection, jobs: readonly Job[], log: Logger) {
  const leases = modelOf<Lease>(connection, 'jobLease', schema)
  const coordinator = createRunCoordinator(connection, log)
  const running = new Set<Promise<unknown>>()
  let tasks: ScheduledTask[] = []

  async function run(job: Job): Promise<void> {
    try {
      await job.run()
    } catch (error) {
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
