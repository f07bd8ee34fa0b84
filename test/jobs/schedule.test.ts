import { pino } from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildIndexes } from '../../src/database/connect.js'
import { createRunCoordinator } from '../../src/jobs/schedule.js'
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
    const failing = { models: { jobLease: { collection: { insertOne: () => Promise.reject(new Error('away')) } } } }
    expect(await createRunCoordinator(failing as never, log).shouldRun('outbox@3', 1_000)).toBe(false)
  })
})
