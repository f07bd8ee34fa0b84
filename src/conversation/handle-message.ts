import type { IncomingMessage, OutgoingMessage } from '../channels/channel.js'
import { contactId } from '../channels/channel.js'
import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import { SessionConflictError } from '../errors.js'
import type { RespondDeps } from './respond.js'
import { respond } from './respond.js'
import type { Conversation, ConversationStore } from './store.js'

export interface HandleDeps extends RespondDeps {
  readonly store: ConversationStore
  readonly delivery: Pick<DeliveryService, 'enqueue'>
  /** Milliseconds that only go forward. */
  readonly elapsed: () => number
}

const KEYS_KEPT = 50
const REPLIES_KEPT = 5
const ATTEMPTS = 8
/** After this the HTTP answer stays empty and the reply goes by itself; the platform waits 5 s. */
const PASSIVE_LIMIT_MS = 3_000

export interface Handled {
  /** For the HTTP answer. */
  readonly reply?: OutgoingMessage
  readonly outcome: 'new' | 'repeated' | 'ignored'
}

export type Handle = (
  message: IncomingMessage,
  canReplyPassively: (message: OutgoingMessage) => boolean,
  turn?: { readonly isLate: () => boolean },
) => Promise<Handled>

/** One turn: a contact said something; the dialogue moves on; the contact hears back. Returns only after all of it is committed. */
export function createHandleMessage(deps: HandleDeps): { handle: Handle; settled(): Promise<void> } {
  const handOver = createHandOver(deps)
  return { handle: handleMessage, settled: handOver.settled }

  async function handleMessage(message: IncomingMessage, canReplyPassively: (message: OutgoingMessage) => boolean): Promise<Handled> {
    if (!message.from) return { outcome: 'ignored' }
    const startedAt = deps.elapsed()
    for (let attempt = 1; ; attempt++) {
      const before = await deps.store.read(contactId(message.from))
      if (before.keys.includes(message.key)) {
        const reply = before.replies.find(({ key }) => key === message.key)?.reply // the same words, no second effect
        return { outcome: 'repeated', ...(reply && { reply }) }
      }
      const { conversation, messages } = await respond(before, message, deps)
      const isQuick = deps.elapsed() - startedAt < PASSIVE_LIMIT_MS
      const reply = isQuick ? passiveOf(messages, canReplyPassively) : undefined
      const outbox = messages
        .filter((item) => item !== reply)
        .map((item, index): DeliveryRequest => ({ id: `${before._id}#${message.key}#${index}`, to: before._id, message: item }))
      const after = remember({ ...conversation, outbox: [...before.outbox, ...outbox] }, message, reply, deps.now())
      try {
        await deps.store.commit(before, after)
      } catch (error) {
        if (error instanceof SessionConflictError && attempt < ATTEMPTS) continue
        throw error
      }
      if (after.outbox.length > 0) handOver.begin(before._id, before.version + 1, after.outbox)
      return { outcome: 'new', ...(reply && { reply }) }
    }
  }
}

/** The only text, or the change of the tapped card before everything else. */
function passiveOf(
  messages: readonly OutgoingMessage[],
  canReplyPassively: (message: OutgoingMessage) => boolean,
): OutgoingMessage | undefined {
  const passive = messages.find(canReplyPassively)
  const others = messages.filter((message) => message !== passive && message.type !== 'cardDone')
  return passive?.type === 'text' && others.length > 0 ? undefined : passive
}

function remember(conversation: Conversation, { key }: IncomingMessage, reply: OutgoingMessage | undefined, at: Date): Conversation {
  return {
    ...conversation,
    keys: [...conversation.keys, key].slice(-KEYS_KEPT),
    replies: reply ? [...conversation.replies, { key, reply }].slice(-REPLIES_KEPT) : conversation.replies,
    outboxSince: conversation.outbox.length > 0 ? at : undefined,
    activeAt: at,
  }
}

const CLEAR_EVERY_MS = 25

/** Gives what was said to delivery, at once but not before the answer; a sweep does it again for what a crash left behind. */
function createHandOver({ delivery, store }: Pick<HandleDeps, 'delivery' | 'store'>) {
  let done: { id: string; version: number }[] = []

  const clear = () => {
    const batch = done
    done = []
    store.clearOutboxes(batch).catch(() => {}) // the sweep finds them
  }
  const running = new Set<Promise<void>>()
  return {
    begin(id: string, version: number, outbox: readonly DeliveryRequest[]): void {
      const work: Promise<void> = delivery
        .enqueue(outbox)
        .then(() => {
          done.push({ id, version })
          if (done.length === 1) setTimeout(clear, CLEAR_EVERY_MS)
        })
        .catch(() => {}) // the sweep finds them
        .finally(() => running.delete(work))
      running.add(work)
    },
    /** Waits until delivery has all that was said. */
    async settled(): Promise<void> {
      await Promise.all(running)
    },
  }
}
