import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { z } from 'zod'
import { DatabaseError } from '../errors.js'
import { hostsOf, weaknessesOf, withDefaults } from './address.js'
import { prepareRunFolder, startHost } from './engine/start-host.js'
import { heldBy, noteHolder, readHolder } from './holder.js'

/** A database that can be connected to, and how to end it if it is ours. */
export interface Provider {
  readonly name: 'server' | 'embedded' | 'mongod'
  readonly uri: string
  /** One line for the person who starts the bot. */
  readonly description: string
  /** What the person who starts the bot should change. */
  readonly warnings: readonly string[]
  isHealthy(): boolean
  stop(): Promise<void>
}
/** One that lies in our data folder. */
type OwnProvider = Provider & { readonly name: Marker['provider'] }

export interface ProviderOptions {
  readonly mongodbUri?: string
  readonly dataDir: string
  readonly cacheDir: string
  readonly onCrash?: (reason: string) => void
}

const Marker = z.object({ provider: z.enum(['embedded', 'mongod']), engineVersion: z.string(), createdAt: z.string() })
type Marker = z.infer<typeof Marker>

const ENGINE_VERSION = '0.1.1'

const REMEDIES = `No database could be started on this computer. Do one of these and start again:
  1. name a MongoDB server:    MONGODB_URI="mongodb://user:password@host:27017/huisheng?replicaSet=rs0" npm start
  2. run both in containers:   docker compose up
  3. install MongoDB so that the program \`mongod\` is on the PATH, then: npm start`

/**
 * `MONGODB_URI` if set; else what the data folder's marker names; else the embedded engine; else a `mongod` on the PATH.
 * A configured database that fails is an error, never a silent fallback to an empty one.
 * @throws DatabaseError with remedies to paste; ConfigError where `MONGODB_URI` cannot be read
 */
export async function chooseProvider(options: ProviderOptions): Promise<Provider> {
  if (options.mongodbUri) return serverAt(options.mongodbUri)
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const markerFile = join(options.dataDir, 'database.json')
  const marker = existsSync(markerFile) ? Marker.parse(JSON.parse(readFileSync(markerFile, 'utf8'))) : undefined
  if (marker) return marker.provider === 'embedded' ? embedded(options) : localMongod(options)

  const provider = await embedded(options).catch((error: unknown) => {
    if (error instanceof DatabaseError && error.code === 'LOCKED') throw error
    return localMongod(options, error)
  })
  const fresh: Marker = {
    provider: provider.name,
    engineVersion: ENGINE_VERSION,
    createdAt: new Date().toISOString(),
  }
  writeFileSync(markerFile, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600 })
  return provider
}

function serverAt(mongodbUri: string): Provider {
  const uri = withDefaults(mongodbUri)
  const hosts = hostsOf(mongodbUri)
  hostsOf(uri) // what we added must be readable too
  return {
    name: 'server',
    uri,
    description: `MongoDB at ${hosts.join(', ')}`,
    warnings: weaknessesOf(mongodbUri),
    isHealthy: () => true,
    stop: async () => {},
  }
}

async function embedded(options: ProviderOptions): Promise<OwnProvider> {
  const folder = join(options.dataDir, 'mongodb')
  const host = await startHost({ folder, cacheFolder: options.cacheDir, onCrash: options.onCrash }).catch((error: unknown) => {
    throw error instanceof DatabaseError && error.code === 'LOCKED' ? heldBy(readHolder(options.dataDir), options.dataDir, error) : error
  })
  noteHolder(options.dataDir)
  return {
    name: 'embedded',
    uri: host.uri,
    description: `embedded MongoDB engine (data in ${folder})`,
    warnings: [],
    isHealthy: host.isHealthy,
    stop: host.stop,
  }
}

/** Starts the computer's own `mongod` with its own data folder, on a socket that only this user can open: it asks nobody for a password. */
async function localMongod(options: ProviderOptions, cause?: unknown): Promise<OwnProvider> {
  try {
    execFileSync('mongod', ['--version'], { stdio: 'ignore' })
  } catch {
    const because = cause instanceof Error ? `\n(the embedded engine: ${cause.message})` : ''
    throw new DatabaseError('NO_PROVIDER', REMEDIES + because)
  }
  const folder = join(options.dataDir, 'mongod')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const runFolder = prepareRunFolder()
  const socket = join(runFolder, `mongod-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`)
  // mongod opens a second socket of a fixed name: the prefix keeps that one in our folder as well
  const child = spawn('mongod', ['--dbpath', folder, '--bind_ip', socket, '--unixSocketPrefix', runFolder, '--quiet'], { stdio: 'ignore' })
  const uri = `mongodb://${encodeURIComponent(socket)}/huisheng?directConnection=true&w=1&journal=true`
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  process.once('exit', () => child.kill('SIGTERM'))
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) break
    const connection = await mongoose
      .createConnection(uri, { serverSelectionTimeoutMS: 300 })
      .asPromise()
      .catch(() => undefined)
    if (connection) {
      await connection.destroy()
      return {
        name: 'mongod',
        uri,
        description: `mongod (data in ${folder})`,
        warnings: [],
        isHealthy: () => child.exitCode === null,
        stop,
      }
    }
    await wait(200)
  }
  throw new DatabaseError('OPEN_FAILED', `mongod did not start on ${folder}; its own log says why: mongod --dbpath ${folder}`)
}
