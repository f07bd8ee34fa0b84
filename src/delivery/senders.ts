import { InterruptedError } from './interruption.js'
import type { Taken } from './mailbox.js'

/** A mailbox whose messages are being sent. */
export interface Sending {
  /** Rejects where they cannot be. */
  readonly sent: Promise<void>
}

export interface SendersDeps {
  readonly drain: (taken: Taken) => Promise<void>
  /** Leases the mailbox if it is due and free. */
  readonly take: (id: string) => Promise<Taken | undefined>
  readonly onError: (error: unknown, to: string) => void
}

/**
 * The mailboxes that this process is sending from. None is taken twice, however long its lease has run out. Those of a process that dies stay leased
 * until their time is over, and are then found by the sweep of any replica.
 */
export function createSenders({ drain, take, onError }: SendersDeps) {
  const inHand = new Map<string, { hasMore: boolean }>()
  const running = new Set<Promise<void>>()
  let isStopped = false

  /** Sends beside; what fails here stays leased for a while and is then found by the sweep. */
  function begin(taken: Taken): Sending {
    const id = taken.mailbox._id
    inHand.set(id, { hasMore: false })
    const sent = drain(taken)
    const done: Promise<void> = sent
      .catch((error: unknown) => {
        if (!(error instanceof InterruptedError)) onError(error, id)
      })
      .then(() => end(id))
      .catch((error: unknown) => onError(error, id))
      .finally(() => running.delete(done))
    running.add(done)
    return { sent }
  }

  async function end(id: string): Promise<void> {
    const hasMore = inHand.get(id)?.hasMore
    inHand.delete(id)
    if (hasMore) await beginIfDue(id)
  }

  async function beginIfDue(id: string): Promise<Sending | undefined> {
    if (isStopped) return undefined
    const taken = await take(id)
    return taken && begin(taken)
  }

  return {
    begin,
    beginIfDue,
    isInHand: (id: string): boolean => inHand.has(id),
    /** Something has come into a mailbox in hand: it is looked at again afterwards, or now if it is no longer in hand. */
    async lookAgain(id: string): Promise<void> {
      const sending = inHand.get(id)
      if (sending) sending.hasMore = true
      else await beginIfDue(id)
    },
    isStopped: (): boolean => isStopped,
    /** What is under way is finished; nothing more is begun. */
    stop(): void {
      isStopped = true
    },
    count: (): number => inHand.size,
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
