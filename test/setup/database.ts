import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Connection, type ConnectionLimits, connect } from '../../src/database/connect.js'

/** The address of a database of this name: always the same one of the engines of the run. */
export function databaseUri(name: string): string {
  const uris = inject('mongoUris')
  const [first = 0] = createHash('sha256').update(name).digest()
  return uris[first % uris.length]!.replace(/\/[^/?]+\?/, `/${name}?`)
}

export const freshName = (): string => `t_${process.pid}_${randomBytes(6).toString('hex')}`

/** Databases of bots that have stopped: to make the collections and indexes of one takes the engine a second, to empty them some hundredths. */
const unused: string[] = []

/** A connection to an empty database, whose collections and indexes may stand already. */
export async function borrowDatabase(limits?: ConnectionLimits): Promise<Connection> {
  const connection = await connect(databaseUri(unused.pop() ?? freshName()), limits)
  const collections = await connection.db!.collections()
  await Promise.all(collections.map((collection) => collection.deleteMany()))
  return connection
}

export async function returnDatabase(connection: Connection): Promise<void> {
  const { name } = connection
  await connection.destroy()
  unused.push(name)
}

/** A database of its own for a test file, dropped afterwards. */
export function useDatabase(): () => Connection {
  let connection: Connection | undefined
  beforeAll(async () => {
    connection = await connect(databaseUri(freshName()))
  })
  afterAll(async () => {
    await connection?.dropDatabase()
    await connection?.destroy()
  })
  return () => connection!
}
