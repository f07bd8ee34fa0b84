import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { DatabaseError } from '../../errors.js'
import { ownFolder } from './own-folder.js'
import { prepareEngine } from './prepare-engine.js'
import { type Way, waysToRun } from './ways.js'

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export interface EngineHost {
  /** Stays the same when a crashed host is started again. */
  readonly uri: string
  /** False after five crashes within a minute: the host was given up. */
  isHealthy(): boolean
  pid(): number | undefined
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const CRASHES_TO_GIVE_UP = 5

/** Write concern belongs to the address: on this engine only `w: 1` with the journal keeps every acknowledged write. */
const ADDRESS_OPTIONS = 'directConnection=true&w=1&journal=true&retryWrites=false'

/**
 * Starts the embedded engine on a folder as a child process that ends with us, however we end.
 * @throws DatabaseError `LOCKED` when another bot runs on the folder, otherwise why no way of running it worked
 */
export async function startHost(options: { folder: string; cacheFolder: string; onCrash?: (reason: string) => void }): Promise<EngineHost> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const folder = realpathSync(options.folder)
  const runFolder = prepareRunFolder()
  const link = join(runFolder, `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`)
  const { way, child: first, uri } = await firstThatOpens(waysToRun(options.cacheFolder), folder, runFolder, link)

  let child = first
  let stopping = false
  let healthy = true
  const crashes: number[] = []

  const watch = (watched: Child) =>
    watched.once('exit', (code, signal) => {
      if (stopping) return
      options.onCrash?.(signal ?? `exit ${code}`)
      void startAgain()
    })

  async function startAgain(): Promise<void> {
    const now = performance.now()
    while (crashes[0] !== undefined && crashes[0] < now - 60_000) crashes.shift()
    crashes.push(now)
    if (crashes.length >= CRASHES_TO_GIVE_UP) {
      healthy = false
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** (crashes.length - 1)))
    if (stopping) return
    try {
      child = (await open(way, folder, runFolder, link)).child
      watch(child)
    } catch {
      void startAgain()
    }
  }

  watch(child)
  return {
    uri,
    isHealthy: () => healthy,
    pid: () => child.pid,
    stop: async () => {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

async function firstThatOpens(ways: readonly (() => Way | undefined)[], folder: string, runFolder: string, link: string) {
  const reasons: string[] = []
  for (const prepare of ways) {
    try {
      const way = prepare()
      if (way) return { way, ...(await open(way, folder, runFolder, link)) }
    } catch (error) {
      if (error instanceof DatabaseError && error.code === 'LOCKED') throw error
      reasons.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new DatabaseError('NO_ENGINE', ['the embedded engine does not run on this computer', ...reasons].join('; '))
}

/** The address is given out only when the engine has its settings: after a crash, callers are waiting for it. */
async function open(way: Way, folder: string, runFolder: string, link: string): Promise<{ child: Child; uri: string }> {
  const { child, socket } = await spawnHost(way, folder, runFolder, link)
  try {
    await prepareEngine(socket)
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended at once')
    publish(socket, link)
  } catch (error) {
    child.kill('SIGKILL')
    throw new DatabaseError('OPEN_FAILED', `the engine opened ${folder} and could not be set up`, { cause: error })
  }
  return { child, uri: `mongodb://${encodeURIComponent(link)}/huisheng?${ADDRESS_OPTIONS}` }
}

/** Clients use the link, so the address stays the same when a new host takes over. */
function publish(socket: string, link: string): void {
  const fresh = `${link}.${process.pid}`
  rmSync(fresh, { force: true })
  symlinkSync(socket, fresh)
  renameSync(fresh, link)
}

function spawnHost(way: Way, folder: string, runFolder: string, link: string): Promise<{ child: Child; socket: string }> {
  const here = fileURLToPath(import.meta.url)
  const script = here.replace(/start-host(\.[jt]s)$/, 'host$1')
  const typescript = script.endsWith('.ts') ? ['--import', 'tsx'] : []
  const { NODE_OPTIONS: _options, LD_PRELOAD: _preload, ...environment } = process.env
  const child = spawn(way.program, [...way.before, ...typescript, script, folder, runFolder, link], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...environment, ...way.environment },
  })
  return new Promise((resolve, reject) => {
    let said = ''
    let complained = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new DatabaseError('OPEN_FAILED', `the engine did not open ${folder} within ${START_TIMEOUT_MS / 1000} s`))
    }, START_TIMEOUT_MS)
    child.stderr.on('data', (chunk: Buffer) => {
      complained = (complained + chunk).slice(-2000)
    })
    child.stdin.on('error', () => {})
    child.once('error', (error) => finish(() => reject(new DatabaseError('OPEN_FAILED', error.message, { cause: error }))))
    child.once('exit', (code, signal) =>
      finish(() => {
        const reason =
          signal === 'SIGILL' ? 'this processor lacks AVX, which the engine needs' : `it ended with ${signal ?? code}: ${complained}`
        reject(new DatabaseError('OPEN_FAILED', reason))
      }),
    )
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      const line = said.split('\n', 1)[0] ?? ''
      if (!said.includes('\n')) return
      const answer: { socket?: string; error?: string; code?: DatabaseError['code'] } = JSON.parse(line)
      finish(() => {
        if (answer.socket) resolve({ child, socket: answer.socket })
        else if (answer.code === 'LOCKED') reject(new DatabaseError('LOCKED', `another bot is already running on ${folder}`))
        else reject(new DatabaseError(answer.code ?? 'OPEN_FAILED', answer.error ?? 'unknown'))
      })
    })

    function finish(settle: () => void): void {
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.unref()
      for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref()
      settle()
    }
  })
}

/** A private folder with a short name: a socket path may have 107 bytes only. */
export function prepareRunFolder(): string {
  const folder = join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `huisheng-${process.getuid?.() ?? 0}`)
  ownFolder(folder, 0o077)
  return folder
}
