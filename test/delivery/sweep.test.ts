/** The sweep goes through every mailbox that is due, and one that cannot be used holds up none of the others. */
import mongoose from 'mongoose'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { buildIndexes, type Connection, collectionOf } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { InterruptedError } from '../../src/delivery/interruption.js'
import { deliveryModels } from '../../src/delivery/model.js'
import type { Sending } from '../../src/delivery/senders.js'
import { createSweep } from '../../src/delivery/sweep.js'
import { useDatabase } from '../setup/database.js'

const START = new Date('2026-11-03T02:00:00Z')
const database = useDatabase()
let connection: Connection
let now = START
let begun: string[] = []
beforeAll(async () => {
  connection = database()
  replica()
  await buildIndexes(connection)
})
beforeEach(async () => {
  now = START
  begun = []
  const { mailboxes } = deliveryModels(connection)
  await mailboxes.deleteMany({})
  await mailboxes.insertMany(['a', 'b', 'c'].map((_id, index) => ({ _id, dueAt: new Date(START.getTime() + index - 10) })))
  await connection.collection('setasides').deleteMany({})
})
const newDue = () => createDue({ connection, now: () => now })
const aside = async () => (await newDue().standing(10)).map(({ _id, failures }) => `${_id} ${failures}`)
/** Since it was asked last; lanes go side by side, in no order. */
const tried = () => begun.splice(0).sort()
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms)
}

/** One more process; `bad` says how the mailbox in the middle fails. */
function replica(
  bad: () => Promise<Sending | undefined> = async () => undefined,
  mend: (id: string) => Promise<boolean> = async () => false,
) {
  return createSweep({
    mailboxes: collectionOf(deliveryModels(connection).mailboxes),
    due: newDue(),
    now: () => now,
    isSkipped: () => false,
    begin: async (id) => {
      begun.push(id)
      return id === 'b' ? bad() : { sent: Promise.resolve() }
    },
    mend,
    onError: () => {},
  })
}
const unusable = () => Promise.reject(new Error('damaged'))

it.each([
  ['cannot be leased', unusable],
  ['cannot be sent from', async () => ({ sent: unusable() })],
] as const)('a mailbox that %s is set aside with growing pauses, on every replica, and the others are served', async (_what, bad) => {
  await replica(bad).run()
  expect(tried()).toEqual(['a', 'b', 'c'])
  expect(await aside()).toEqual(['deliveries b 1'])
  await replica(bad).run()
  expect(tried()).toEqual(['a', 'c'])
  pass(30_000)
  await replica(bad).run()
  expect(await aside()).toEqual(['deliveries b 2'])
  pass(60_000)
  await replica().run()
  expect(await aside()).toEqual([])
})

it('a mailbox that could be mended, or that another process has taken, is not set aside', async () => {
  const mended: string[] = []
  await replica(unusable, async (id) => mended.push(id) > 0).run()
  await replica(() => Promise.reject(new InterruptedError('taken'))).run()
  expect(mended).toEqual(['b'])
  expect(await aside()).toEqual([])
})

it('no mailbox is at fault while the database is away', async () => {
  const away = () => Promise.reject(new mongoose.mongo.MongoNetworkError('away'))
  await expect(replica(away).run()).rejects.toThrow('away')
  await replica(async () => ({ sent: away() })).run()
  expect(await aside()).toEqual([])
})

it('sending that takes long keeps the sweep from nobody else', async () => {
  let finish = () => {}
  const sent = new Promise<void>((resolve) => {
    finish = resolve
  })
  const sweeping = replica(async () => ({ sent })).run()
  await expect.poll(() => [...begun].sort()).toEqual(['a', 'b', 'c'])
  finish()
  await sweeping
})
