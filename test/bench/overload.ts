/**
 * `npm run bench:load [-- --seconds 15 --factors 3,10 --capacity 8]`: how much the bot takes, and what it does with three and ten times as much. Messages
 * come at fixed times whether or not earlier ones are answered, from one person after the other, and are delivered as the platform does it: five
 * seconds, three tries; a second try takes the place of a new message. Prints figures, and ends with status 1 where a message answered 200 is not in the database. Bounded; stops by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Koa from 'koa'
import { connect } from '../../src/database/connect.js'
import { chooseProvider } from '../../src/database/provider.js'
import { createApi } from '../../src/simulator/wecom/api.js'
import { NO_FAULTS } from '../../src/simulator/wecom/corporation.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { Connections } from './connections.js'
import { benchCorporation } from './corporation.js'
import { callbackOf, summarise } from './load.js'
import { startServer } from './start-server.js'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    capacity: { type: 'string', default: '8' },
    factors: { type: 'string', default: '3,10' },
    lanes: { type: 'string', default: '32' },
  },
})
const LONGEST_PHASE_S = 60
const SECONDS = Math.min(Number(values.seconds), LONGEST_PHASE_S)
const PLATFORM_WAITS_MS = 5_000
const TRIES = 3
const BETWEEN_TRIES_MS = 300
const NORMAL_MS = 200
/** The platform keeps its connections open and uses them again. Waiting for one counts as waiting for the answer. */
const CONNECTIONS = 500
/** Known to the bot, so that no turn has to ask the platform who somebody is: this process is busy enough with sending. */
const PEOPLE = 10_000

const corporation = benchCorporation(PEOPLE)
const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-load-'))
const provider = await chooseProvider({
  dataDir,
  cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
  ...(process.env.TEST_MONGODB_URI && { mongodbUri: process.env.TEST_MONGODB_URI }),
})
const uri = provider.uri.replace(/\/[^/?]+\?/, '/bench_load?')
const api = createApi(corporation, NO_FAULTS, { onMessage() {}, onReplaced() {} }, () => Date.now() * 60)
const platformHttp = createServer(new Koa().use(simulatorRoutes({ api: api.answer }, '/simulator').routes()).callback()).listen(
  0,
  '127.0.0.1',
)
await new Promise((resolve) => platformHttp.once('listening', resolve))
await addMembers()
const bot = await startServer('bot', uri, `http://127.0.0.1:${(platformHttp.address() as AddressInfo).port}/simulator`)
const connections = new Connections(bot.port, CONNECTIONS, PLATFORM_WAITS_MS)

let person = 0
const acknowledged: { userid: string; messageId: string }[] = []

const capacity = await measureCapacity(Number(values.capacity))
console.log(`capacity, ${values.lanes} people at a time: ${capacity.toFixed(0)}/s; memory ${(await bot.rssMb()).toFixed(0)} MB`)
for (const factor of values.factors.split(',').map(Number)) await overload(factor)
const lost = await countLost()
console.log(`answered 200: ${acknowledged.length}; of these not in the database: ${lost}`)

connections.close()
await bot.stop()
platformHttp.close()
platformHttp.closeAllConnections()
await provider.stop()
rmSync(dataDir, { recursive: true, force: true })
process.exit(lost === 0 ? 0 : 1)

/** People who send the next message when the last is answered, after as long again to warm up. */
async function measureCapacity(seconds: number): Promise<number> {
  const run = async (until: number) => {
    let answered = 0
    await Promise.all(
      Array.from({ length: Number(values.lanes) }, async () => {
        while (performance.now() < until) {
          const tally = emptyTally()
          await deliver(nextMessage(), TRIES, [], tally)
          answered += tally.ok
        }
      }),
    )
    return answered
  }
  await run(performance.now() + seconds * 1_000)
  return (await run(performance.now() + seconds * 1_000)) / seconds
}

type Message = ReturnType<typeof callbackOf> & { readonly userid: string }

interface Refused {
  readonly message: Message
  readonly tries: number
  readonly dueAt: number
}

interface Tally {
  calls: number
  ok: number
  lost: number
  timeOuts: number
  broken: number
  readonly busyMs: number[]
}
function emptyTally(): Tally {
  return { calls: 0, ok: 0, lost: 0, timeOuts: 0, broken: 0, busyMs: [] }
}

