/** Group commit: a version that has passed, a document that cannot be written and a server that does not confirm concern exactly whose they are. */
import mongoose from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Collection, Connection } from '../../src/database/connect.js'
import { createGroupedDocuments } from '../../src/database/grouped.js'
import { isUnreachable } from '../../src/database/retry.js'
import { borrowDatabase, returnDatabase } from '../setup/database.js'

interface Kept {
  readonly _id: string
  readonly version: number
  readonly words?: string
}
let connection: Connection
let collection: Collection<Kept>
beforeEach(async () => {
  connection = await borrowDatabase()
  collection = connection.db!.collection<Kept>('kept') as unknown as Collection<Kept>
  await collection.insertOne({ _id: 'known', version: 3, words: 'before' } as never)
})
afterEach(() => returnDatabase(connection))

const at = (_id: string, version: number): Kept => ({ _id, version, words: `of ${version}` })
const stored = async () => Object.fromEntries((await collection.find().toArray()).map(({ _id, version }) => [_id, version]))

describe('documents written together', () => {
  it('are each written over the version that they were read in, and no other', async () => {
    const { replace } = createGroupedDocuments(collection)
    const written = await Promise.all([
      replace({ _id: 'known', version: 2 }, at('known', 3)),
      replace({ _id: 'new', version: 0 }, at('new', 1)),
      replace({ _id: 'known', version: 3 }, at('known', 4)),
      replace({ _id: 'known', version: 3 }, at('known', 4)),
      replace({ _id: 'known', version: 0 }, at('known', 1)),
    ])
    expect(written[0]).toBe(false)
    expect(written.slice(1, 3)).toEqual([true, true])
    expect(written.slice(3)).toEqual([false, false])
    expect(await stored()).toEqual({ known: 4, new: 1 })
  })

  it('are written though one of them cannot even be sent', async () => {
    const { replace } = createGroupedDocuments(collection)
    const huge = { ...at('huge', 1), words: 'x'.repeat(17 * 1024 * 1024) }
    const outcomes = await Promise.allSettled([
      replace({ _id: 'huge', version: 0 }, huge),
      replace({ _id: 'new', version: 0 }, at('new', 1)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await stored()).toEqual({ known: 3, new: 1 })
  })

  it('are written though the server refuses one of them, which is no lost race', async () => {
    await collection.createIndex({ words: 1 } as never, { unique: true })
    const { replace } = createGroupedDocuments(collection)
    const [refused, written] = await Promise.allSettled([
      replace({ _id: 'second', version: 0 }, { _id: 'second', version: 1, words: 'before' }),
      replace({ _id: 'new', version: 0 }, at('new', 1)),
    ])
    expect(refused).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('E11000') } })
    expect(written).toEqual({ status: 'fulfilled', value: true })
    expect(await stored()).toEqual({ known: 3, new: 1 })
  })
})

describe('what the server has not said', () => {
  const { MongoBulkWriteError } = mongoose.mongo as never as { MongoBulkWriteError: new (error: object, result: object) => Error }
  const answered = (result: { matched?: number; unconfirmed?: object }, error: object) => {
    const said = { matchedCount: result.matched ?? 0, upsertedCount: 0, getWriteConcernError: () => result.unconfirmed }
    return { bulkWrite: () => Promise.reject(new MongoBulkWriteError(error, said)) } as never as Collection<Kept>
  }
  const both = (answering: Collection<Kept>) => {
    const { replace } = createGroupedDocuments(answering)
    return Promise.allSettled([replace({ _id: 'a', version: 1 }, at('a', 2)), replace({ _id: 'b', version: 1 }, at('b', 2))])
  }

  it('is not taken for written: a connection that broke', async () => {
    const broken = new mongoose.mongo.MongoNetworkError('connection reset')
    const outcomes = await both(answered({}, broken))
    expect(outcomes).toEqual([
      { status: 'rejected', reason: broken },
      { status: 'rejected', reason: broken },
    ])
  })

  it('is not taken for written: a majority that has not confirmed, beside one that lost', async () => {
    const lost = { index: 0, code: 11000, errmsg: 'E11000' }
    const unconfirmed = { code: 64, errmsg: 'waiting for replication timed out' }
    const outcomes = await both(answered({ matched: 1, unconfirmed }, { message: 'E11000', code: 11000, writeErrors: [lost] }))
    expect(outcomes.map((one) => one.status === 'rejected' && isUnreachable(one.reason))).toEqual([true, true])
  })

  it('is not taken for written: fewer than were asked for', async () => {
    const lost = { index: 0, code: 11000, errmsg: 'E11000' }
    const outcomes = await both(answered({ matched: 0 }, { message: 'E11000', code: 11000, writeErrors: [lost] }))
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

it('documents read together come to whoever asked, also for one that is not there', async () => {
  const { read } = createGroupedDocuments(collection)
  const [known, gone, again] = await Promise.all([read('known'), read('gone'), read('known')])
  expect([known?.version, gone, again?.version]).toEqual([3, undefined, 3])
})
