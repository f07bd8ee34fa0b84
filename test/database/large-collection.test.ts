/** The embedded engine answers queries over a large collection, also after it was killed and started again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect } from '../../src/database/connect.js'
import { type EngineHost, startHost } from '../../src/database/engine/start-host.js'

const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng')
const COUNT = 100_000
const BATCH = 1_000
const DAY_MS = 24 * 3_600_000
const FIRST = Date.parse('2025-01-01T00:00:00Z')

describe('a collection of 100,000 small documents with two indexes that a query could use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huisheng-large-'))
  let host: EngineHost
  let connection: Connection
  beforeAll(async () => {
    host = await startHost({ folder, cacheFolder })
    connection = await connect(host.uri)
    const cases = connection.db!.collection('cases')
    await cases.createIndexes([{ key: { kind: 1, at: 1 } }, { key: { plant: 1, at: 1 } }])
    for (let from = 0; from < COUNT; from += BATCH) {
      const batch = Array.from({ length: BATCH }, (_, index) => caseOf(from + index))
      await cases.insertMany(batch, { ordered: false, writeConcern: { w: 1, j: false } })
    }
  }, 120_000)
  afterAll(async () => {
    await connection.destroy()
    await host.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Half of them have either kind and either plant, so that no index says at once that two of those never meet. */
  const caseOf = (index: number) => ({
    kind: `kind${index % 2}`,
    plant: `plant${index % 2}`,
    at: new Date(FIRST + (index % 365) * DAY_MS),
  })
  const year = { $gte: new Date(FIRST), $lt: new Date(FIRST + 365 * DAY_MS) }
  const unmatched = { kind: 'kind0', plant: 'plant1', at: year }
  const matched = { kind: 'kind0', plant: 'plant0', at: year }

  const answersAll = async () => {
    const cases = connection.db!.collection('cases')
    expect(await cases.find(unmatched).toArray()).toEqual([])
    expect(await cases.countDocuments(unmatched)).toBe(0)
    expect(await cases.countDocuments(matched)).toBe(COUNT / 2)
    expect(await cases.find(matched).sort({ at: 1 }).limit(3).toArray()).toHaveLength(3)
  }

  it('is searched and counted', answersAll)

  it('is searched and counted by the engine that took over after a crash, from its first answer on', async () => {
    const killed = host.pid()!
    process.kill(killed, 'SIGKILL')
    const answers = new Set<number | string>()
    const ask = async () => {
      const answer = await connection
        .db!.collection('cases')
        .countDocuments(unmatched)
        .catch((error: unknown) => (error instanceof mongoose.mongo.MongoServerError ? error.message : 'away'))
      answers.add(answer)
      return host.pid() !== killed && answer !== 'away'
    }
    await expect.poll(ask, { timeout: 15_000, interval: 10 }).toBe(true)
    answers.delete('away')
    expect([...answers]).toEqual([0])
    await answersAll()
  })
})
