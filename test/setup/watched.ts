import mongoose from 'mongoose'
import type { Connection } from '../../src/database/connect.js'
import { databaseUri } from './database.js'

export interface Command {
  readonly commandName: string
  readonly command: Readonly<Record<string, unknown>>
}

/** A connection that tells of every command before it is sent. */
export async function watchedConnection(
  databaseName: string,
): Promise<{ connection: Connection; onCommand(listener?: (command: Command) => void): void }> {
  const connection = await mongoose
    .createConnection(databaseUri(databaseName), { monitorCommands: true, autoIndex: false, bufferCommands: false, ignoreUndefined: true })
    .asPromise()
  let listen: ((command: Command) => void) | undefined
  connection.getClient().on('commandStarted', (command) => listen?.(command as unknown as Command))
  return {
    connection,
    onCommand(listener) {
      listen = listener
    },
  }
}
