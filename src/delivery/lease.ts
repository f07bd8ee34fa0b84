import { InterruptedError } from './interruption.js'
import { type Mailboxes, renew, type Taken } from './mailbox.js'

export type HeldLease = ReturnType<typeof holdLease>

/**
 * Keeps a lease alive while its holder works, and tells before each send whether it still is. The time is measured from before the write that took
 * the lease, on a clock that only goes forward: a process that stood still finds out before it sends.
 */
export function holdLease(mailboxes: Mailboxes, taken: Taken, leaseMs: number) {
  const renewAfterMs = leaseMs / 3
  let renewedAt = taken.takenAt
  let isLost = false

  async function prolong(): Promise<void> {
    const startedAt = performance.now()
    if (await renew(mailboxes, taken, leaseMs)) renewedAt = startedAt
    else isLost = true
  }
  async function prolongIfOld(): Promise<void> {
    if (!isLost && performance.now() - renewedAt > renewAfterMs) await prolong()
  }
  // sends that take long; what fails here is seen before the next send
  const timer = setInterval(() => void prolongIfOld().catch(() => {}), renewAfterMs / 2).unref()

  return {
    /** Costs nothing as long as the last renewal is recent. @throws InterruptedError when somebody else may be sending from this mailbox */
    async ensure(): Promise<void> {
      await prolongIfOld().catch((cause: unknown) => {
        throw new InterruptedError('the lease of the mailbox could not be renewed', { cause })
      })
      if (isLost) throw new InterruptedError('the lease of the mailbox was lost')
    },
    /** The lease was renewed by another write that began then. */
    renewedAt(startedAt: number): void {
      renewedAt = startedAt
    },
    stop(): void {
      clearInterval(timer)
    },
  }
}
