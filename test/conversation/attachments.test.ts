/** What people send is fetched in a bounded number of streams, by one replica, and never lost without a word. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Download } from '../../src/channels/channel.js'
import { type AttachmentPurgeDeps, createAttachmentPurge } from '../../src/conversation/attachment-purge.js'
import { type Attachment, attachmentModel, createAttachments } from '../../src/conversation/attachments.js'
import { buildIndexes, type Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { createFileHousekeeping } from '../../src/database/file-housekeeping.js'
import { createFileStore } from '../../src/database/files.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { fakeChannel } from '../setup/channel.js'
import { useDatabase } from '../setup/database.js'

const START = new Date('2026-11-03T02:00:00Z')
const DAY_MS = 86_400_000
const database = useDatabase()
let connection: Connection
let at = START
const now = () => at

beforeAll(async () => {
  connection = database()
  setUp()
  createFileStore(connection)
  await buildIndexes(connection)
})
beforeEach(async () => {
  at = START
  await attachmentModel(connection).deleteMany({})
  await connection.db!.collection('setasides').deleteMany({})
})

/** Of a platform that allows less than any real one. */
const MOST_MB = 18
const PIECE = Buffer.alloc(64 * 1024, 'p')
async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield PIECE
}

/** A platform that counts how much is asked of it at once. */
function setUp(download: (mediaId: string) => Promise<Omit<Download, 'contentType'>> = async () => ({ stream: pieces(3) })) {
  let underWay = 0
  let most = 0
  let begun = 0
  const lost: { id: string; reason: string; megabytes: number }[] = []
  const { limits } = fakeChannel()
  const channel = fakeChannel({
    limits: { ...limits, fileBytes: { ...limits.fileBytes, file: MOST_MB * 1024 * 1024 } },
    async download(mediaId) {
      begun++
      most = Math.max(most, ++underWay)
      try {
        const { stream, ...details } = await download(mediaId)
        return { ...details, contentType: 'image/jpeg', stream: counted(stream) }
      } catch (error) {
        underWay--
        throw error
      }
    },
  })
  async function* counted(stream: AsyncIterable<Uint8Array>) {
    try {
      yield* stream
    } finally {
      underWay--
    }
  }
  const files = createFileStore(connection)
  const attachments = createAttachments({
    connection,
    background: connection,
    channels: new Map([['wecom', channel]]),
    files,
    due: createDue({ connection, now }),
    onLost: async ({ _id }, reason, megabytes) => void lost.push({ id: _id, reason, megabytes }),
    now,
  })
  return { attachments, files, lost, most: () => most, begun: () => begun }
}

let serial = 0
const photo = (mediaId = `m${++serial}`) => ({
  channel: 'wecom',
  mediaId,
  kind: 'image' as const,
  from: 'wecom:wangqiang',
  at: now(),
  message: `key-${mediaId}`,
})
const stateOf = async (mediaId: string) => (await attachmentModel(connection).findById(`wecom-${mediaId}`).lean<Attachment>()) ?? undefined

