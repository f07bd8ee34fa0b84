/**
 * `npm run bench:load [-- --seconds 15 --factors 3,10 --capacity 8]`: how much the bot takes, and what it does with three and ten times as much. Messages
 * come at fixed times whether or not earlier ones are answered, from one person after the other, and are delivered as the platform does it: five
 * seconds, three tries. Prints figures, and ends with status 1 where a message answered 200 is not in the database. Bounded; stops by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
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
import { benchCorporation } from './corporation.js'
import { callbackOf } from './load.js'
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
const agent = new Agent({ keepAlive: true })

let person = 0
const acknowledged: { userid: string; messageId: string }[] = []

const capacity = await measureCapacity(Number(values.capacity))
console.log(`capacity, ${values.lanes} people at a time: ${capacity.toFixed(0)}/s; memory ${(await bot.rssMb()).toFixed(0)} MB`)
for (const factor of values.factors.split(',').map(Number)) await overload(factor)
const lost = await countLost()
console.log(`answered 200: ${acknowledged.length}; of these not in the database: ${lost}`)

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
        while (performance.now() < until) if ((await deliver(emptyTally())).answered) answered++
      }),
    )
    return answered
  }
  await run(performance.now() + seconds * 1_000)
  return (await run(performance.now() + seconds * 1_000)) / seconds
}

interface Tally {
  ok: number
  busy: number
  slowestBusyMs: number
  timeOuts: number
  broken: number
  lost: number
}
function emptyTally(): Tally {
  return { ok: 0, busy: 0, slowestBusyMs: 0, timeOuts: 0, broken: 0, lost: 0 }
}

async function overload(factor: number): Promise<void> {
  const perSecond = Math.round(capacity * factor)
  const before = await bot.rssMb()
  let most = before
  const watching = setInterval(() => void bot.rssMb().then((rss) => (most = Math.max(most, rss))), 500)
  const tally = emptyTally()
  const running: Promise<unknown>[] = []
  const startedAt = performance.now()
  for (let index = 0; index < perSecond * SECONDS; index++) {
    const early = startedAt + (index * 1_000) / perSecond - performance.now()
    if (early > 1) await wait(early)
    running.push(deliver(tally))
  }
  const sentS = (performance.now() - startedAt) / 1_000
  const normalAfter = await timeUntilNormal()
  await Promise.all(running)
  clearInterval(watching)
  await wait(600) // the last memory that was asked for
  const share = (count: number) => `${count} (${((count / running.length) * 100).toFixed(0)} %)`
  console.log(
    [
      `${factor} times, ${running.length} messages in ${sentS.toFixed(1)} s (${(running.length / sentS).toFixed(0)}/s)`,
      `  taken ${share(tally.ok)}, not taken after ${TRIES} tries ${share(tally.lost)}`,
      `  503: ${tally.busy}, the slowest after ${tally.slowestBusyMs.toFixed(0)} ms; time-outs ${tally.timeOuts}; broken connections ${tally.broken}`,
      `  memory before ${before.toFixed(0)} MB, most ${most.toFixed(0)} MB, after ${(await bot.rssMb()).toFixed(0)} MB`,
      `  answers within ${NORMAL_MS} ms again ${(normalAfter / 1_000).toFixed(1)} s after the last message`,
    ].join('\n'),
  )
}

/** Three quick answers in a row. */
async function timeUntilNormal(): Promise<number> {
  const startedAt = performance.now()
  for (let quick = 0; quick < 3; ) {
    const { query, body } = callbackOf(corporation, `u${person++ % PEOPLE}`, '帮助')
    const askedAt = performance.now()
    const answer = await send(`/wecom/callback?${query}`, body)
    quick = answer === 200 && performance.now() - askedAt < NORMAL_MS ? quick + 1 : 0
    if (quick === 0) await wait(100)
  }
  return performance.now() - startedAt
}

/** One message as the platform delivers it. */
async function deliver(tally: Tally): Promise<{ answered: boolean }> {
  const userid = `u${person++ % PEOPLE}`
  const { query, body, messageId } = callbackOf(corporation, userid, '帮助')
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const startedAt = performance.now()
    const answer = await send(`/wecom/callback?${query}`, body)
    if (answer === 200) {
      tally.ok++
      acknowledged.push({ userid, messageId })
      return { answered: true }
    }
    if (answer === 'timeOut') tally.timeOuts++
    else if (answer === 'broken') tally.broken++
    else {
      tally.busy++
      tally.slowestBusyMs = Math.max(tally.slowestBusyMs, performance.now() - startedAt)
    }
    await wait(BETWEEN_TRIES_MS)
  }
  tally.lost++
  return { answered: false }
}

function send(path: string, body: string): Promise<number | 'timeOut' | 'broken'> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }
    const call = request({ agent, port: bot.port, host: '127.0.0.1', path, method: 'POST', headers }, (response) => {
      response.resume().once('end', () => finish(response.statusCode ?? 'broken'))
    })
    const timer = setTimeout(() => finish('timeOut'), PLATFORM_WAITS_MS)
    call.once('error', () => finish('broken'))
    call.end(body)

    function finish(answer: number | 'timeOut' | 'broken'): void {
      clearTimeout(timer)
      resolve(answer)
      if (answer === 'timeOut') call.destroy()
    }
  })
}

/** Messages answered 200 whose key is not among those that the conversation of their person remembers. */
async function countLost(): Promise<number> {
  const connection = await connect(uri)
  const keysOf = new Map<string, string>()
  for await (const { _id, ...rest } of connection.db!.collection<{ _id: string }>('conversations').find())
    keysOf.set(_id, JSON.stringify(rest))
  await connection.close()
  return acknowledged.filter(({ userid, messageId }) => !keysOf.get(`wecom:${userid}`)?.includes(messageId)).length
}

async function addMembers(): Promise<void> {
  const connection = await connect(uri)
  const members = connection.db!.collection<{ _id: string; name: string; roles: object[]; refreshedAt: Date }>('members')
  const refreshedAt = new Date()
  await members.insertMany(
    Array.from({ length: PEOPLE }, (_, index) => ({ _id: `wecom:u${index}`, name: `u${index}`, roles: [], refreshedAt })),
  )
  await connection.close()
}
