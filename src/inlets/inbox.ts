/** Messages that no platform brings again: each is kept before its turn begins, and until it has ended, so that a process that dies loses none. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Answering, contactId, type IncomingMessage } from '../channels/channel.js'
import { type Connection, collectionOf } from '../database/connect.js'
import { isDuplicateKey, isUnreachable } from '../database/retry.js'
import type { Logger } from '../log.js'
import { type InboxMessage, inboxModel } from './model.js'
import type { createPage } from './page.js'

/** One turn and its answer; resolves once it is committed. */
export type TakeAnswering = (message: IncomingMessage, answering?: Answering) => Promise<unknown>

export interface InboxDeps {
  readonly connection: Connection
  readonly take: TakeAnswering
  readonly takePage: ReturnType<typeof createPage>
  /** Keeps a message whose turn failed for another try. */
  readonly setAside: (message: IncomingMessage) => Promise<void>
  readonly now: () => Date
  readonly log: Pick<Logger, 'warn' | 'error'>
}

const AGAIN_MS = 200
const RECOVERED_AT_ONCE = 200

export function createInbox({ connection, take, takePage, setAside, now, log }: InboxDeps) {
  const inbox = collectionOf<InboxMessage>(inboxModel(connection))
  /** What a person says next waits for the turn before. */
  const lanes = new Map<string, Promise<void>>()
  const inHand = new Set<string>()
  let writing: Promise<unknown> = Promise.resolve()
  let count = 0
  let isStopped = false

  /** While the process lives, nothing is lost because the database is away. */
  async function untilReached<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (isStopped || !isUnreachable(error)) throw error
        await wait(AGAIN_MS, undefined, { ref: false })
      }
    }
  }

  async function keep(stream: string, message: IncomingMessage, order: number): Promise<void> {
    const insert = () => inbox.insertOne({ _id: idOf(stream, message), stream, message, at: now(), order })
    await untilReached(insert).catch((error: unknown) => {
      // brought twice, and still in hand
      if (!isDuplicateKey(error)) log.error({ err: error, messageId: message.key }, 'a message could not be kept before its turn')
    })
  }

  async function takeOne(stream: string, message: IncomingMessage, answering?: Answering): Promise<void> {
    try {
      await untilReached(() => take(message, answering))
    } catch (error) {
      if (isUnreachable(error)) throw error // the process is stopping; it is found in the inbox
      log.warn({ err: error, messageId: message.key }, 'a turn failed; it is tried again beside the others')
      await untilReached(() => setAside(message))
    }
    await untilReached(() => inbox.deleteOne({ _id: idOf(stream, message) }))
  }

  return {
    /** Resolves once its turn is committed, or it is kept for another try. */
    take(stream: string, message: IncomingMessage, answering?: Answering): Promise<void> {
      if (!message.from) return takeOne(stream, message, answering)
      const order = ++count
      const id = idOf(stream, message)
      inHand.add(id)
      const kept = writing.then(() => keep(stream, message, order))
      writing = kept
      const person = contactId(message.from)
      const before = lanes.get(person) ?? Promise.resolve()
      const taken = Promise.all([before, kept]).then(() => takeOne(stream, message, answering))
      const lane: Promise<void> = taken
        .catch((error: unknown) => log.error({ err: error, messageId: message.key }, 'a message waits in the inbox'))
        .finally(() => {
          inHand.delete(id)
          if (lanes.get(person) === lane) lanes.delete(person)
        })
      lanes.set(person, lane)
      return taken
    },
    /** What a process that died had in hand, in the order in which it came. What this one has in hand ends by itself. */
    async recover(stream: string, signal: AbortSignal): Promise<void> {
      for (;;) {
        const left = await inbox
          .find({ stream, _id: { $nin: [...inHand] } })
          .sort({ at: 1, order: 1 })
          .limit(RECOVERED_AT_ONCE)
          .toArray()
        if (left.length === 0 || signal.aborted) return
        await takePage(
          left.map(({ message }) => message),
          signal,
        )
        if (signal.aborted) return
        await inbox.deleteMany({ _id: { $in: left.map(({ _id }) => _id) } })
      }
    },
    /** From now on nothing is waited for that cannot be reached. */
    stop(): void {
      isStopped = true
    },
    async settled(): Promise<void> {
      while (lanes.size > 0) await Promise.all(lanes.values())
    },
  }
}

const idOf = (stream: string, { from, key }: IncomingMessage): string => `${stream} ${from ? contactId(from) : ''} ${key}`
