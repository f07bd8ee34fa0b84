import mongoose, { type Connection, type Model, type Schema } from 'mongoose'

export type { Connection, Model } from 'mongoose'

/**
 * Opens a connection of its own (never mongoose's global one) and waits until the server answers.
 * Commands fail after `patienceMs` without a server, so that a webhook can answer 503 instead of hanging.
 */
export async function connect(uri: string, patienceMs = 2_500): Promise<Connection> {
  return mongoose
    .createConnection(uri, { maxPoolSize: 20, serverSelectionTimeoutMS: patienceMs, bufferCommands: false, autoIndex: false, ignoreUndefined: true })
    .asPromise()
}

/** A model on this connection; asking twice gives the same one. */
export function modelOf<T>(connection: Connection, name: string, schema: Schema<T>): Model<T> {
  return (connection.models[name] as Model<T> | undefined) ?? connection.model<T>(name, schema)
}

/** Builds every declared index; done at start, before data arrive. */
export async function buildIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    await model.createCollection()
    await model.createIndexes()
  }
}
