import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import mongoose from 'mongoose'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { withDefaults } from '../../src/database/address.js'
import { canCommit } from '../../src/database/can-commit.js'
import { BACKGROUND_LIMITS, type Connection, connect, TURN_LIMITS } from '../../src/database/connect.js'
import { startHost } from '../../src/database/engine/start-host.js'
import { createFileStore } from '../../src/database/files.js'
import { chooseProvider } from '../../src/database/provider.js'
import { isDuplicateKey } from '../../src/database/retry.js'
import { exportAll, importAll } from '../../src/database/transfer.js'
import { ConfigError } from '../../src/errors.js'
import { useDatabase } from '../setup/database.js'

const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng')
let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'huisheng-engine-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('which database', () => {
  it('is the embedded engine where nothing is said, and a marker beside its folder remembers that', async () => {
    const provider = await chooseProvider({ dataDir, cacheDir })
    expect(provider.description).toContain(join(dataDir, 'mongodb'))
    expect(JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8'))).toMatchObject({ provider: 'embedded', engineVersion: '0.1.1' })
    expect(statSync(join(dataDir, 'database.json')).mode & 0o777).toBe(0o600)
    await provider.stop()
  })

  it('is the named server, and a wrong name is an error instead of an empty database', async () => {
    const provider = await chooseProvider({ dataDir, cacheDir, mongodbUri: 'mongodb://127.0.0.1:1/x' })
    expect(provider).toMatchObject({ name: 'server', description: 'MongoDB at 127.0.0.1:1' })
    await expect(connect(provider.uri, { ...TURN_LIMITS, serverSelectionTimeoutMS: 300 })).rejects.toThrow()
    expect(existsSync(join(dataDir, 'database.json'))).toBe(false)
  })

  it.each([
    ['mongodb://me:secret@db:27017/x', 'MongoDB at db:27017'],
    ['mongodb://me:secret@a,b:27018/x?replicaSet=rs0', 'MongoDB at a:27017, b:27018'],
    ['mongodb+srv://me:secret@cluster.example/x', 'MongoDB at cluster.example'],
  ])('%s is named by its hosts alone', async (mongodbUri, description) => {
    expect(await chooseProvider({ dataDir, cacheDir, mongodbUri })).toMatchObject({ description })
  })

  it.each([
    'mongodb://me:sec/ret@db.example:27017/x',
    'mongodb://me:sec@ret@db.example/x',
    'mongodb://me:sec:ret@db.example/x',
    'mongodb://me:sec?ret@db.example/x',
    'mongodb://me:12?secret@db.example/x',
    'mongodb://me:12/secret@db.example/x',
    'mongodb://sec/ret:x@db.example/x',
    'mongodb://me:sec#ret@db.example/x',
    'mongodb://me:sec%ret@db.example/x',
  ])('%s is refused without a word of its password', async (mongodbUri) => {
    const error: unknown = await chooseProvider({ dataDir, cacheDir, mongodbUri }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ message: expect.stringContaining('@ 写成 %40') })
    expect(inspect(error)).not.toMatch(/sec|ret@|12\?/)
  })

  it.each([
    ['mongodb://db/x?w=1', 'w=1'],
    ['mongodb://db/x?W=0', 'w=0'],
    ['mongodb://db/x?w=2&journal=true', 'w=2'],
    ['mongodb://db/x?j=false', 'journal=false'],
    ['mongodb://db/x?Journal=false', 'journal=false'],
  ])('%s is warned of at start', async (mongodbUri, words) => {
    expect((await chooseProvider({ dataDir, cacheDir, mongodbUri })).warnings).toEqual([expect.stringContaining(words)])
  })
  it('is taken without a warning where it asks for a majority or says nothing', async () => {
    for (const mongodbUri of ['mongodb://db/x', 'mongodb://db/x?w=majority&journal=true'])
      expect((await chooseProvider({ dataDir, cacheDir, mongodbUri })).warnings).toEqual([])
  })

  it('says what to do where no engine and no mongod is to be had', async () => {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'database.json'), JSON.stringify({ provider: 'mongod', engineVersion: '8', createdAt: 'x' }))
    await expect(chooseProvider({ dataDir, cacheDir })).rejects.toThrow(/MONGODB_URI=[\s\S]*docker compose up[\s\S]*install MongoDB/)
  })

  const reads = 'readPreference=primary&readConcernLevel=majority'
  it.each([
    ['mongodb://db/x', `mongodb://db/x?w=majority&journal=true&retryWrites=true&${reads}`],
    ['mongodb://db', `mongodb://db/huisheng?w=majority&journal=true&retryWrites=true&${reads}`],
    ['mongodb://db/x?w=1', `mongodb://db/x?w=1&journal=true&retryWrites=true&${reads}`],
    ['mongodb://db/x?W=1&J=true&RETRYWRITES=false', `mongodb://db/x?W=1&J=true&RETRYWRITES=false&${reads}`],
  ])('%s gets our write concern where it has none', (given, expected) => {
    expect(withDefaults(given)).toBe(expected)
  })

  it.each([
    'readPreference=secondaryPreferred',
    'READPREFERENCE=nearest&maxStalenessSeconds=120',
    'readPreference=secondary&readPreferenceTags=dc:a&readPreferenceTags=dc:b',
    'readConcernLevel=local',
    'readconcernlevel=available',
  ])('reads from the primary what a majority has, also where its address says %s', async (query) => {
    const { uri } = await chooseProvider({ dataDir, cacheDir, mongodbUri: `mongodb://db/x?${query}` })
    const { readPreference, readConcern, writeConcern } = new mongoose.mongo.MongoClient(uri).options
    expect([readPreference.mode, readPreference.tags, readConcern?.level]).toEqual(['primary', undefined, 'majority'])
    expect(writeConcern).toMatchObject({ w: 'majority', journal: true })
  })
})

