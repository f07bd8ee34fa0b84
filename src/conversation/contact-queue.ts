import { WebhookError } from '../errors.js'

/** As many as one selection of photos, and a few words. */
const MAX_WAITING = 12

/**
 * What one contact sends is worked on one after the other, so that messages conflict only across replicas and one person's flood
 * slows nobody else.
 */
export function createContactQueue() {
  const lanes = new Map<string, { length: number; tail: Promise<unknown> }>()

  /** @throws WebhookError 503 at once where too many wait already; the platform delivers again */
  return async function inTurn<T>(contact: string, work: () => Promise<T>): Promise<T> {
    const lane = lanes.get(contact) ?? { length: 0, tail: Promise.resolve() }
    if (lane.length > MAX_WAITING) throw new WebhookError(503, 'contact busy')
    lanes.set(contact, lane)
    lane.length++
    const running = lane.tail.then(work)
    lane.tail = running.catch(() => {})
    try {
      return await running
    } finally {
      lane.length--
      if (lane.length === 0) lanes.delete(contact)
    }
  }
}
