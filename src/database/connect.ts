import type { IndexDescription } from 'mongodb'
import mongoose, { type Collection, type Connection, type ConnectOptions, type Model, type Schema } from 'mongoose'

export type { Collection, Connection, Model } from 'mongoose'

/** How long a command may take and how many may run at once; milliseconds. */
export interface ConnectionLimits {
  readonly maxPoolSize: number
  /** For a free connection of the pool. */
  readonly waitQueueTimeoutMS: number
  /** For a server that can be written to. */
  readonly serverSelectionTimeoutMS: number
  /** Silence on a connection that is carrying out a command. */
  readonly socketTimeoutMS: number
  /** For the majority to acknowledge a write. */
  readonly wtimeoutMS: number
}

/** For turns: platforms wait for about 5 s at most, so everything that takes longer fails before. */
export const TURN_LIMITS: ConnectionLimits = {
  maxPoolSize: 20,
  waitQueueTimeoutMS: 2_000,
  serverSelectionTimeoutMS: 2_500,
  socketTimeoutMS: 4_000,
  wtimeoutMS: 4_000,
}

/** For jobs, deliveries and reports: fewer at once, each with more time, and none in the way of a turn. */
export const BACKGROUND_LIMITS: ConnectionLimits = {
  maxPoolSize: 12,
  waitQueueTimeoutMS: 10_000,
  serverSelectionTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  wtimeoutMS: 15_000,
}

/**
 * A server that has fallen silent without closing its connections (a firewall, a frozen machine) is found out by the driver's monitor, which then
 * breaks off whatever waits on them: after 2 + 4 s with these values, after 40 s with the driver's own.
 */
const MONITOR: ConnectOptions = { heartbeatFrequencyMS: 2_000, connectTimeoutMS: 4_000 }

/**
 * Opens a connection of its own (never mongoose's global one) and waits until the server answers. Write concern comes with the address.
 * @throws MongooseServerSelectionError after `serverSelectionTimeoutMS` without a server
 */
export async function connect(uri: string, limits: ConnectionLimits = TURN_LIMITS): Promise<Connection> {
  return mongoose
    .createConnection(uri, {
      ...limits,
      ...MONITOR,
      // an address may not weaken what promises rest on: what was read must be what was committed last
      readPreference: 'primary',
      bufferCommands: false,
      autoIndex: false,
      ignoreUndefined: true,
    })
    .asPromise()
}

/** A model on this connection; asking twice gives the same one. The schema is taken as it is: mongoose's inferred types overflow on nested records. */
export function modelOf<T>(connection: Connection, name: string, schema: unknown): Model<T> {
  const known: Model<T> | undefined = connection.models[name]
  return known ?? connection.model<T>(name, schema as Schema<T>)
}

/** The documents of a model as the driver hands them out, unread by mongoose, whose own `model.collection` knows neither their fields nor their ids. Where inferring `T` overflows, name it. */
export function collectionOf<T extends object>({ db, collection }: Model<T>): Collection<T> {
  return db.collection<T>(collection.collectionName)
}

/**
 * Builds every index that is declared on one of the two; done at start, before data arrive. On a large collection that takes longer than a turn
 * may, so it can go `through` a connection with more patience.
 */
export async function buildIndexes(connection: Connection, through = connection): Promise<void> {
  const declared = [...Object.values(connection.models), ...Object.values(through.models)]
  const schemas = new Map(declared.map(({ modelName, schema }) => [modelName, schema]))
  await Promise.all([...schemas].map(([name, schema]) => buildIndexesOf(modelOf(through, name, schema))))
}

async function buildIndexesOf(model: Model<object>): Promise<void> {
  const indexes = model.schema.indexes().map(([key, options]) => ({ ...options, key }) as IndexDescription)
  await (indexes.length > 0 ? collectionOf(model).createIndexes(indexes) : model.createCollection())
}