describe('fetching', () => {
  it('of 60 photos at once runs in at most four downloads, and brings all of them', async () => {
    const { attachments, files, most } = setUp()
    const kept = await Promise.all(Array.from({ length: 60 }, () => attachments.keep(photo())))
    await attachments.settled()
    expect(most()).toBeLessThanOrEqual(4)
    expect(await attachments.counts()).toEqual({ pending: 0, lost: 0 })
    for (const { id } of kept) expect((await files.read(id)).bytes).toHaveLength(3 * PIECE.length)
  })

  it('of one photo by two replicas downloads it once', async () => {
    const [one, other] = [setUp(), setUp()]
    const item = photo()
    await Promise.all([one.attachments.keep(item), other.attachments.keep(item)])
    await Promise.all([one.attachments.fetchDue(), other.attachments.fetchDue()])
    expect(one.begun() + other.begun()).toBe(1)
  })

  it('that fails is tried again later, with growing pauses', async () => {
    let fails = 3
    const { attachments, files } = setUp(async () => {
      if (fails-- > 0) throw new ChannelNetworkError('media/get')
      return { stream: pieces(1) }
    })
    const { id } = await attachments.keep(photo('slow'))
    await attachments.settled()
    const pauses: number[] = []
    for (let due = (await stateOf('slow'))?.dueAt; due; due = (await stateOf('slow'))?.dueAt) {
      pauses.push(due.getTime() - at.getTime())
      at = due
      await attachments.fetchDue()
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000])
    expect((await files.read(id)).name).toBe('wecom-slow.jpg')
  })

  it('goes on with everybody else while one cannot be fetched', async () => {
    const { attachments } = setUp(async (mediaId) => {
      if (mediaId === 'poison') throw new TypeError('no such thing')
      return { stream: pieces(1) }
    })
    await attachments.keep(photo('poison'))
    await attachments.keep(photo('healthy'))
    await attachments.settled()
    expect((await stateOf('healthy'))?.state).toBe('stored')
    expect((await stateOf('poison'))?.state).toBe('pending')
  })

  it('goes on with everybody else while one is so damaged that it cannot even be put off', async () => {
    const { attachments } = setUp(async (mediaId) => {
      if (mediaId === 'b') throw new TypeError('no such thing')
      return { stream: pieces(1) }
    })
    const model = attachmentModel(connection)
    for (const name of ['a', 'b', 'c'])
      await model.create({ _id: `wecom-${name}`, ...photo(name), state: 'pending', attempts: 0, dueAt: START })
    await model.collection.updateOne({ _id: 'wecom-b' as never }, { $set: { attempts: 'none' } })
    await attachments.fetchDue()
    expect([await stateOf('a'), await stateOf('c')]).toMatchObject([{ state: 'stored' }, { state: 'stored' }])
    expect((await createDue({ connection, now }).standing(10)).map(({ _id }) => _id)).toEqual(['attachments wecom-b'])
  })

  it('is taken over from a process that died, once its lease has run out', async () => {
    const { attachments } = setUp()
    const model = attachmentModel(connection)
    const dead = { by: 'dead', until: new Date(Date.now() + 60_000) }
    await model.create({ _id: 'wecom-left', ...photo('left'), state: 'pending', attempts: 0, dueAt: START, lease: dead })
    await attachments.fetchDue()
    expect((await stateOf('left'))?.state).toBe('pending')
    await model.updateOne({ _id: 'wecom-left' }, { 'lease.until': new Date(Date.now() - 1) })
    await attachments.fetchDue()
    expect((await stateOf('left'))?.state).toBe('stored')
  })
})

describe('what cannot be fetched', () => {
  it.each([
    ['that the platform has deleted', 'gone', async () => Promise.reject(new ChannelApiError('media/get', 40007, 'permanent'))],
    ['that says that it is too large', 'tooLarge', async () => ({ stream: pieces(1), length: 21 * 1024 * 1024 })],
    ['that turns out too large', 'tooLarge', async () => ({ stream: pieces(400) })],
  ] as const)('%s is told once to whoever sent it', async (_name, reason, download) => {
    const { attachments, lost } = setUp(download)
    const item = photo()
    const { id } = await attachments.keep(item)
    await attachments.settled()
    await attachments.keep(item)
    await attachments.fetchDue()
    expect(lost).toEqual([{ id, reason, megabytes: MOST_MB }])
    expect(await attachments.counts()).toEqual({ pending: 0, lost: 1 })
  })

  it('in the three days that the platform keeps it is lost, and told', async () => {
    const { attachments, lost } = setUp(async () => Promise.reject(new ChannelNetworkError('media/get')))
    const { id } = await attachments.keep(photo('down'))
    for (let hours = 0; hours <= 73; hours += 1) {
      at = new Date(START.getTime() + hours * 3_600_000)
      await attachments.fetchDue()
      if (hours === 71) expect(lost).toEqual([])
    }
    expect(lost).toMatchObject([{ id, reason: 'gone' }])
  })
})

