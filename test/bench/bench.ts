/**
 * `npm run bench [-- --messages 12000 --memory 200000 --sessions 1000000]`: whole complaint dialogues against the bot, and the same messages
 * against a bare Koa on the same database. Prints figures and ratios; bounded, and stops by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Koa from 'koa'
import { connect } from '../../src/database/connect.js'
import { chooseProvider } from '../../src/database/provider.js'
import { createApi } from '../../src/simulator/wecom/api.js'
import { NO_FAULTS } from '../../src/simulator/wecom/corporation.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { benchCorporation } from './corporation.js'
import { closedLoop, type Measured, openLoop, post } from './load.js'
import { type BenchServer, startServer } from './start-server.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '12000' },
    memory: { type: 'string', default: '0' },
    sessions: { type: 'string', default: '0' },
    lanes: { type: 'string', default: '32' },
    profile: { type: 'boolean', default: false },
  },
})
const MESSAGES = Number(values.messages)
const LANES = Number(values.lanes)
/** More salespeople than any cement company has; each goes through the dialogue more than once. */
const PEOPLE = 2_000

/** What a person says, what the reply must hold; without `hears` the reply is a card, which arrives through the API. */
const DIALOGUE: readonly { says: string; hears?: string }[] = [
  { says: '投诉 结块', hears: '哪个客户' },
  { says: '宏基' },
  { says: '张工 13991300001' },
  { says: 'PO42.5' },
  { says: 'HB2611-07 前天 昨天', hears: '发货多少' },
  { says: '700袋 60袋', hears: '水泥放在哪里' },
  { says: '工地料棚内，垫木板，码十二层' },
  { says: '能捏碎 已停用', hears: '请发照片' },
  { says: '暂无法提供', hears: '用一句话' },
  { says: '卸车时发现底层约六十袋结块' },
  { says: '退换货 一般 电话 刚才', hears: '水泥用在哪里' },
  { says: '前进路12号工地', hears: undefined },
  { says: '取消', hears: '没有登记' },
]

const corporation = benchCorporation(PEOPLE)
const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-bench-'))
const provider = await chooseProvider({
  dataDir,
  cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
  ...(process.env.TEST_MONGODB_URI && { mongodbUri: process.env.TEST_MONGODB_URI }),
})
const uriOf = (name: string) => provider.uri.replace(/\/[^/?]+\?/, `/${name}?`)

const waiting = new Map<string, () => void>()
const cards = new Map<string, number>()
const api = createApi(
  corporation,
  NO_FAULTS,
  {
    onMessage(userid) {
      cards.set(userid, (cards.get(userid) ?? 0) + 1)
      waiting.get(userid)?.()
    },
    onReplaced() {},
  },
  // the limit of 30 a minute for one person is no part of this measurement: a second lasts a minute here
  () => Date.now() * 60,
)
const platform = new Koa().use(simulatorRoutes({ api: api.answer }, '/simulator').routes())
const platformHttp = createServer(platform.callback()).listen(0, '127.0.0.1')
await new Promise((resolve) => platformHttp.once('listening', resolve))
const apiBase = `http://127.0.0.1:${(platformHttp.address() as AddressInfo).port}/simulator`

const startBench = (kind: 'bot' | 'bare', database: string) =>
  startServer(kind, uriOf(database), apiBase, values.profile && kind === 'bot' ? ['--cpu-prof', '--cpu-prof-dir=/tmp'] : [])

/** Turns that are answered in the HTTP reply alone: what the bare server does, and the dialogue. */
const PASSIVE: typeof DIALOGUE = [
  { says: '投诉 袋数不足', hears: '哪个客户' },
  { says: '不清楚', hears: '例：' },
  { says: '暂停', hears: '已暂停' },
  { says: '继续', hears: '哪个客户' },
  { says: '取消', hears: '没有登记' },
]

let talked = 0

/** One lane: person after person goes through the whole dialogue. */
async function* talk(port: number, isBot: boolean, dialogue = DIALOGUE): AsyncGenerator<{ ms: number; isRight: boolean }> {
  for (;;) {
    const userid = `u${talked++ % PEOPLE}`
    for (const { says, hears } of dialogue) {
      const before = cards.get(userid) ?? 0
      const arrived = hears === undefined && isBot ? new Promise<void>((resolve) => waiting.set(userid, resolve)) : undefined
      const { status, text, ms } = await post(port, corporation, userid, says)
      if (arrived && (cards.get(userid) ?? 0) === before)
        await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 5_000).unref())])
      waiting.delete(userid)
      const isRight =
        status === 200 && (!isBot ? text === says : hears === undefined ? (cards.get(userid) ?? 0) > before : text.includes(hears))
      yield { ms, isRight }
    }
  }
}

