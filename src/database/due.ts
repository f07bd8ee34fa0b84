/**
 * Going through what is due, so that one bad item never stops another: what fails is set aside with a growing pause that survives
 * restarts and holds on every replica, and the next item goes on.
 */
import { Schema } from 'mongoose'
import type { Logger } from '../log.js'
import { type Connection, modelOf } from './connect.js'
import { isUnreachable } from './retry.js'

/** An item whose work failed, and when it is tried again. */
export interface SetAside {
  /** `job item` */
  readonly _id: string
  readonly job: string
  readonly item: string
  readonly failures: number
  readonly failedAt: Date
  readonly until: Date
  readonly reason: string
  /** When an administrator was told. */
  readonly toldAt?: Date
}

const schema = new Schema<SetAside>(
  { _id: String, job: String, item: String, failures: Number, failedAt: Date, until: Date, reason: String, toldAt: Date },
  { versionKey: false },
)
schema.index({ failedAt: -1 })

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 30 * 60_000
/** An item that is not tried any more is due no longer: somebody has mended it. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000
const REASON_CHARS = 300

export interface DueOptions {
  readonly connection: Connection
  readonly now: () => Date
  readonly log?: Pick<Logger, 'error'>
  /** For the counter `huisheng_job_failures_total{job}`. */
  readonly onFailure?: (job: string) => void
}

export type Due = ReturnType<typeof createDue>

export function createDue({ connection, now, log, onFailure }: DueOptions) {
  const model = modelOf<SetAside>(connection, 'setAside', schema)

  /**
   * Does the work of one item, unless it is set aside.
   * @returns undefined once it is done, otherwise when it is tried again
   * @throws only where the database cannot be reached: that is nobody's fault, and everything is tried again soon
   */
  async function attempt(job: string, item: string, work: () => Promise<unknown>): Promise<Date | undefined> {
    const _id = `${job} ${item}`
    const known = await model.findById(_id).lean<SetAside>()
    if (known && known.until > now()) return known.until
    try {
      await work()
    } catch (error) {
      if (isUnreachable(error)) throw error
      return setAside(job, item, known?.failures ?? 0, error)
    }
    if (known) await model.deleteOne({ _id })
    return undefined
  }

  async function setAside(job: string, item: string, before: number, error: unknown): Promise<Date> {
    const failures = before + 1
    const failedAt = now()
    const until = new Date(failedAt.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS))
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, REASON_CHARS)
    onFailure?.(job)
    log?.error({ err: error, job, item, failures, until }, 'set aside; everything else goes on')
    await model.updateOne({ _id: `${job} ${item}` }, { $set: { job, item, failures, failedAt, until, reason } }, { upsert: true })
    return until
  }

  const isStanding = () => ({ failedAt: { $gt: new Date(now().getTime() - FORGOTTEN_AFTER_MS) } })

  return {
    attempt,

    /**
     * The work of each item, one after another, each at most once: what stays due although its work was done is not seen again in this run.
     * @returns how many were done
     */
    async forEach(job: string, items: AsyncIterable<string> | Iterable<string>, work: (item: string) => Promise<unknown>): Promise<number> {
      let done = 0
      for await (const item of items) if (!(await attempt(job, item, () => work(item)))) done++
      return done
    },

    /** What is set aside now, the latest failure first. */
    standing: (limit: number): Promise<SetAside[]> => model.find(isStanding()).sort({ failedAt: -1 }).limit(limit).lean<SetAside[]>(),

    /** What failed so often that an administrator should know, and was not told of yet; nothing of the job `except`, which tells. */
    untold: (failures: number, limit: number, except: string): Promise<SetAside[]> =>
      model
        .find({ ...isStanding(), job: { $ne: except }, failures: { $gte: failures }, toldAt: { $exists: false } })
        .limit(limit)
        .lean<SetAside[]>(),

    async told(_id: string): Promise<void> {
      await model.updateOne({ _id }, { $set: { toldAt: now() } })
    },

    /** Lets an item be tried at the next run. @returns false where it is set aside no longer */
    async tryNow(_id: string): Promise<boolean> {
      return (await model.updateOne({ _id }, { $set: { until: now() } })).matchedCount === 1
    },

    /** Forgets what has not been tried any more since then. */
    async purge(before: Date): Promise<number> {
      return (await model.deleteMany({ failedAt: { $lt: before } })).deletedCount
    },
  }
}

/** The ids of what a query finds, in its order, read as they are wanted: a backlog of any length takes no memory, and no document is parsed. */
export async function* idsOf(query: { cursor(options?: { batchSize?: number }): AsyncIterable<{ _id: unknown }> }): AsyncGenerator<string> {
  for await (const { _id } of query.cursor({ batchSize: ID_BATCH })) yield String(_id)
}
const ID_BATCH = 500
