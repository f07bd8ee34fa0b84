import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/database/connect.js'
import { startHost } from '../../src/database/engine/start-host.js'
import { createFileStore } from '../../src/database/files.js'
import { chooseProvider, withDefaults } from '../../src/database/provider.js'
import { isDuplicateKey } from '../../src/database/retry.js'
import { exportAll, importAll } from '../../src/database/transfer.js'
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
    expect(provider).toMatchObject({ name: 'server', description: 'MongoDB at mongodb://127.0.0.1:1/x' })
    await expect(connect(provider.uri, 300)).rejects.toThrow()
    expect(existsSync(join(dataDir, 'database.json'))).toBe(false)
  })

  it('never tells the password', async () => {
    expect((await chooseProvider({ dataDir, cacheDir, mongodbUri: 'mongodb://me:secret@db:27017/x' })).description).not.toContain('secret')
  })

  it('says what to do where no engine and no mongod is to be had', async () => {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'database.json'), JSON.stringify({ provider: 'mongod', engineVersion: '8', createdAt: 'x' }))
    await expect(chooseProvider({ dataDir, cacheDir })).rejects.toThrow(/MONGODB_URI=[\s\S]*docker compose up[\s\S]*install MongoDB/)
  })

  it.each([
    ['mongodb://db/x', 'mongodb://db/x?w=majority&journal=true&retryWrites=true'],
    ['mongodb://db', 'mongodb://db/huisheng?w=majority&journal=true&retryWrites=true'],
    ['mongodb://db/x?w=1', 'mongodb://db/x?w=1&journal=true&retryWrites=true'],
  ])('%s gets our write concern where it has none', (given, expected) => {
    expect(withDefaults(given)).toBe(expected)
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
    await connection.close()
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
    await connection.close()
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
