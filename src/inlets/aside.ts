import { type Channel, contactId, type IncomingMessage } from '../channels/channel.js'
import { type Connection, collectionOf } from '../database/connect.js'
import type { Due } from '../database/due.js'
import { type Held, heldBy } from '../database/lease.js'
import { createQueue } from '../database/queue.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Logger } from '../log.js'
import { type AsideMessage, asideModel, type Take } from './model.js'
import { isForgotten } from './page.js'

export interface AsideDeps {
  readonly connection: Connection
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
  readonly take: Take
  readonly due: Pick<Due, 'attempt'>
  readonly now: () => Date
  readonly log: Pick<Logger, 'error'>
  readonly leaseMs: number
}

const LANES = 2

/** Messages whose turns failed, each tried again on its own with a growing pause, so that it holds up no other. */
export function createAside({ connection, channels, take, due, now, log, leaseMs }: AsideDeps) {
  const collection = collectionOf<AsideMessage>(asideModel(connection))
  const queue = createQueue<AsideMessage>({ job: 'messages', due, collection, lanes: LANES, leaseMs, now, work: tryAgain })

  async function tryAgain(held: Held<AsideMessage>): Promise<void> {
    const { message } = held
    // whoever wrote it days ago has said it again, or to somebody else; and whether it was taken after all is not known any more
    if (isForgotten(message, channels, now()))
      log.error({ messageId: message.key, at: message.at }, 'a message was never understood; given up')
    else await take(message)
    await collection.deleteOne(heldBy(held))
  }

  return {
    /** Durable when it returns. */
    async put(message: IncomingMessage): Promise<void> {
      const _id = `${message.from ? contactId(message.from) : ''} ${message.key}`
      await collection.insertOne({ _id, message, dueAt: now() }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error // of a page that was fetched again
      })
      queue.wake()
    },
    async sweep(): Promise<void> {
      queue.wake()
      await queue.ended()
    },
    stop: queue.stop,
    settled: queue.ended,
  }
}
