import { setTimeout as wait } from 'node:timers/promises'
import { isUnreachable } from '../database/retry.js'
import { InterruptedError } from './interruption.js'
import type { Mailboxes } from './mailbox.js'
import { waitAfter } from './policy.js'
import type { Sending } from './senders.js'

const SWEEP_LIMIT = 1_000
const SWEEP_LANES = 8
/** A sweep does not wait longer for what it began, so that the next one finds new work. */
const PATIENCE_MS = 2_000
const FORGIVEN_AFTER_MS = 3_600_000

export interface SweepDeps {
  readonly mailboxes: Mailboxes
  readonly now: () => Date
  /** True while nothing can be sent from this mailbox by this process anyway. */
  readonly isSkipped: (id: string) => boolean
  /** Leases the mailbox if it is due and free. */
  readonly begin: (id: string) => Promise<Sending | undefined>
  readonly mend: (id: string) => Promise<boolean>
  readonly onError: (error: unknown, to: string) => void
}

/** Looks through the mailboxes for what is due, so that nothing stays behind after a crash; one that cannot be used stops none of the others. */
export function createSweep({ mailboxes, now, isSkipped, begin, mend, onError }: SweepDeps) {
  const resting = new Map<string, { readonly failures: number; readonly until: Date }>()

  /** Returns how many mailboxes were due. */
  async function run(): Promise<number> {
    const due = await findDue()
    const ids = due.filter((id) => !isSkipped(id)).values() // one iterator for all lanes: each id goes to one of them
    const begun: Promise<void>[] = []
    await Promise.all(
      Array.from({ length: SWEEP_LANES }, async () => {
        for (const id of ids) {
          if (isSkipped(id)) continue
          const work = await begin(id).catch((error: unknown) => failed(id, error))
          if (work) begun.push(work.done)
        }
      }),
    )
    await Promise.race([Promise.all(begun), wait(PATIENCE_MS, undefined, { ref: false })])
    return due.length
  }

  async function findDue(): Promise<string[]> {
    const at = now()
    for (const [id, { until }] of resting) if (at.getTime() - until.getTime() > FORGIVEN_AFTER_MS) resting.delete(id)
    const left = [...resting].filter(([, { until }]) => until > at).map(([id]) => id)
    const found = await mailboxes
      .find({ dueAt: { $lte: at }, _id: { $nin: left } }, { projection: { _id: 1 } })
      .sort({ dueAt: 1 })
      .limit(SWEEP_LIMIT)
      .toArray()
    return found.map(({ _id }) => _id)
  }

  /** A mailbox that cannot be used is mended, or left alone for a growing while. */
  async function failed(id: string, error: unknown): Promise<undefined> {
    if (error instanceof InterruptedError) return
    onError(error, id)
    if (isUnreachable(error)) return
    if (await mend(id).catch(() => false)) return
    const failures = (resting.get(id)?.failures ?? 0) + 1
    resting.set(id, { failures, until: waitAfter(failures, now(), 1) })
  }

  return { run, failed }
}