describe('a connection', () => {
  const database = useDatabase()
  it('has the bounds of a turn, and background work has its own', async () => {
    const optionsOf = (connection: Connection) => connection.getClient().options
    expect(optionsOf(database())).toMatchObject({
      maxPoolSize: 20,
      waitQueueTimeoutMS: 2_000,
      socketTimeoutMS: 4_000,
      readPreference: { mode: 'primary' },
      writeConcern: { w: 1, journal: true, wtimeoutMS: 4_000 },
    })
    const background = await connect(inject('mongoUris')[0]!, BACKGROUND_LIMITS)
    expect(optionsOf(background)).toMatchObject({ maxPoolSize: 12, socketTimeoutMS: 60_000, writeConcern: { wtimeoutMS: 15_000 } })
    await background.close()
  })

  it('reads from the primary whatever its address says', async () => {
    const astray = await connect(`${inject('mongoUris')[0]!}&readPreference=secondaryPreferred`)
    expect(astray.getClient().options.readPreference.mode).toBe('primary')
    await astray.close()
  })

  it('proves that it commits by a write that changes something', async () => {
    expect(await canCommit(database())).toBe(true)
    const before = await database().db!.collection('probes').findOne()
    expect(await canCommit(database())).toBe(true)
    expect((await database().db!.collection('probes').findOne())?.writes).toBe(Number(before?.writes) + 1)
  })
})

describe('the host of the engine', () => {
  it('keeps what was acknowledged when it is killed, at the same address', async () => {
    const host = await startHost({ folder: join(dataDir, 'db'), cacheFolder: cacheDir })
    const connection = await connect(host.uri)
    await connection.db!.collection('x').insertOne({ _id: 1 as never })
    process.kill(host.pid()!, 'SIGKILL')
    await expect
      .poll(
        () =>
          connection
            .db!.collection('x')
            .findOne({})
            .catch(() => undefined),
        { timeout: 10_000 },
      )
      .toEqual({ _id: 1 })
    await connection.destroy()
    await host.stop()
  })

  it('refuses a folder on which another bot is running, and does not disturb it', async () => {
    const host = await startHost({ folder: join(dataDir, 'db'), cacheFolder: cacheDir })
    await expect(startHost({ folder: join(dataDir, 'db'), cacheFolder: cacheDir })).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(join(dataDir, 'db')),
    })
    const connection = await connect(host.uri)
    expect((await connection.db!.admin().ping()).ok).toBe(1)
    await connection.destroy()
    await host.stop()
  })
})

describe('moving to another database', () => {
  const database = useDatabase()
  const other = useDatabase()
  it('copies every collection with its types, and may run twice', async () => {
    const at = new Date('2026-11-03T02:00:00Z')
    await database()
      .db!.collection('a')
      .insertMany([
        { _id: 'x' as never, at },
        { _id: 'y' as never, n: 5 },
      ])
    expect(await exportAll(database(), join(dataDir, 'export'))).toMatchObject({ a: 2 })
    await importAll(other(), join(dataDir, 'export'))
    await importAll(other(), join(dataDir, 'export'))
    expect(await other().db!.collection('a').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'x', at },
      { _id: 'y', n: 5 },
    ])
  })

  it('lets nobody else read what it wrote, also over what was there', async () => {
    const folder = join(dataDir, 'private')
    await database().db!.collection('a').insertOne({ phone: '13991300001' })
    const open = join(dataDir, 'open')
    mkdirSync(open, { mode: 0o755 })
    writeFileSync(join(open, 'a.jsonl'), '', { mode: 0o644 })
    for (const each of [folder, open]) {
      await exportAll(database(), each)
      expect(statSync(join(each, 'a.jsonl')).mode & 0o777).toBe(0o600)
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('stores a file once and reads it back', async () => {
    const files = createFileStore(database())
    const file = { bytes: Buffer.alloc(300_000, 7), name: '照片.jpg', contentType: 'image/jpeg' }
    await files.store('f1', file)
    await files.store('f1', { ...file, bytes: Buffer.from('other') })
    expect(await files.read('f1')).toEqual(file)
    await expect(files.read('f2')).rejects.toThrow('not stored')
  })

  it('tells which unique key was met', async () => {
    const collection = database().db!.collection('u')
    await collection.createIndex({ key: 1 }, { unique: true })
    await collection.insertOne({ key: 1 })
    const error = await collection.insertOne({ key: 1 }).catch((reason: unknown) => reason)
    expect([isDuplicateKey(error), isDuplicateKey(error, 'key'), isDuplicateKey(error, 'other'), isDuplicateKey(new Error('x'))]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
