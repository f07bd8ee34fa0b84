/** Records the message that makes each dialogue count, with the database as it was before, so that it can be played again with something in between. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { mongo } from 'mongoose'
import { allCases } from '../../src/cases/collection.js'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { contactId } from '../../src/channels/channel.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { createConversationStore } from '../../src/conversation/store.js'
import type { Connection } from '../../src/database/connect.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { createWecomSimulator } from '../../src/simulator/wecom/index.js'
import { type Bot, START, startBot } from './bot.js'
import { webhookOf } from './channel.js'
import { freshName } from './database.js'

type Snapshot = ReadonlyMap<string, readonly mongo.WithId<mongo.Document>[]>

export interface LastTurn {
  /** The dialogue that ends, or `press` for a button that needs none. */
  readonly flow: string
  readonly message: IncomingMessage
  readonly before: Snapshot
  /** What it did: `planProposed`. */
  readonly does: string
  /** What the person's deeds were afterwards: `TS-…1 planProposed`. */
  readonly deeds: readonly string[]
}

/** Shares of the channel are taken at any time, also by a replica that has just died, and say nothing about anybody. */
const APART = 'channelloads'

export async function takeSnapshot(connection: Connection): Promise<Snapshot> {
  const collections = await connection.db!.listCollections({}, { nameOnly: true }).toArray()
  const taken = collections
    .filter(({ name }) => name !== APART)
    .map(async ({ name }) => [name, await connection.db!.collection(name).find().toArray()] as const)
  return new Map(await Promise.all(taken))
}

export async function restore(connection: Connection, snapshot: Snapshot): Promise<void> {
  const collections = await connection.db!.listCollections({}, { nameOnly: true }).toArray()
  await Promise.all(
    collections
      .filter(({ name }) => name !== APART)
      .map(async ({ name }) => {
        const documents = snapshot.get(name) ?? []
        await connection.db!.collection(name).deleteMany({})
        // a replica that has just died may write once more meanwhile
        const writes = documents.map(({ _id, ...replacement }) => ({ replaceOne: { filter: { _id }, replacement, upsert: true } }))
        if (writes.length > 0) await connection.db!.collection(name).bulkWrite(writes)
      }),
  )
}

/** Everything that this person did to cases, in order; corrections of their own filing aside, and what the program begins for them. */
export async function deedsOf(connection: Connection, person: string): Promise<string[]> {
  const cases = await allCases(connection).find({}, { events: 1, parent: 1 }).lean()
  return cases
    .flatMap(({ _id, parent, events }) => (parent === undefined ? events : events.slice(1)).map((event) => ({ _id, ...event })))
    .flatMap(({ _id, type, by }) => (by?.id === person && type !== 'completed' ? [`${_id} ${type}`] : []))
    .sort()
}

/** Lets people tell stories through the simulator and keeps, of each kind, the first message after which more had been done than before. */
export async function recordLastTurns(...stories: readonly ((bot: Bot) => Promise<void>)[]): Promise<LastTurn[]> {
  const found = new Map<string, LastTurn>()
  for (const tell of stories)
    for (const turn of await record(tell)) {
      const kind = `${turn.flow} ${turn.does}`
      if (!found.has(kind)) found.set(kind, turn)
    }
  return [...found.values()]
}

async function record(tell: (bot: Bot) => Promise<void>): Promise<LastTurn[]> {
  const found: LastTurn[] = []
  const clock = createMovableClock(() => START.getTime())
  const corporation = demoCorporation()
  const secrets = { receiveId: corporation.corpId, token: corporation.token, aesKey: corporation.aesKey }
  const webhook = webhookOf(createWecomChannel({ secrets, client: {} as never, publicUrl: '', now: clock.now }))
  let bot: Bot | undefined
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const query = Object.fromEntries(new URL(request.url ?? '', 'http://127.0.0.1').searchParams)
    const [message] = webhook.receive({ method: 'POST', query, body: Buffer.concat(chunks).toString() }).messages
    if (bot && message) await watch(bot, message)
    response.end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const callbackAddress = `http://127.0.0.1:${(http.address() as AddressInfo).port}/wecom/callback`

  async function watch(one: Bot, message: IncomingMessage): Promise<void> {
    await one.app.settled()
    const id = contactId(message.from!)
    const before = await takeSnapshot(one.connection)
    const known = await deedsOf(one.connection, id)
    const { session } = await createConversationStore(one.connection, clock.now).read(id)
    await one.app.handle(message, () => false)
    await one.app.settled()
    const deeds = await deedsOf(one.connection, id)
    const [done] = deeds.filter((deed, index) => deed !== known[index])
    if (done) found.push({ flow: session?.flow ?? 'press', does: done.split(' ')[1]!, message, before, deeds })
  }

  bot = await startBot({
    databaseName: freshName(),
    clock,
    simulator: createWecomSimulator({ ...corporation, callbackAddress, now: clock.now }),
  })
  try {
    await tell(bot)
  } finally {
    await bot.connection.dropDatabase()
    await bot.stop()
    http.closeAllConnections()
    http.close()
  }
  return found
}