describe('the attachment of a turn that was never committed', () => {
  const newDue = () => createDue({ connection, now })
  const purge = (talk: unknown, referenced: readonly string[] = [], more: Partial<AttachmentPurgeDeps> = {}) =>
    createAttachmentPurge({
      connection,
      files: createFileHousekeeping(connection, newDue()),
      readTalk: async () => talk,
      due: newDue(),
      ...more,
      referenced: async () => new Set(referenced),
      now,
    })

  it('goes after a month, with its bytes', async () => {
    const { attachments, files } = setUp()
    const { id } = await attachments.keep(photo('unused'))
    await attachments.settled()
    at = new Date(START.getTime() + 3_600_000)
    await purge({ keys: [] }).confirmDue()
    expect(await purge({ keys: [] }).purge()).toBe(0)
    at = new Date(START.getTime() + 31 * DAY_MS)
    expect(await purge({ keys: [] }).purge()).toBe(1)
    expect(await stateOf('unused')).toBeUndefined()
    await expect(files.read(id)).rejects.toThrow('is not stored')
  })

  it.each([
    ['whose turn was confirmed', true, { keys: [] }, []],
    ['whose message the talk remembers', false, { keys: [{ key: 'key-used' }] }, []],
    ['that stands in an answer', false, { keys: [], session: { answers: { photos: [{ id: 'wecom-used' }] } } }, []],
    ['that a complaint refers to', false, { keys: [] }, ['wecom-used']],
  ])('%s stays', async (_name, isConfirmed, talk, referenced) => {
    const { attachments } = setUp()
    await attachments.keep(photo('used'))
    await attachments.settled()
    if (isConfirmed) await attachments.confirm('wecom', 'used')
    at = new Date(START.getTime() + 3_600_000)
    await purge(talk, referenced).confirmDue()
    at = new Date(START.getTime() + 400 * DAY_MS)
    await purge(talk, referenced).purge()
    expect(await stateOf('used')).toMatchObject({ state: 'stored' })
    expect((await stateOf('used'))?.expiresAt).toBeUndefined()
  })

  const three = async () => {
    const { attachments } = setUp()
    for (const [index, mediaId] of ['a', 'b', 'c'].entries()) {
      at = new Date(START.getTime() + index)
      await attachments.keep({ ...photo(mediaId), from: `wecom:${mediaId}` })
    }
    await attachments.settled()
    at = new Date(START.getTime() + 3_600_000)
  }
  const aside = async () => (await newDue().standing(10)).map(({ _id }) => _id)

  it('whose talk cannot be read keeps no other from being told apart', async () => {
    await three()
    const readTalk = async (contact: string) => (contact === 'wecom:b' ? Promise.reject(new Error('damaged')) : { keys: [] })
    await purge(undefined, [], { readTalk }).confirmDue()
    const open = await attachmentModel(connection).find({ confirmAt: { $exists: true } })
    expect(open.map(({ _id }) => _id)).toEqual(['wecom-b'])
    expect(await aside()).toEqual(['attachment-turns wecom-b'])
  })

  it('whose bytes cannot be removed keeps no other from going', async () => {
    await three()
    const remove = async ([id]: readonly string[]) => (id === 'wecom-b' ? Promise.reject(new Error('damaged')) : undefined)
    await purge({ keys: [] }).confirmDue()
    at = new Date(START.getTime() + 31 * DAY_MS)
    expect(await purge({ keys: [] }, [], { files: { remove } }).purge()).toBe(2)
    expect((await attachmentModel(connection).find()).map(({ _id }) => _id)).toEqual(['wecom-b'])
    expect(await aside()).toEqual(['retention wecom-b'])
  })
})
