import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import type { Held } from '../../src/database/lease.js'
import { createQueue } from '../../src/database/queue.js'
import { useDatabase } from '../setup/database.js'

interface Work {
  readonly _id: string
  readonly dueAt?: Date
}
const START = new Date('2026-11-03T02:00:00Z')
const database = useDatabase()
let connection: Connection
beforeAll(() => {
  connection = database()
})
beforeEach(async () => {
  await collection().deleteMany({})
})

const collection = () => connection.collection('work')
const add = (_id: string) => collection().insertOne({ _id: _id as never, dueAt: START })
const newDue = () => createDue({ connection, now: () => START })
const done = ({ _id }: Held<Work>) => collection().updateOne({ _id: _id as never }, { $unset: { dueAt: true, lease: true } })
const queue = (
  work: (item: Held<Work>, signal: AbortSignal) => Promise<unknown>,
  options: { leaseMs?: number; lanes?: number; now?: () => Date } = {},
) =>
  createQueue<Work>({
    job: 'work',
    due: newDue(),
    collection: collection() as never,
    lanes: 2,
    leaseMs: 60_000,
    now: () => START,
    work,
    ...options,
  })

async function run(one: ReturnType<typeof queue>): Promise<void> {
  one.wake()
  await one.ended()
}

describe('work that is due', () => {
  it('is done once, by however many processes at once', async () => {
    const did: string[] = []
    const replicas = Array.from({ length: 4 }, () =>
      queue(async (item) => {
        did.push(item._id)
        await done(item)
      }),
    )
    for (let index = 0; index < 20; index++) await add(`w${index}`)
    await Promise.all(replicas.map(run))
    expect(did.sort()).toEqual(Array.from({ length: 20 }, (_, index) => `w${index}`).sort())
  })

  it('stays with whoever works on it for longer than a lease, and who else asks finds nothing', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    let taken = 0
    const slow = queue((item) => finished.then(() => done(item)), { leaseMs: 300 })
    const other = queue(async () => taken++, { leaseMs: 300 })
    await add('long')
    slow.wake()
    const until = async () => ((await collection().findOne({ _id: 'long' as never })) as Held<Work> | null)?.lease?.until.getTime() ?? 0
    await expect.poll(until).toBeGreaterThan(0)
    const first = await until()
    await expect
      .poll(
        async () => {
          await run(other)
          return until()
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(first + 900) // renewed again and again, beyond three leases
    finish()
    await slow.ended()
    expect(taken).toBe(0)
  })

  it('that was taken by somebody else is given up by who held it', async () => {
    let isAborted = false
    const robbed = queue(
      async (item, signal) => {
        await collection().updateOne({ _id: item._id as never }, { $set: { 'lease.by': 'somebody else' }, $unset: { dueAt: true } })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        isAborted = true
      },
      { leaseMs: 300 },
    )
    await add('robbed')
    await run(robbed)
    expect(isAborted).toBe(true)
  })

  it('goes on after an item that fails, which is put off, free for any replica, and for an administrator to see', async () => {
    const did: string[] = []
    const one = queue(
      async (item) => {
        if (item._id === 'b') throw new Error('damaged')
        did.push(item._id)
        await done(item)
      },
      { lanes: 1 },
    )
    for (const id of ['a', 'b', 'c']) await add(id)
    await run(one)
    expect(did).toEqual(['a', 'c'])
    const [aside] = await newDue().standing(10)
    expect(aside).toMatchObject({ _id: 'work b', failures: 1, reason: 'damaged' })
    expect(await collection().findOne({ _id: 'b' as never })).toEqual({ _id: 'b', dueAt: aside!.until })
  })

  it('is held by the clock of the database, whatever the clock of the bot says', async () => {
    let begun = 0
    const inTheFuture = queue(async () => begun++, { now: () => new Date('2030-01-01T00:00:00Z') })
    await collection().insertOne({ _id: 'held' as never, dueAt: START, lease: { by: 'other', until: new Date(Date.now() + 60_000) } })
    await run(inTheFuture)
    expect(begun).toBe(0)
  })
})
