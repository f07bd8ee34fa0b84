import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import type { ConversationStore } from './store.js'

const CLEAR_EVERY_MS = 25

/** Gives what was said to delivery, at once but not before the answer; a sweep does it again for what a crash left behind. */
export function createHandOver({ delivery, store }: { delivery: Pick<DeliveryService, 'enqueue'>; store: ConversationStore }) {
  const lanes = new Map<string, Promise<void>>()
  let done: { id: string; requests: readonly string[] }[] = []

  function clear(): void {
    const batch = done
    done = []
    store.clearOutboxes(batch).catch(() => {}) // the sweep finds them
  }

  async function handOver(contact: string, requests: readonly DeliveryRequest[]): Promise<void> {
    await delivery.enqueue(requests)
    done.push({ id: contact, requests: requests.map(({ id }) => id) })
    if (done.length === 1) setTimeout(clear, CLEAR_EVERY_MS)
  }

  return {
    /** In the order of the calls for each contact. */
    begin(contact: string, requests: readonly DeliveryRequest[]): void {
      const before = lanes.get(contact) ?? Promise.resolve()
      const work: Promise<void> = before
        .then(() => handOver(contact, requests))
        .catch(() => {}) // the sweep finds them
        .finally(() => {
          if (lanes.get(contact) === work) lanes.delete(contact)
        })
      lanes.set(contact, work)
    },
    /** Waits until delivery has all that was said. */
    async settled(): Promise<void> {
      await Promise.all(lanes.values())
    },
  }
}
