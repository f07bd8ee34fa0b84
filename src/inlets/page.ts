import { type Channel, contactId, type IncomingMessage } from '../channels/channel.js'
import { isUnreachable } from '../database/retry.js'
import type { Logger } from '../log.js'
import type { Take } from './model.js'

export interface PageDeps {
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
  readonly take: Take
  /** Keeps a message whose turn failed for another try. */
  readonly setAside: (message: IncomingMessage) => Promise<void>
  readonly now: () => Date
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** People whose messages are taken at once. */
const LANES = 4

/** The turns of a page: those of one person in their order, those of others beside. Rejects where the page must be fetched again. */
export function createPage({ channels, take, setAside, now, log }: PageDeps) {
  async function takeOne(message: IncomingMessage): Promise<void> {
    if (isForgotten(message, channels, now())) {
      log.info({ messageId: message.key, at: message.at }, 'a message is too old to know whether it was answered: acknowledged')
      return
    }
    try {
      await take(message)
    } catch (error) {
      // that is nobody's fault, and the same would happen to the others
      if (isUnreachable(error)) throw error
      log.warn({ err: error, messageId: message.key }, 'a turn failed; it is tried again beside the others')
      await setAside(message)
    }
  }

  return async function takePage(messages: readonly IncomingMessage[], signal: AbortSignal): Promise<void> {
    const people = byPerson(messages).values()
    const takeNext = async () => {
      for (const own of people)
        for (const message of own) {
          if (signal.aborted) return
          await takeOne(message)
        }
    }
    const ended = await Promise.allSettled(Array.from({ length: LANES }, takeNext))
    const failed = ended.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}

/** True where the keys of what its person said then may be forgotten: taken again, it could be told twice. */
export function isForgotten({ from, at }: IncomingMessage, channels: PageDeps['channels'], now: Date): boolean {
  const limits = from && channels.get(from.channel)?.limits
  return limits !== undefined && now.getTime() - at.getTime() > limits.repeatsForMs
}

function byPerson(messages: readonly IncomingMessage[]): Map<string, IncomingMessage[]> {
  const people = new Map<string, IncomingMessage[]>()
  for (const message of messages) {
    const id = message.from ? contactId(message.from) : ''
    people.set(id, [...(people.get(id) ?? []), message])
  }
  return people
}