function printRatio(name: string, { perSecond }: Measured): void {
  process.stdout.write(`throughput of bot : bare, ${name}   ${round(perSecond / bareMeasured.perSecond, 2)}\n`)
}

const round = (value: number, digits = 1) => Number(value.toFixed(digits))
function print(name: string, measured: Measured, extra: Record<string, number> = {}): void {
  const { messages, wrong, perSecond, p50, p95, p99 } = measured
  process.stdout.write(
    `${name.padEnd(34)} ${String(messages).padStart(7)} messages  ${String(round(perSecond)).padStart(7)}/s  p50 ${round(p50)} ms  p95 ${round(p95)} ms  p99 ${round(p99)} ms  wrong ${wrong}${Object.entries(
      extra,
    )
      .map(([key, value]) => `  ${key} ${round(value, 2)}`)
      .join('')}\n`,
  )
}

async function measure(kind: 'bot' | 'bare', server: BenchServer, dialogue = DIALOGUE, messages = MESSAGES): Promise<Measured> {
  const name = dialogue === PASSIVE ? 'HTTP replies only' : 'whole dialogues'
  await closedLoop(LANES, Math.min(2_000, messages), () => talk(server.port, kind === 'bot', dialogue)) // warm up
  const before = await server.usage()
  const measured = await closedLoop(LANES, messages, () => talk(server.port, kind === 'bot', dialogue))
  const after = await server.usage()
  print(`${kind}, ${name}`, measured, {
    'CPU ms/message': (after.cpuMs - before.cpuMs) / measured.messages,
    'RSS MB': after.rssMb,
  })
  return measured
}

const bare = await startBench('bare', 'bench_bare')
const bareMeasured = await measure('bare', bare)
await bare.stop()

const bot = await startBench('bot', 'bench_bot')
const passiveMeasured = await measure('bot', bot, PASSIVE)
printRatio('HTTP replies only', passiveMeasured)
const botMeasured = await measure('bot', bot)
printRatio('whole dialogues', botMeasured)

const half = Math.floor(botMeasured.perSecond / 2)
const lanes = Array.from({ length: 400 }, () => talk(bot.port, true))
const busy = new Set<number>()
const open = await openLoop(half, 15, async (index) => {
  // a person answers one message after the other: take somebody who is free
  let lane = index % lanes.length
  while (busy.has(lane)) lane = (lane + 1) % lanes.length
  busy.add(lane)
  const { value } = await lanes[lane]!.next()
  busy.delete(lane)
  return value ?? { ms: 0, isRight: false }
})
print(`bot, half load, ${half}/s, open loop`, open)

if (Number(values.memory) > 0) await measureMemory(Number(values.memory))
if (Number(values.sessions) > 0) await measureSessions(Number(values.sessions))
await bot.stop()
platformHttp.close()
platformHttp.closeAllConnections()
await provider.stop()
rmSync(dataDir, { recursive: true, force: true })
process.exit(0)

async function measureMemory(messages: number): Promise<void> {
  for (let quarter = 1; quarter <= 4; quarter++) {
    const measured = await closedLoop(LANES, messages / 4, () => talk(bot.port, true))
    const { rssMb, heapMb } = await bot.usage()
    print(`bot, quarter ${quarter} of ${messages}`, measured, { 'heap MB': heapMb, 'RSS MB': rssMb })
  }
}

/** Throughput of plain answers with a thousand and with very many known conversations. */
async function measureSessions(most: number): Promise<void> {
  const connection = await connect(uriOf('bench_bot'))
  const conversations = connection.db!.collection<{ _id: string }>('conversations')
  await post(bot.port, corporation, 'template', '投诉 结块')
  const template = await conversations.findOne({ _id: 'wecom:template' })
  const results: number[] = []
  let known = 0
  for (const wanted of [1_000, most]) {
    for (; known < wanted; known += 1_000) {
      await conversations.insertMany(
        Array.from({ length: 1_000 }, (_, index) => ({ ...template, _id: `wecom:k${known + index}` })) as never,
        { ordered: false },
      )
    }
    async function* ask(lane: number): AsyncGenerator<{ ms: number; isRight: boolean }> {
      for (let index = lane; ; index += LANES) {
        const { status, text, ms } = await post(bot.port, corporation, `k${(index * 7_919) % wanted}`, '帮助')
        yield { ms, isRight: status === 200 && text.includes('哪个客户') }
      }
    }
    await closedLoop(LANES, 2_000, ask)
    const measured = await closedLoop(LANES, 8_000, ask)
    print(`bot, ${wanted} known sessions`, measured)
    results.push(measured.perSecond)
  }
  process.stdout.write(`throughput, ${most} : 1000 sessions    ${round((results[1] ?? 0) / (results[0] ?? 1), 2)}\n`)
  await connection.destroy()
}
