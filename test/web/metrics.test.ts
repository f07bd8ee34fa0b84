import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect, TURN_LIMITS } from '../../src/database/connect.js'
import { reuseFor } from '../../src/database/reuse-for.js'
import { createMetrics, type MetricSources, watchProcess } from '../../src/web/metrics.js'
import { databaseUri, freshName } from '../setup/database.js'
import { type SilentProxy, startSilentProxy } from '../setup/silent-proxy.js'

const SOURCES: MetricSources = { oldestDueSeconds: async () => 0, isDatabaseUp: async () => true, turnsUnderWay: () => 0 }
const shown = (sources: Partial<MetricSources> = {}) => createMetrics({ ...SOURCES, ...sources }).registry.metrics()

describe('metrics', () => {
  it('show what other parts know, and leave out what nobody knows', async () => {
    const text = await shown({
      deadLetters: async () => ({ refused: 3, full: 0 }),
      pendingAttachments: async () => 2,
      turnsUnderWay: () => 7,
    })
    expect(text).toContain('huisheng_dead_letters{kind="refused"} 3\n')
    expect(text).toContain('huisheng_dead_letters{kind="full"} 0\n')
    expect(text).toContain('huisheng_attachments_pending 2\n')
    expect(text).toContain('huisheng_turns_under_way 7\n')
    expect(text).not.toContain('huisheng_attachments_lost')
  })

  it('show the rest when the database does not answer', async () => {
    const away = () => Promise.reject(new Error('away'))
    const text = await shown({ deadLetters: away, oldestDueSeconds: away, isDatabaseUp: async () => false })
    expect(text).not.toContain('huisheng_dead_letters{')
    expect(text).toContain('huisheng_delivery_queue_age_seconds Nan\n')
    expect(text).toContain('huisheng_database_up 0\n')
  })

  it('ask the database once, however often they are looked at', async () => {
    let asked = 0
    const { registry } = createMetrics({ ...SOURCES, pendingAttachments: async () => ++asked })
    await Promise.all([registry.metrics(), registry.metrics(), registry.metrics()])
    await registry.metrics()
    expect(asked).toBe(1)
  })

  it('count runs of jobs by outcome and time them', async () => {
    const metrics = createMetrics(SOURCES)
    metrics.jobRan({ job: 'reminders', outcome: 'ok', seconds: 0.2 })
    metrics.jobRan({ job: 'reminders', outcome: 'failed', seconds: 2 })
    const text = await metrics.registry.metrics()
    expect(text).toContain('huisheng_job_runs_total{job="reminders",outcome="ok"} 1\n')
    expect(text).toContain('huisheng_job_runs_total{job="reminders",outcome="failed"} 1\n')
    expect(text).toContain('huisheng_job_seconds_bucket{le="0.5",job="reminders"} 1\n')
  })

  it('show memory and lag of the event loop of the process', async () => {
    const metrics = createMetrics(SOURCES)
    watchProcess(metrics)
    const text = await metrics.registry.metrics()
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
  })

  it('are all explained in docs/operations.md', async () => {
    const page = readFileSync('docs/operations.md', 'utf8')
    const everything = {
      deadLetters: async () => ({}),
      pendingAttachments: async () => 0,
      lostAttachments: async () => 0,
      sendsUnderWay: () => 0,
      isTokenHeld: () => true,
    }
    const names = [...(await shown(everything)).matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]!)
    expect(names.length).toBeGreaterThan(15)
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the pool of connections', () => {
  let proxy: SilentProxy
  let narrow: Connection
  beforeAll(async () => {
    proxy = await startSilentProxy(databaseUri(freshName()))
    narrow = await connect(proxy.uri, { ...TURN_LIMITS, maxPoolSize: 1, waitQueueTimeoutMS: 50, socketTimeoutMS: 1_000 })
  })
  afterAll(async () => {
    await narrow.close()
    await proxy.stop()
  })

  it('shows how long commands waited, and which found no connection in time', async () => {
    const metrics = createMetrics(SOURCES)
    metrics.watchPool('turns', narrow)
    const items = narrow.db!.collection('items')
    await items.findOne({})
    proxy.fallSilent()
    const busy = items.insertOne({}).catch(() => 'failed')
    await expect(items.findOne({})).rejects.toThrow('Timed out while checking out a connection')
    expect(await metrics.registry.metrics()).toContain('huisheng_database_connections_in_use{pool="turns"} 1\n')
    expect(await busy).toBe('failed')
    const text = await metrics.registry.metrics()
    expect(text).toMatch(/huisheng_database_pool_failures_total\{pool="turns",reason="timeout"\} [1-9]/)
    expect(text).toContain('huisheng_database_pool_wait_seconds_count{pool="turns"} 2\n')
    expect(text).toContain('huisheng_database_connections_in_use{pool="turns"} 0\n')
  })
})

describe('an answer that is used again', () => {
  it('is asked for once by all who wait, again after its time, and never twice at once', async () => {
    let now = 0
    const waiting: ((value: number) => void)[] = []
    const ask = reuseFor(
      1_000,
      () => new Promise<number>((resolve) => waiting.push(resolve)),
      () => now,
    )
    const [first, second] = [ask(), ask()]
    now = 5_000
    const third = ask()
    expect(waiting).toHaveLength(1)
    waiting[0]!(1)
    expect(await Promise.all([first, second, third])).toEqual([1, 1, 1])
    const fourth = ask()
    waiting[1]!(2)
    expect(await fourth).toBe(2)
    now = 5_999
    expect(await ask()).toBe(2)
    expect(waiting).toHaveLength(2)
  })
})
