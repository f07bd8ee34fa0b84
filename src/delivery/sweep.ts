import { setTimeout as wait } from 'node:timers/promises'
import type { Due } from '../database/due.js'
import { isUnreachable } from '../database/retry.js'
import { InterruptedError } from './interruption.js'
import type { Mailboxes } from './mailbox.js'
import type { Sending } from './senders.js'

const JOB = 'deliveries'
/** As many sendings are begun in one sweep. */
const SWEEP_LIMIT = 1_000
const SWEEP_LANES = 8
/** Ids are read as they are wanted, so that a backlog of any length takes no memory. */
const ID_BATCH = 500
/** A sweep does not wait longer for what it began, so that the next one finds new work. */
const PATIENCE_MS = 2_000

export interface SweepDeps {
  readonly mailboxes: Mailboxes
  readonly due: Pick<Due, 'attempt'>
  readonly now: () => Date
  /** True while nothing can be sent from this mailbox by this process anyway. */
  readonly isSkipped: (id: string) => boolean
  /** Leases the mailbox if it is due and free. */
  readonly begin: (id: string) => Promise<Sending | undefined>
  readonly mend: (id: string) => Promise<boolean>
  readonly onError: (error: unknown, to: string) => void
}

const nothing = () => {}

/** Looks through the mailboxes for what is due, so that nothing stays behind after a crash; one that cannot be used stops none of the others. */
export function createSweep({ mailboxes, due, now, isSkipped, begin, mend, onError }: SweepDeps) {
  async function run(): Promise<void> {
    const sendings: Promise<void>[] = []
    const ids = dueIds(() => sendings.length < SWEEP_LIMIT)
    await Promise.all(
      Array.from({ length: SWEEP_LANES }, async () => {
        for await (const id of ids) await beginOne(id, sendings)
      }),
    )
    await Promise.race([Promise.all(sendings), wait(PATIENCE_MS, undefined, { ref: false })])
  }

  /** Those that have waited longest first. Lanes share it: each id goes to one of them. */
  async function* dueIds(mayBegin: () => boolean): AsyncGenerator<string> {
    const options = { projection: { _id: 1 }, sort: { dueAt: 1 }, batchSize: ID_BATCH } as const
    for await (const { _id } of mailboxes.find({ dueAt: { $lte: now() } }, options)) {
      if (!mayBegin()) return
      if (!isSkipped(_id)) yield _id
    }
  }

  /** Over as soon as it is known whether something is sent. The item of the job is the whole of it: what fails later is set aside as well. */
  function beginOne(id: string, sendings: Promise<void>[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const attempt = due.attempt(JOB, id, async () => {
        try {
          const sending = await begin(id).catch((error: unknown) => {
            onError(error, id)
            throw error
          })
          if (!sending) return
          sendings.push(attempt.then(nothing, nothing))
          resolve()
          await sending.sent
        } catch (error) {
          if (error instanceof InterruptedError) return
          if (isUnreachable(error) || !(await mend(id).catch(() => false))) throw error
        }
      })
      attempt.then(() => resolve(), reject)
    })
  }

  return { run }
}
