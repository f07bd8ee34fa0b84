/** What is called stored is whole, whatever ended in the middle and whoever else stored it at the same time. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/database/connect.js'
import { buildIndexes } from '../../src/database/connect.js'
import { createDue, type Due } from '../../src/database/due.js'
import { createFileHousekeeping } from '../../src/database/file-housekeeping.js'
import { buildFileIndexes, createFileStore, FileNotStoredError, FileTooLargeError } from '../../src/database/files.js'
import { databaseUri, useDatabase } from '../setup/database.js'

const SCRIPT = fileURLToPath(new URL('../crash/store-process.ts', import.meta.url))
const DAY_MS = 86_400_000
const CHUNK = 255 * 1024

const database = useDatabase()
let connection: Connection
let files: ReturnType<typeof createFileStore>
let housekeeping: ReturnType<typeof createFileHousekeeping>
let due: Due
beforeAll(async () => {
  connection = database()
  files = createFileStore(connection)
  due = createDue({ connection, now: () => new Date() })
  housekeeping = createFileHousekeeping(connection, due)
  await buildIndexes(connection)
})

const photo = (bytes: Buffer | AsyncIterable<Uint8Array> = Buffer.from('a photo')) => ({
  bytes,
  name: 'photo.jpg',
  contentType: 'image/jpeg',
})
const chunksLeft = async () => {
  const used = await connection.db!.collection('files.files').distinct('_id')
  return connection.db!.collection('files.chunks').countDocuments({ files_id: { $nin: used } })
}
const uploads = () => connection.db!.collection('files.files').countDocuments()

/** @returns at which command it died, or how many there were */
function storeInProcess(key: string, size: number, killAt: number): Promise<{ commands: number; signal: string | null }> {
  const args = ['--import', 'tsx', SCRIPT, databaseUri(connection.name), key, String(size), String(killAt)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (part: Buffer) => {
    said += part
  })
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve({ commands: Number(said), signal })))
}

describe('a file', () => {
  it('is read as it was stored, whole or as a stream', async () => {
    const bytes = Buffer.alloc(3 * CHUNK + 5, 'x')
    await files.store('whole', photo(bytes))
    expect(await files.read('whole')).toEqual({ bytes, name: 'photo.jpg', contentType: 'image/jpeg' })
    const { stream, length, name } = await files.open('whole')
    expect({ length, name }).toEqual({ length: bytes.length, name: 'photo.jpg' })
    let read = 0
    for await (const part of stream) read += (part as Buffer).length
    expect(read).toBe(bytes.length)
  })

  it('that was never stored is told apart from any other failure', async () => {
    await expect(files.read('never')).rejects.toBeInstanceOf(FileNotStoredError)
  })

  it('stored twice is the first one', async () => {
    await files.store('twice', photo(Buffer.from('first')))
    const before = await uploads()
    await files.store('twice', photo(Buffer.from('second')))
    expect((await files.read('twice')).bytes.toString()).toBe('first')
    expect(await uploads()).toBe(before)
  })

  it('of an earlier version, stored directly under its key, is still read and not stored again', async () => {
    const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: 'files' })
    const upload = bucket.openUploadStreamWithId('wecom-old' as never, 'old.jpg', { metadata: { contentType: 'image/png' } })
    await new Promise<void>((resolve, reject) =>
      upload.end(Buffer.from('old'), (error?: Error | null) => (error ? reject(error) : resolve())),
    )
    await files.store('wecom-old', photo(Buffer.from('new')))
    expect(await files.read('wecom-old')).toEqual({ bytes: Buffer.from('old'), name: 'old.jpg', contentType: 'image/png' })
  })

  it('that is too large is refused while it comes, and nothing of it stays', async () => {
    let produced = 0
    const endless = async function* () {
      for (;;) {
        produced += CHUNK
        yield Buffer.alloc(CHUNK)
      }
    }
    await expect(files.store('endless', { ...photo(endless()), maxBytes: 4 * CHUNK })).rejects.toBeInstanceOf(FileTooLargeError)
    expect(produced).toBeLessThan(10 * CHUNK)
    await expect(files.read('endless')).rejects.toBeInstanceOf(FileNotStoredError)
    expect(await chunksLeft()).toBe(0)
  })

  it('whose sender breaks off is not stored, and comes whole the next time', async () => {
    const broken = async function* () {
      yield Buffer.alloc(2 * CHUNK)
      throw new Error('connection reset')
    }
    await expect(files.store('broken', photo(broken()))).rejects.toThrow('connection reset')
    await expect(files.read('broken')).rejects.toBeInstanceOf(FileNotStoredError)
    await files.store('broken', photo())
    expect((await files.read('broken')).bytes.toString()).toBe('a photo')
  })

  it('stored by ten at once is stored once, without an error', async () => {
    const before = await uploads()
    const others = Array.from({ length: 10 }, () => createFileStore(connection))
    await Promise.all(others.map((store) => store.store('race', photo(Buffer.alloc(2 * CHUNK, 'r')))))
    expect((await files.read('race')).bytes).toEqual(Buffer.alloc(2 * CHUNK, 'r'))
    expect(await uploads()).toBe(before + 1)
    expect(await chunksLeft()).toBe(0)
  })
})

