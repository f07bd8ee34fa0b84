import mongoose, { type Connection, type Model, type Schema } from 'mongoose'

export type { Connection, Model } from 'mongoose'

/**
 * Opens a connection of its own (never mongoose's global one) and waits until the server answers.
 * Commands fail after `patienceMs` without a server, so that a webhook can answer 503 instead of hanging.
 */
export async function connect(uri: string, patienceMs = 2_500): Promise<Connection> {
  return mongoose
    .createConnection(uri, {
      maxPoolSize: 20,
      serverSelectionTimeoutMS: patienceMs,
      bufferCommands: false,
      autoIndex: false,
      ignoreUndefined: true,
    })
    .asPromise()
}

/** A model on this connection; asking twice gives the same one. The schema is taken as it is: mongoose's inferred types overflow on nested records. */
export function modelOf<T>(connection: Connection, name: string, schema: unknown): Model<T> {
  const known = connection.models[name] as unknown as Model<T> | undefined
  return known ?? (connection.model(name, schema as Schema) as unknown as Model<T>)
}

/** Builds every declared index; done at start, before data arrive. */
export async function buildIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    await model.createCollection()
    await model.createIndexes()
  }
}