async function overload(factor: number): Promise<void> {
  const perSecond = Math.round(capacity * factor)
  const before = await bot.rssMb()
  let most = before
  const watching = setInterval(() => void bot.rssMb().then((rss) => (most = Math.max(most, rss))), 500)
  const tally = emptyTally()
  const fresh = Array.from({ length: perSecond * SECONDS }, nextMessage) // encrypted before: that costs as much as sending
  const again: Refused[] = []
  const running = new Set<Promise<void>>()
  const startedAt = performance.now()
  let messages = 0
  for (let call = 0; call < perSecond * SECONDS || again.length > 0; call++) {
    const early = startedAt + (call * 1_000) / perSecond - performance.now()
    if (early > 1) await wait(early)
    const refused = again[0] && again[0].dueAt <= performance.now() ? again.shift() : undefined
    if (!refused && call >= perSecond * SECONDS) continue // new ones no longer; what was refused has its three tries
    const work: Promise<void> = deliver(refused?.message ?? fresh[messages++]!, (refused?.tries ?? 0) + 1, again, tally).finally(() =>
      running.delete(work),
    )
    running.add(work)
  }
  const sentS = (performance.now() - startedAt) / 1_000
  const normalAfter = await timeUntilNormal()
  await Promise.all(running)
  clearInterval(watching)
  await wait(600) // the last memory that was asked for
  const share = (count: number) => `${count} (${((count / messages) * 100).toFixed(0)} %)`
  const { p50, p99 } = summarise(tally.busyMs, 0, sentS)
  console.log(
    [
      `${factor} times, ${tally.calls} calls in ${sentS.toFixed(1)} s (${(tally.calls / sentS).toFixed(0)}/s) for ${messages} messages`,
      `  taken ${share(tally.ok)} (${(tally.ok / sentS).toFixed(0)}/s), not taken after ${TRIES} tries ${share(tally.lost)}`,
      `  503: ${tally.busyMs.length}, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, the slowest ${tally.busyMs.reduce((a, b) => Math.max(a, b), 0).toFixed(0)} ms; time-outs ${tally.timeOuts}; broken connections ${tally.broken}`,
      `  memory before ${before.toFixed(0)} MB, most ${most.toFixed(0)} MB, after ${(await bot.rssMb()).toFixed(0)} MB`,
      `  answers within ${NORMAL_MS} ms again ${(normalAfter / 1_000).toFixed(1)} s after the last message`,
    ].join('\n'),
  )
}

/** Three quick answers in a row. */
async function timeUntilNormal(): Promise<number> {
  const startedAt = performance.now()
  for (let quick = 0; quick < 3; ) {
    const { query, body } = nextMessage()
    const askedAt = performance.now()
    const answer = await connections.post(`/wecom/callback?${query}`, body)
    quick = answer === 200 && performance.now() - askedAt < NORMAL_MS ? quick + 1 : 0
    if (quick === 0) await wait(100)
  }
  return performance.now() - startedAt
}

function nextMessage(): Message {
  const userid = `u${person++ % PEOPLE}`
  return { userid, ...callbackOf(corporation, userid, '帮助') }
}

/** One delivery as the platform makes it; what is refused joins those to deliver again. */
async function deliver(message: Message, tries: number, again: Refused[], tally: Tally): Promise<void> {
  const { userid, query, body, messageId } = message
  const startedAt = performance.now()
  tally.calls++
  const answer = await connections.post(`/wecom/callback?${query}`, body)
  if (answer === 200) {
    tally.ok++
    acknowledged.push({ userid, messageId })
    return
  }
  if (answer === 'timeOut') tally.timeOuts++
  else if (answer === 'broken') tally.broken++
  else tally.busyMs.push(performance.now() - startedAt)
  if (tries === TRIES) tally.lost++
  else again.push({ message, tries, dueAt: performance.now() + BETWEEN_TRIES_MS })
}

/** Messages answered 200 whose key is not among those that the conversation of their person remembers. */
async function countLost(): Promise<number> {
  const connection = await connect(uri)
  const keysOf = new Map<string, string>()
  for await (const { _id, ...rest } of connection.db!.collection<{ _id: string }>('conversations').find())
    keysOf.set(_id, JSON.stringify(rest))
  await connection.destroy()
  return acknowledged.filter(({ userid, messageId }) => !keysOf.get(`wecom:${userid}`)?.includes(messageId)).length
}

async function addMembers(): Promise<void> {
  const connection = await connect(uri)
  const members = connection.db!.collection<{ _id: string; name: string; roles: object[]; refreshedAt: Date }>('members')
  const refreshedAt = new Date()
  await members.insertMany(
    Array.from({ length: PEOPLE }, (_, index) => ({ _id: `wecom:u${index}`, name: `u${index}`, roles: [], refreshedAt })),
  )
  await connection.destroy()
}
