import { WebhookError } from '../errors.js'

/** As many as one selection of photos, and a few words. */
const MAX_WAITING = 12
/** Longer than a caller waits. A turn that is stuck for so long (a command that the database never answers) keeps nobody waiting for ever. */
const STUCK_AFTER_MS = 6_000

/**
 * What one contact sends is worked on one after the other, so that messages conflict only across replicas and one person's flood
 * slows nobody else.
 */
export function createContactQueue(stuckAfterMs = STUCK_AFTER_MS) {
  const lanes = new Map<string, { length: number; tail: Promise<unknown> }>()

  /** @throws WebhookError 503 at once where too many wait already; the platform delivers again */
  return async function inTurn<T>(contact: string, work: () => Promise<T>): Promise<T> {
    const lane = lanes.get(contact) ?? { length: 0, tail: Promise.resolve() }
    if (lane.length > MAX_WAITING) throw new WebhookError(503, 'contact busy')
    lanes.set(contact, lane)
    const before = lane.length > 0 ? endOrStuck(lane.tail, stuckAfterMs) : lane.tail
    lane.length++
    const running = before.then(work)
    lane.tail = running.catch(() => {})
    try {
      return await running
    } finally {
      lane.length--
      if (lane.length === 0) lanes.delete(contact)
    }
  }
}

/** Two turns of one contact may then run at once; their writes compare versions, as those of two replicas do. */
async function endOrStuck(tail: Promise<unknown>, stuckAfterMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, stuckAfterMs)
  })
  await Promise.race([tail, stuck])
  clearTimeout(timer)
}
