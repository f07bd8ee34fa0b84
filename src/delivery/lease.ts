import { holdLease } from '../database/hold-lease.js'
import { renew } from '../database/lease.js'
import { InterruptedError } from './interruption.js'
import type { Mailboxes, Taken } from './mailbox.js'

export type HeldMailbox = ReturnType<typeof holdMailbox>

/** A mailbox whose holder is told before each send whether it still is. */
export function holdMailbox(mailboxes: Mailboxes, { lease: by, mailbox: { _id }, takenAt }: Taken, leaseMs: number) {
  const lease = holdLease({ renew: () => renew(mailboxes, { _id, lease: { by } }, leaseMs), leaseMs, takenAt })
  return {
    ...lease,
    /** @throws InterruptedError when somebody else may be sending from this mailbox */
    async ensure(): Promise<void> {
      const isHeld = await lease.isHeld().catch((cause: unknown) => {
        throw new InterruptedError('the lease of the mailbox could not be renewed', { cause })
      })
      if (!isHeld) throw new InterruptedError('the lease of the mailbox was lost')
    },
  }
}
