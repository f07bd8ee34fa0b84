/**
 * `npm run bench:ledger [-- --records 100000 --minutes 10]`: one person asks for the ledger of a year with so many complaints while others go
 * on talking. Prints how much memory the bot's process took at most, how long the others waited, and how long the ledger took. Bounded.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Koa from 'koa'
import { complaintModels } from '../../src/complaints/collections.js'
import { connect } from '../../src/database/connect.js'
import { chooseProvider } from '../../src/database/provider.js'
import { createApi } from '../../src/simulator/wecom/api.js'
import { NO_FAULTS } from '../../src/simulator/wecom/corporation.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { benchCorporation } from './corporation.js'
import { post, summarise } from './load.js'

const { values } = parseArgs({
  options: { records: { type: 'string', default: '100000' }, minutes: { type: 'string', default: '10' } },
})
const RECORDS = Number(values.records)
const LIMIT_MS = Number(values.minutes) * 60_000
const BATCH = 1_000
const TALKERS = 8
const BETWEEN_MS = 40

const corporation = benchCorporation(TALKERS)
const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-bench-'))
const provider = await chooseProvider({
  dataDir,
  cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
  ...(process.env.TEST_MONGODB_URI && { mongodbUri: process.env.TEST_MONGODB_URI }),
})
const uri = provider.uri.replace(/\/[^/?]+\?/, '/benchledger?')
const connection = await connect(uri)
await connection.dropDatabase()

let ledger: string | undefined
const api = createApi(
  corporation,
  NO_FAULTS,
  {
    onMessage(userid, body) {
      if (userid === 'liuna' && body.msgtype === 'file') ledger = (body.file as { media_id: string }).media_id
    },
    onReplaced() {},
  },
  () => Date.now(),
)
const platform = createServer(new Koa().use(simulatorRoutes({ api: api.answer }, '/simulator').routes()).callback()).listen(0, '127.0.0.1')
await new Promise((resolve) => platform.once('listening', resolve))
const apiBase = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/simulator`

const script = fileURLToPath(new URL('./server.ts', import.meta.url))
const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', script, 'bot', uri, apiBase], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
const read = async () => JSON.parse((await lines.next()).value as string) as { port: number; rssMb: number; peakMb: number; cpuMs: number }
const { port } = await read()
const usage = () => {
  child.stdin.write('usage\n')
  return read()
}

await fill()
const warmUntil = performance.now() + 5_000
const idle = await talk(() => performance.now() > warmUntil)
const before = await usage()
const startedAt = performance.now()
await post(port, corporation, 'liuna', `台账 ${new Date().getFullYear()}年`)
const busy = await talk(() => ledger !== undefined || performance.now() - startedAt > LIMIT_MS)
const seconds = (performance.now() - startedAt) / 1000
const after = await usage()
const size = ledger ? (api.medium(ledger)?.bytes.length ?? 0) / 1e6 : 0

const line = (name: string, text: string) => process.stdout.write(`${name.padEnd(36)} ${text}\n`)
const turns = ({ p50, p99, slowest, messages, wrong }: Awaited<ReturnType<typeof talk>>) =>
  `${messages} turns  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  slowest ${slowest.toFixed(1)} ms  wrong ${wrong}`
line('records', `${RECORDS}`)
line('others, before', turns(idle))
line('others, while the ledger is made', turns(busy))
const cpuSeconds = (after.cpuMs - before.cpuMs) / 1000
line(
  'ledger',
  ledger
    ? `${seconds.toFixed(1)} s  ${size.toFixed(1)} MB  ${cpuSeconds.toFixed(1)} s of the bot’s processor, turns included`
    : `not there after ${seconds.toFixed(0)} s`,
)
line(
  'memory of the bot’s process',
  `before ${before.rssMb.toFixed(0)} MB  at most ${after.peakMb.toFixed(0)} MB  after ${after.rssMb.toFixed(0)} MB`,
)

child.stdin.end()
platform.close()
platform.closeAllConnections()
await connection.dropDatabase()
await connection.destroy()
await provider.stop()
rmSync(dataDir, { recursive: true, force: true })
process.exit(ledger ? 0 : 1)

/** Others ask for help, one after the other, until it is enough. */
async function talk(isEnough: () => boolean) {
  const latencies: number[] = []
  let wrong = 0
  await Promise.all(
    Array.from({ length: TALKERS }, async (_, index) => {
      while (!isEnough()) {
        const { status, ms } = await post(port, corporation, `u${index}`, '取消')
        latencies.push(ms)
        if (status !== 200) wrong++
        await wait(BETWEEN_MS)
      }
    }),
  )
  return { ...summarise(latencies, wrong, 1), slowest: Math.max(...latencies) }
}

