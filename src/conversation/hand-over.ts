import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import type { ConversationStore } from './store.js'

const CLEAR_EVERY_MS = 25
/** Longer than any turn runs. */
const REMEMBERED_MS = 30_000

/** Gives what was said to delivery, at once but not before the answer; a sweep does it again for what a crash left behind. */
export function createHandOver({ delivery, store }: { delivery: Pick<DeliveryService, 'enqueue'>; store: ConversationStore }) {
  const lanes = new Map<string, Promise<void>>()
  const handedOver = createRecentIds()
  /** On their way to delivery: what is said meanwhile does not overtake them by more than moments. */
  const underWay = new Set<string>()
  let done: { id: string; requests: readonly string[] }[] = []

  function clear(): void {
    const batch = done
    done = []
    store.clearOutboxes(batch).catch(() => {}) // the sweep finds them
  }

  async function handOver(contact: string, requests: readonly DeliveryRequest[]): Promise<void> {
    await delivery.enqueue(requests)
    const ids = requests.map(({ id }) => id)
    handedOver.add(ids)
    done.push({ id: contact, requests: ids })
    if (done.length === 1) setTimeout(clear, CLEAR_EVERY_MS)
  }

  return {
    /** In the order of the calls for each contact. */
    begin(contact: string, requests: readonly DeliveryRequest[]): void {
      const before = lanes.get(contact) ?? Promise.resolve()
      for (const { id } of requests) underWay.add(id)
      const work: Promise<void> = before
        .then(() => handOver(contact, requests))
        .catch(() => {}) // the sweep finds them
        .finally(() => {
          for (const { id } of requests) underWay.delete(id)
          if (lanes.get(contact) === work) lanes.delete(contact)
        })
      lanes.set(contact, work)
    },
    /** Without what has been handed over since this outbox was read: writing it back would undo its clearing. */
    pending: (outbox: readonly DeliveryRequest[]): DeliveryRequest[] => outbox.filter(({ id }) => !handedOver.has(id)),
    /** What was left behind: nobody is handing it over now. */
    isWaiting: ({ id }: DeliveryRequest): boolean => !underWay.has(id) && !handedOver.has(id),
    /** Waits until delivery has all that was said. */
    async settled(): Promise<void> {
      await Promise.all(lanes.values())
    },
  }
}

function createRecentIds() {
  let recent = new Set<string>()
  let older = new Set<string>()
  let since = performance.now()
  return {
    add(ids: readonly string[]): void {
      if (performance.now() - since > REMEMBERED_MS) [older, recent, since] = [recent, new Set(), performance.now()]
      for (const id of ids) recent.add(id)
    },
    has: (id: string): boolean => recent.has(id) || older.has(id),
  }
}
