/** A database is one corporation's or the playground's, from its first start on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCustomers } from '../../src/customers/index.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { type Claim, claimInstallation, refuseForeignImport } from '../../src/database/installation.js'
import { exportAll, importAll } from '../../src/database/transfer.js'
import { addDemoCustomers, holdsDemoCustomers } from '../../src/simulator/demo.js'
import { databaseUri, freshName } from '../setup/database.js'

const at = new Date('2026-11-03T02:00:00Z')
const OURS = { corpId: 'wwours' }
const THEIRS = { corpId: 'wwtheirs' }
const SIMULATOR = { simulator: true } as const

const opened: Connection[] = []
async function freshDatabase(): Promise<Connection> {
  const connection = await connect(databaseUri(freshName()))
  opened.push(connection)
  return connection
}
afterEach(async () => {
  for (const connection of opened.splice(0)) {
    await connection.dropDatabase()
    await connection.destroy()
  }
})

const claim = (connection: Connection, owner: Claim['owner'], isOwnFolder = false) =>
  claimInstallation(connection, { owner, isOwnFolder, holdsSimulated: holdsDemoCustomers, now: () => at })
async function contents(connection: Connection): Promise<Record<string, unknown[]>> {
  const names = (await connection.db!.listCollections().toArray()).map(({ name }) => name).sort()
  const lists = names.map(async (name) => [name, await connection.db!.collection(name).find().toArray()] as const)
  return Object.fromEntries(await Promise.all(lists))
}
const addComplaint = (connection: Connection) => connection.db!.collection('cases').insertOne({ _id: 'TS-20261103-001' as never })
const addDemo = (connection: Connection) => addDemoCustomers(createCustomers(connection, () => at))

describe('a new database', () => {
  it.each([
    ['a corporation', OURS],
    ['the playground', SIMULATOR],
  ])('is taken by %s, which finds it again', async (_who, owner) => {
    const connection = await freshDatabase()
    await claim(connection, owner)
    await claim(connection, owner)
    expect(await contents(connection)).toEqual({ installation: [{ _id: 'installation', ...owner, createdAt: at }] })
  })

  it.each([
    ['another corporation', OURS, THEIRS, 'it belongs to the WeCom corporation wwours'],
    ['the playground', OURS, SIMULATOR, 'it belongs to the WeCom corporation wwours'],
    ['a corporation, once it was played with', SIMULATOR, OURS, 'it belongs to the playground'],
  ])('is then refused to %s, with nothing written', async (_who, first, second, because) => {
    const connection = await freshDatabase()
    await claim(connection, first)
    const before = await contents(connection)
    await expect(claim(connection, second)).rejects.toThrow(because)
    expect(await contents(connection)).toEqual(before)
  })

  it('stays a company’s that connects a second way, under the surer name; and goes to nobody else', async () => {
    const connection = await freshDatabase()
    const [bot, corporation] = [{ wecomBot: 'b1' }, { corpId: 'ww1' }]
    const claimAs = (owner: Claim['owner'], alsoKnownAs: Claim['alsoKnownAs'] = []) =>
      claimInstallation(connection, { owner, alsoKnownAs, isOwnFolder: false, holdsSimulated: holdsDemoCustomers, now: () => at })
    await claimAs(bot)
    await expect(claimAs(corporation)).rejects.toMatchObject({ code: 'FOREIGN' })
    await claimAs(corporation, [bot])
    expect(await contents(connection)).toEqual({ installation: [{ _id: 'installation', ...corporation, createdAt: at }] })
    await expect(claimAs({ corpId: 'ww2' }, [bot])).rejects.toMatchObject({ code: 'FOREIGN' })
  })

  it('has one owner when two start for the first time at the same instant', async () => {
    for (let round = 0; round < 10; round++) {
      const connection = await freshDatabase()
      const settled = await Promise.allSettled([claim(connection, OURS), claim(connection, SIMULATOR), claim(connection, OURS)])
      const { installation } = (await contents(connection)) as { installation: { corpId?: string }[] }
      const isOurs = installation[0]!.corpId === OURS.corpId
      expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([isOurs, !isOurs, isOurs])
    }
  })
})

describe('a database from before owners were written down', () => {
  it('with records is the corporation’s that is configured', async () => {
    const connection = await freshDatabase()
    await addComplaint(connection)
    await claim(connection, OURS)
    await expect(claim(connection, THEIRS)).rejects.toThrow('wwours')
  })

  it('with the demonstration customers is no corporation’s', async () => {
    const connection = await freshDatabase()
    await addDemo(connection)
    const before = await contents(connection)
    await expect(claim(connection, OURS)).rejects.toThrow('it holds the demonstration customers of the playground')
    expect(await contents(connection)).toEqual(before)
  })

  it('with records on a server is never the playground’s, whatever it holds', async () => {
    const connection = await freshDatabase()
    await addComplaint(connection)
    await addDemo(connection)
    const before = await contents(connection)
    await expect(claim(connection, SIMULATOR)).rejects.toThrow('it holds records, and nothing says that they are the playground’s')
    expect(await contents(connection)).toEqual(before)
  })

  it('in our own data folder is the playground’s when it was played with', async () => {
    const connection = await freshDatabase()
    await addComplaint(connection)
    await addDemo(connection)
    await claim(connection, SIMULATOR, true)
    await expect(claim(connection, OURS, true)).rejects.toThrow('it belongs to the playground')
  })

  it('in our own data folder is not the playground’s when a small site worked on it', async () => {
    const connection = await freshDatabase()
    await addComplaint(connection)
    await expect(claim(connection, SIMULATOR, true)).rejects.toThrow('it holds records')
    await claim(connection, OURS, true)
  })

  it('is nobody’s when its mark cannot be read', async () => {
    const connection = await freshDatabase()
    await connection.db!.collection('installation').insertOne({ _id: 'installation' as never, corpId: 7 })
    await expect(claim(connection, OURS)).rejects.toThrow('cannot be read')
  })
})

describe('records that were exported', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'huisheng-export-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('take their owner along into a new database', async () => {
    const [from, to] = [await freshDatabase(), await freshDatabase()]
    await claim(from, SIMULATOR)
    await exportAll(from, folder)
    await refuseForeignImport(to, folder)
    await importAll(to, folder)
    await expect(claim(to, OURS)).rejects.toThrow('it belongs to the playground')
  })

  it('are not mixed into the database of somebody else, and are taken again by their own', async () => {
    const [from, to] = [await freshDatabase(), await freshDatabase()]
    await claim(from, SIMULATOR)
    await exportAll(from, folder)
    await refuseForeignImport(from, folder)
    await claim(to, OURS)
    await expect(refuseForeignImport(to, folder)).rejects.toThrow(/records of the playground.* belongs to the WeCom corporation wwours/)
  })

  it('from before owners were written down are taken', async () => {
    const to = await freshDatabase()
    await claim(to, OURS)
    await refuseForeignImport(to, folder)
  })
})

it('says what to do next', async () => {
  const connection = await freshDatabase()
  await claim(connection, OURS)
  await expect(claim(connection, SIMULATOR)).rejects.toThrow(/Nothing was changed[\s\S]*unset MONGODB_URI[\s\S]*set its WECOM_ variables/)
  await expect(claim(connection, THEIRS)).rejects.toThrow(/MONGODB_URI[\s\S]*WECOM_CORP_ID/)
})
