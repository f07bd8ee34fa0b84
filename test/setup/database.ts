import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Connection, connect } from '../../src/database/connect.js'

/** The address of a database of this name: always the same one of the engines of the run. */
export function databaseUri(name: string): string {
  const uris = inject('mongoUris')
  const [first = 0] = createHash('sha256').update(name).digest()
  return uris[first % uris.length]!.replace(/\/[^/?]+\?/, `/${name}?`)
}

export const freshName = (): string => `t_${process.pid}_${randomBytes(6).toString('hex')}`

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