/** Closed complaints of this year with what belongs to one: some 25 events, clocks, who was told. */
async function fill(): Promise<void> {
  const { collection } = complaintModels(connection).complaints
  const begin = Date.UTC(new Date().getFullYear(), 0, 2)
  const span = Date.now() - begin
  for (let start = 0; start < RECORDS; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, RECORDS - start) }, (_, index) =>
      complaint(start + index, new Date(begin + (span * (start + index)) / RECORDS)),
    )
    await collection.insertMany(batch as never, { ordered: false })
  }
}

function complaint(index: number, at: Date): object {
  const by = { id: `wecom:u${index % 200}`, name: `销售${index % 200}` }
  const event = (type: string, data?: object) => ({ id: `${index}.${type}`, type, at, by, role: 'CS', round: 1, ...(data && { data }) })
  const text = `卸车时发现底层约 ${index % 90} 袋结块，客户要求换货，现场拍照并留样，联系人李会计。`
  return {
    _id: `TS-BENCH-${String(index).padStart(7, '0')}`,
    operationKey: `bench.${index}`,
    version: 25,
    state: 'CLOSED',
    round: 1,
    kind: ['CAKING', 'BAG_COUNT', 'BREAKAGE', 'QUALITY'][index % 4],
    receivedAt: at,
    registeredAt: at,
    registeredBy: by,
    source: 'PHONE',
    channel: 'wecom',
    customer: { id: `c${index % 500}`, name: `渭南宏基商品混凝土有限公司第 ${index % 500} 站`, isIncomplete: false },
    phone: '13991300001',
    plant: 'weinan',
    product: 'PO42.5',
    description: text,
    demand: ['REPLACE'],
    severity: 'GENERAL',
    details: { batchNo: `HB${index}`, deliveryNo: `T2611-${index}`, affectedQty: { value: index % 90, unit: 'bag' }, storage: text },
    kindData: {},
    attachments: Array.from({ length: 3 }, (_, photo) => ({ id: `wecom-${index}-${photo}`, kind: 'image' })),
    followUps: [],
    report: { method: 'SYSTEM', reportedAt: at, sameDayOk: index % 20 > 0, recipients: [{ ...by, role: 'MKT_HEAD', deliveredAt: at }] },
    events: [
      ...Array.from({ length: 18 }, (_, number) => event(`step${number}`, { notes: text.repeat(4), number })),
      event('factsWritten', { facts: text, causeCode: 'STORAGE' }),
      event('planProposed', { plan: text, planMeasures: ['REPLENISH'] }),
      event('filingSubmitted', { cost: index % 5_000, corrective: text }),
    ],
    notices: [],
    matchKeys: [`c${index % 500}.CAKING.${index}`],
    isOpen: false,
    departments: ['weinan-packing'],
    liability: 'OURS',
    causeCode: 'STORAGE',
    overall: 1 + (index % 5),
    callbackOutcome: 'answered',
    measures: [],
    closedAt: at,
    clocks: [{ id: 'T3', round: 1, startedAt: at, dueAt: at, legalEndAt: at, stoppedAt: at }],
    waitingFor: [],
    callbacks: [],
    ruleSet: '2015-08-24',
  }
}
