import mongoose from 'mongoose'
import { pino } from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDue, type Due, idsOf } from '../../src/database/due.js'
import { createOnce } from '../../src/database/once.js'
import { useDatabase } from '../setup/database.js'

const database = useDatabase()
let now = new Date('2026-11-03T02:00:00Z')
let failures: string[] = []
const log = pino({ level: 'silent' })
const newDue = (): Due => createDue({ connection: database(), now: () => now, log, onFailure: (job) => failures.push(job) })
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}
let due: Due
beforeEach(async () => {
  due = newDue()
  failures = []
  await database().db!.collection('setasides').deleteMany({})
})

describe('what is due', () => {
  it('goes on after one that fails, and counts and remembers that one', async () => {
    const done: string[] = []
    const work = async (item: string) => {
      if (item === 'b') throw new Error(`${item} is damaged`)
      done.push(item)
    }
    expect(await due.forEach('letters', ['a', 'b', 'c'], work)).toBe(2)
    expect(done).toEqual(['a', 'c'])
    expect(failures).toEqual(['letters'])
    expect(await due.standing(10)).toMatchObject([{ _id: 'letters b', failures: 1, reason: 'b is damaged' }])
  })

  it('tries again after pauses that grow, on any replica and after a restart, up to half an hour', async () => {
    let tries = 0
    const fail = async () => {
      tries++
      throw new Error('no')
    }
    const pauses: number[] = []
    for (let count = 0; count < 9; count++) {
      const until = await newDue().attempt('letters', 'a', fail)
      pauses.push((until!.getTime() - now.getTime()) / 1000)
      pass(until!.getTime() - now.getTime() - 1)
      expect(await newDue().attempt('letters', 'a', fail)).toEqual(until)
      pass(1)
    }
    expect(tries).toBe(9)
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1800, 1800, 1800])
  })

  it('is forgotten as set aside once it is done', async () => {
    await due.attempt('letters', 'a', () => Promise.reject(new Error('no')))
    pass(30_000)
    expect(await due.attempt('letters', 'a', async () => {})).toBeUndefined()
    expect(await due.standing(10)).toEqual([])
  })

  it('is nobody’s fault while the database is away: the run ends, and nothing is set aside', async () => {
    const away = () => Promise.reject(new mongoose.mongo.MongoNetworkError('away'))
    await expect(due.forEach('letters', ['a', 'b'], away)).rejects.toThrow('away')
    expect(await due.standing(10)).toEqual([])
  })

  it('is seen once in a run, though it stays due, however many there are', async () => {
    const items = database().db!.collection('items')
    await items.insertMany(Array.from({ length: 1_200 }, (_, index) => ({ _id: `i${index}` as never, dueAt: index })))
    const model = database().model('item', new mongoose.Schema({ _id: String, dueAt: Number }))
    const query = model
      .find({ dueAt: { $lte: 5_000 } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .lean()
    const seen: string[] = []
    await due.forEach('letters', idsOf(query), async (item) => {
      seen.push(item)
    })
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, index) => `i${index}`))
  })
})

it('what is done once is done again only where the process ended before it was marked', async () => {
  const once = createOnce(database(), () => now)
  let count = 0
  await expect(once.run('day', () => Promise.reject(new Error('ended')))).rejects.toThrow('ended')
  expect(await once.run('day', async () => count++)).toBe(true)
  expect(await once.run('day', async () => count++)).toBe(false)
  expect(count).toBe(1)
})
