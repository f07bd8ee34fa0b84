import { setTimeout as wait } from 'node:timers/promises'
import type { Channel, IncomingMessage, Limits, OutgoingMessage } from '../channels/channel.js'
import { contactId } from '../channels/channel.js'
import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import { SessionConflictError, WebhookError } from '../errors.js'
import { createContactQueue } from './contact-queue.js'
import { pressIn } from './double-press.js'
import { createHandOver } from './hand-over.js'
import { joinTexts } from './join-texts.js'
import type { RespondDeps } from './respond.js'
import { respond } from './respond.js'
import { saidInstead } from './said-instead.js'
import type { Conversation, ConversationStore } from './store.js'

export interface HandleDeps extends RespondDeps {
  readonly store: ConversationStore
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
  readonly delivery: Pick<DeliveryService, 'enqueue'>
  readonly now: () => Date
}

/** Nobody types so much in that time; more would make every turn of this contact slow. */
const SEEN_MOST = 2_000
const REPLIES_KEPT = 5
const ATTEMPTS = 8
/** Two replicas that met once should not meet again at once. */
const JITTER_MS = 20
/** What stood in the outbox for so long was left there by a crash. */
const LEFT_BEHIND_MS = 1_000

export interface Handled {
  /** For the answer to the call. */
  readonly reply?: OutgoingMessage
  readonly outcome: 'new' | 'repeated' | 'ignored'
}

/** What the caller knows about its own patience. */
export interface Patience {
  /** True once the caller has given up: nothing is begun for it any more, and what it would have been told goes by itself. */
  readonly isLate: () => boolean
}
const ENDLESS: Patience = { isLate: () => false }

/** True where the answer to the platform's call can carry this message. */
export type CanReply = (message: OutgoingMessage) => boolean

/**
 * @throws WebhookError 503 where the contact has too many messages waiting or the caller has given up before anything began
 * @throws SessionConflictError where others saved first at every attempt, and whatever the database throws. The platform then delivers the message
 * again, and that finds the turn committed after all or makes it anew, with what its actions did counted once.
 */
export type Handle = (message: IncomingMessage, canReply: CanReply, patience?: Patience) => Promise<Handled>

/** One turn: a contact said something; the dialogue moves on; the contact hears back. Returns only after all of it is committed. */
export function createHandleMessage(deps: HandleDeps): { handle: Handle; settled(): Promise<void> } {
  const { store, channels, now } = deps
  const handOver = createHandOver(deps)
  const inTurn = createContactQueue()

  const handle: Handle = async (message, canReply, patience = ENDLESS) => {
    if (!message.from) return { outcome: 'ignored' }
    const id = contactId(message.from)
    const { limits } = channels.get(message.from.channel)!
    return inTurn(id, async () => {
      for (let attempt = 1; ; attempt++) {
        if (patience.isLate()) throw new WebhookError(503, 'late')
        try {
          return await take(id, message, limits, canReply, patience)
        } catch (error) {
          if (!(error instanceof SessionConflictError) || attempt === ATTEMPTS) throw error
          await wait(Math.random() * JITTER_MS)
        }
      }
    })
  }

  async function take(
    id: string,
    message: IncomingMessage,
    { repeatsForMs, textBytes, card, hasServicers }: Limits,
    canReply: CanReply,
    patience: Patience,
  ): Promise<Handled> {
    const before = await store.read(id)
    if (before.seen.some(({ key }) => key === message.key)) return repeat(before, message)
    if (before.seen.length >= SEEN_MOST && recent(before, now(), repeatsForMs).length >= SEEN_MOST)
      throw new WebhookError(503, 'contact floods')

    const { conversation, messages: all, pressed } = await respond(before, message, deps)
    const messages = joinTexts(saidInstead(hasServicers ? all : all.filter(({ type }) => type !== 'toServicer'), card, canReply), textBytes)
    const at = now()
    const left = handOver.pending(before.outbox)
    // the change of an old card may come at any time
    const isBehind =
      left.some((one) => one.message.type !== 'cardDone' && handOver.isWaiting(one)) ||
      (before.heldUntil !== undefined && before.heldUntil > at)
    const reply = replyOf(messages, canReply, isBehind)
    const requests = messages.map(
      (item, index): DeliveryRequest => ({
        id: `${id}#${message.key}#${index}`,
        to: id,
        message: item,
        ...(index === 0 && message.pass && { pass: message.pass }),
      }),
    )
    const said = requests.filter((request) => request.message !== reply)
    // the oldest of what waits, so that a steady stream of messages cannot hide it from the sweep
    const outboxSince = left.length > 0 ? (before.outboxSince ?? at) : said.length > 0 ? at : undefined
    const seen = recent(conversation, at, repeatsForMs)
    await store.commit(
      before,
      remember({ ...conversation, seen, outbox: [...left, ...said], outboxSince }, message, { reply, pressed, at }),
    )

    const isLeftBehind = before.outboxSince !== undefined && at.getTime() - before.outboxSince.getTime() > LEFT_BEHIND_MS
    const toHandOver = [...(isLeftBehind ? left : []), ...said]
    if (toHandOver.length > 0) handOver.begin(id, toHandOver)
    // the caller has gone: nobody would fetch the reply
    const late = patience.isLate() ? requests.find((request) => request.message === reply) : undefined
    if (late && (await store.redirectReply(id, message.key, late, at))) handOver.begin(id, [late])
    return { outcome: 'new', ...(reply && { reply }) }
  }

  /** The same words and no second effect, once it is certain that the first effect stays: its write may not have reached a majority yet. */
  async function repeat({ _id, replies }: Conversation, { key }: IncomingMessage): Promise<Handled> {
    await store.confirm(_id, key, now())
    const reply = replies.find((one) => one.key === key)?.reply
    return { outcome: 'repeated', ...(reply && { reply }) }
  }

  return { handle, settled: handOver.settled }
}

/** The only message, unless it would overtake what was said before it, or the change of the tapped card before everything else. */
function replyOf(messages: readonly OutgoingMessage[], canReply: CanReply, isBehind: boolean): OutgoingMessage | undefined {
  const reply = messages.find((message) => canReply(message) && !(isBehind && message.type !== 'cardDone'))
  const others = messages.filter((message) => message !== reply && message.type !== 'cardDone')
  return reply && reply.type !== 'cardDone' && others.length > 0 ? undefined : reply
}

function remember(
  conversation: Conversation,
  message: IncomingMessage,
  { reply, pressed, at }: { reply: OutgoingMessage | undefined; pressed: string | undefined; at: Date },
): Conversation {
  const { key } = message
  const press = pressIn(message)
  const seen = [key, pressed].flatMap((one) => (one === undefined ? [] : [{ key: one, at }]))
  return {
    ...conversation,
    // compared with the time of the next press, which is the platform's
    seen: [...conversation.seen, ...seen, ...(press === undefined ? [] : [{ key: press, at: message.at }])],
    replies: reply ? [...conversation.replies, { key, reply }].slice(-REPLIES_KEPT) : conversation.replies,
    activeAt: at,
  }
}

const recent = ({ seen }: Conversation, at: Date, keptMs: number): Conversation['seen'] =>
  seen.filter((message) => at.getTime() - message.at.getTime() < keptMs)
