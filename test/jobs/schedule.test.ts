import { pino } from 'pino'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { buildIndexes } from '../../src/database/connect.js'
import { createRunCoordinator, createSchedule, type JobRun } from '../../src/jobs/schedule.js'
import { useDatabase } from '../setup/database.js'

const database = useDatabase()
const log = pino({ level: 'silent' })

describe('a job on several replicas', () => {
  beforeAll(async () => {
    createRunCoordinator(database(), log)
    await buildIndexes(database())
  })

  it('runs once at each fire, on whichever claims it first', async () => {
    const replicas = Array.from({ length: 5 }, () => createRunCoordinator(database(), log))
    for (const fire of ['outbox@1', 'outbox@2', 'deliveries@1']) {
      const claims = await Promise.all(replicas.map((replica) => replica.shouldRun(fire, 1_000)))
      expect(claims.filter(Boolean)).toHaveLength(1)
    }
  })

  it('is left alone while the database cannot say who runs it', async () => {
    const away = { collectionName: 'jobleases', insertOne: () => Promise.reject(new Error('away')) }
    const failing = { models: { jobLease: { collection: away, db: { collection: () => away } } } }
    expect(await createRunCoordinator(failing as never, log).shouldRun('outbox@3', 1_000)).toBe(false)
  })
})

describe('the schedule', () => {
  const everySecond = '* * * * * *'

  it('tells how each run ended, and a job that fails runs again at its next time', async () => {
    const runs: JobRun[] = []
    let fires = 0
    const works = { name: 'works', cron: everySecond, run: async () => {} }
    const fails = { name: 'fails', cron: everySecond, run: () => (++fires === 1 ? Promise.reject(new Error('once')) : Promise.resolve()) }
    const schedule = createSchedule(database(), [works, fails], log, (run) => runs.push(run))
    schedule.start()
    await expect.poll(() => runs.filter(({ job }) => job === 'fails').length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    await schedule.stop()
    expect(runs.filter(({ job }) => job === 'fails').slice(0, 2)).toMatchObject([{ outcome: 'failed' }, { outcome: 'ok' }])
    expect(runs).toContainEqual({ job: 'works', outcome: 'ok', seconds: expect.any(Number) })
  })

  it('says what node-cron has to say in our log with the name of the job, and nothing on the terminal', async () => {
    const lines: string[] = []
    const ownLog = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) })
    const terminal = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name))
    let end = () => {}
    const slow = {
      name: 'slow',
      cron: everySecond,
      run: () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    }
    const schedule = createSchedule(database(), [slow], ownLog)
    schedule.start()
    try {
      await expect.poll(() => lines.join(''), { timeout: 10_000 }).toContain('still running')
      expect(JSON.parse(lines.find((line) => line.includes('still running'))!)).toMatchObject({ job: 'slow', level: 40 })
      for (const spy of terminal) expect(spy).not.toHaveBeenCalled()
    } finally {
      end()
      await schedule.stop()
      for (const spy of terminal) spy.mockRestore()
    }
  })
})
