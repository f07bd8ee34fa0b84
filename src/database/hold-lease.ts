export interface HoldOptions {
  /** False where the lease belongs to somebody else. */
  readonly renew: () => Promise<boolean>
  readonly leaseMs: number
  /** Before the write that took the lease, by `performance.now()`; now unless given. */
  readonly takenAt?: number
}
export type HeldLease = ReturnType<typeof holdLease>

/**
 * Keeps a lease alive while its holder works. Its age is measured on a clock that only goes forward: a process that stood still finds out
 * before it goes on.
 */
export function holdLease({ renew, leaseMs, takenAt = performance.now() }: HoldOptions) {
  const renewAfterMs = leaseMs / 3
  const lost = new AbortController()
  let renewedAt = takenAt

  async function prolongIfOld(): Promise<void> {
    const startedAt = performance.now()
    if (lost.signal.aborted || startedAt - renewedAt <= renewAfterMs) return
    if (await renew()) renewedAt = startedAt
    else lost.abort(new Error('the lease was lost'))
  }
  // for work that takes long; a renewal that fails is made again before the lease ends
  const timer = setInterval(() => void prolongIfOld().catch(() => {}), renewAfterMs / 2).unref()

  return {
    /** Aborts when somebody else has taken it, and then nothing may be written. */
    signal: lost.signal,
    /** Costs nothing as long as the last renewal is recent. @throws what a renewal throws */
    async isHeld(): Promise<boolean> {
      await prolongIfOld()
      return !lost.signal.aborted
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