describe('a process killed while it stores', () => {
  it('leaves nothing that counts; the next try stores it, and the rest is swept after an hour', async () => {
    const size = 3 * CHUNK
    const { commands } = await storeInProcess('probe', size, 0)
    expect(commands).toBeGreaterThan(10)
    // every command of an upload of three chunks: also between any two of them
    const points = Array.from({ length: commands }, (_, index) => index + 1)
    for (const killAt of points) {
      const key = `killed-${killAt}`
      const { signal } = await storeInProcess(key, size, killAt)
      expect(signal, `kill at ${killAt}`).toBe('SIGKILL')
      const found = await files.read(key).catch((error: unknown) => error)
      if (found instanceof Error) expect(found).toBeInstanceOf(FileNotStoredError)
      await files.store(key, photo(Buffer.alloc(size, 'p')))
      expect((await files.read(key)).bytes, `kill at ${killAt}`).toEqual(Buffer.alloc(size, 'p'))
    }
    const names = await connection.db!.collection('filenames').countDocuments()
    expect(await chunksLeft()).toBeGreaterThan(0)
    expect(await housekeeping.sweepOrphans()).toBe(0) // may still be on their way
    expect(await housekeeping.sweepOrphans(new Date(Date.now() + DAY_MS))).toBeGreaterThan(0)
    expect(await chunksLeft()).toBe(0)
    expect(await connection.db!.collection('filenames').countDocuments()).toBe(names)
    for (const killAt of points) expect((await files.read(`killed-${killAt}`)).bytes).toHaveLength(size)
  }, 480_000)
})

describe('a file with a date', () => {
  const at = new Date('2026-11-03T02:00:00Z')
  const inDays = (days: number) => new Date(at.getTime() + days * DAY_MS)

  it('goes when it has passed, with its bytes; others stay', async () => {
    await files.store('chart', { ...photo(), expiresAt: inDays(30) })
    await files.store('evidence', photo())
    const before = await uploads()
    expect(await housekeeping.purgeExpired(inDays(29))).toBe(0)
    expect(await housekeeping.purgeExpired(inDays(31))).toBe(1)
    await expect(files.read('chart')).rejects.toBeInstanceOf(FileNotStoredError)
    expect((await files.read('evidence')).bytes.toString()).toBe('a photo')
    expect(await uploads()).toBe(before - 1)
    expect(await chunksLeft()).toBe(0)
  })

  it('lives as long as its newest use', async () => {
    await files.store('again', { ...photo(), expiresAt: inDays(30) })
    await files.store('again', { ...photo(), expiresAt: inDays(50) })
    await housekeeping.purgeExpired(inDays(31))
    expect((await files.read('again')).name).toBe('photo.jpg')
  })

  it('of an earlier version goes a month after it was made, and what people sent stays', async () => {
    const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: 'files' })
    for (const key of ['ledger-2025', 'wecom-evidence']) {
      const upload = bucket.openUploadStreamWithId(key as never, key)
      await new Promise<void>((resolve, reject) =>
        upload.end(Buffer.from(key), (error?: Error | null) => (error ? reject(error) : resolve())),
      )
    }
    await housekeeping.purgeExpired(new Date(Date.now() + 31 * DAY_MS))
    await expect(files.read('ledger-2025')).rejects.toBeInstanceOf(FileNotStoredError)
    expect((await files.read('wecom-evidence')).bytes.toString()).toBe('wecom-evidence')
  })

  it('can be removed before, as when the record that it belonged to is erased', async () => {
    await files.store('wecom-erased', photo())
    await housekeeping.remove(['wecom-erased', 'wecom-unknown'])
    await expect(files.read('wecom-erased')).rejects.toBeInstanceOf(FileNotStoredError)
  })
})

it('the chunks are found by their index also where files were there before the bot, as after an import', async () => {
  const imported = connection.useDb(`${connection.name}i`)
  await imported.db!.collection('files.files').insertOne({ _id: 'old' as never })
  await imported.db!.collection('files.chunks').insertOne({ files_id: 'old', n: 0 })
  await buildFileIndexes(imported)
  await buildFileIndexes(imported)
  expect((await imported.db!.collection('files.chunks').indexes()).map(({ key }) => key)).toContainEqual({ files_id: 1, n: 1 })
  expect((await imported.db!.collection('files.files').indexes()).map(({ key }) => key)).toContainEqual({ filename: 1, uploadDate: 1 })
  expect(await createFileHousekeeping(imported, due).sweepOrphans()).toBe(0)
  await imported.dropDatabase()
})

describe('a file that cannot be removed', () => {
  const DAMAGED = { $damaged: 1 }
  const collection = (name: string) => connection.db!.collection(name)
  const aside = async () => (await due.standing(10)).filter(({ job }) => job === 'retention')

  it('keeps no other from going on its day', async () => {
    for (const key of ['day-a', 'day-c']) await files.store(key, { ...photo(), expiresAt: new Date(1_000) })
    await collection('filenames').insertOne({ _id: 'day-b' as never, fileId: DAMAGED, expiresAt: new Date(500) })
    expect(await housekeeping.purgeExpired(new Date(2_000))).toBe(2)
    await expect(files.read('day-a')).rejects.toThrow('is not stored')
    await expect(files.read('day-c')).rejects.toThrow('is not stored')
    expect((await aside()).map(({ item }) => item)).toEqual(['day-b'])
    await collection('setasides').deleteMany({})
  })

  it('keeps no orphan from being swept', async () => {
    const later = new Date(Date.now() + 2 * 3_600_000)
    await housekeeping.sweepOrphans(later)
    const ids = [new mongoose.Types.ObjectId(), DAMAGED, new mongoose.Types.ObjectId()]
    for (const files_id of ids) await collection('files.chunks').insertOne({ files_id, n: 0, data: Buffer.from('x') })
    expect(await housekeeping.sweepOrphans(later)).toBe(2)
    expect(await collection('files.chunks').countDocuments({ n: 0, files_id: { $in: [ids[0], ids[2]] as never[] } })).toBe(0)
    expect(await aside()).toHaveLength(1)
    await collection('files.chunks').deleteMany({ n: 0 })
  })
})
