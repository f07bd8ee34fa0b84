/** Saved things outlive the code: what an old version wrote is read as this one writes it. */
import { readdirSync, readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { replay } from '../../src/cases/apply.js'
import type { CaseRecord } from '../../src/cases/case.js'
import { casesOf } from '../../src/cases/collection.js'
import { caseType } from '../../src/cases/declare.js'
import { complaintEngine } from '../../src/complaints/complaint.js'
import type { Complaint } from '../../src/complaints/model.js'
import { searchKeysOf } from '../../src/complaints/search.js'
import { isWhole } from '../../src/complaints/whole.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { databaseUri, freshName } from '../setup/database.js'

const { EJSON } = mongoose.mongo.BSON
const FIXTURES = 'test/fixtures/cases'

let connection: Connection
beforeAll(async () => {
  connection = await connect(databaseUri(freshName()))
})
afterAll(async () => {
  await connection.dropDatabase()
  await connection.destroy()
})

/** Once it was noted by word, and since the first change by number. */
const noted = {
  ...caseType({
    kind: 'note',
    prefix: 'NN',
    fields: z.object({ count: z.number().default(0) }),
    states: ['OPEN'],
    ended: [],
    acts: { noted: { from: [], to: 'OPEN', by: ['ANYONE'], data: z.object({ count: z.number() }), change: (_, { data }) => data } },
    readers: ['REGISTRAR'],
    rows: () => ({}),
  }),
  upcasts: [(event: CaseRecord['events'][number]) => ({ ...event, data: { count: 'two' in (event.data ?? {}) ? 2 : 1 } })],
}

describe('an event of an old version', () => {
  const event = { id: 'e', type: 'noted', at: new Date(), round: 1, data: { two: true }, record: { _id: 'NN-20261103-001' } }
  const record = { _id: 'NN-20261103-001', caseKind: 'note', operationKey: 'k', events: [event] }

  it('is read as one of this version, in lists and alone; one of this version as it is', async () => {
    const notes = casesOf<CaseRecord>(connection, noted)
    const newer = { ...event, id: 'n', v: 1, data: { count: 7 } }
    await connection.collection('cases').insertOne({ ...record, events: [event, newer] } as never)
    const expected = [
      { v: 1, data: { count: 2 } },
      { v: 1, data: { count: 7 } },
    ]
    expect((await notes.findById(record._id).lean())?.events).toMatchObject(expected)
    expect((await notes.find().lean())[0]?.events).toMatchObject(expected)
    expect((await notes.findOne({ operationKey: 'k' }).lean())?.events).toMatchObject(expected)
  })
})

describe('a complaint as it was written by version', () => {
  const versions = readdirSync(FIXTURES).filter((name) => name.startsWith('complaint-'))

  it('each has its fixture', () => {
    expect(versions).toHaveLength((complaintEngine.kind.upcasts ?? []).length + 1)
  })

  it.each(versions)('%s is whole, and its events make it', async (name) => {
    const kept: Complaint = EJSON.parse(readFileSync(`${FIXTURES}/${name}`, 'utf8'))
    const complaints = casesOf<Complaint>(connection, complaintEngine.kind)
    await connection.collection('cases').insertOne({ ...kept } as never)
    const read = await complaints.findById(kept._id).lean<Complaint>()
    if (!read || !isWhole(read)) throw new Error('it cannot be read')
    const { operationKey, notices } = kept // of the write, not of an event
    const { measures: _, ...present } = read as Complaint & { measures?: unknown } // once a part of it, and nobody reads it
    // what it is found by is filled in beside the turns
    expect({ ...present, ...searchKeysOf(present as Complaint) }).toEqual({
      ...replay(complaintEngine.kind, read.events),
      operationKey,
      notices,
    })
  })
})
