/** Word documents as PDF, by LibreOffice: one at a time, each in a folder and with a profile of its own, and none for longer than its time. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'

const TIMEOUT_MS = 120_000

export interface PdfDeps {
  /** The program. */
  readonly soffice: string
  /** A document was not converted; whoever waits has it as Word. */
  readonly onFailed: (error: unknown) => void
  readonly timeoutMs?: number
}
export type Pdf = ReturnType<typeof createPdf>

export function createPdf({ soffice, onFailed, timeoutMs = TIMEOUT_MS }: PdfDeps) {
  let before: Promise<unknown> = Promise.resolve()
  let current: ChildProcess | undefined
  let isClosed = false

  async function convert(docx: Readable): Promise<Buffer | undefined> {
    try {
      return await inFolder((folder) => convertIn(folder, docx))
    } catch (error) {
      docx.destroy()
      if (isClosed) throw error
      onFailed(error)
      return undefined
    }
  }

  async function convertIn(folder: string, docx: Readable): Promise<Buffer> {
    await pipeline(docx, createWriteStream(join(folder, 'paper.docx')))
    if (isClosed) throw new Error('no more PDFs are made: the bot is stopping')
    // its own group: the program is a script that starts another one; it inherits no secret
    const child = spawn(
      soffice,
      [`-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`, '--headless', '--convert-to', 'pdf', 'paper.docx'],
      { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, stdio: 'ignore', detached: true },
    )
    current = child
    const timer = setTimeout(() => end(child), timeoutMs)
    try {
      const [code, signal] = await once(child, 'exit')
      if (code !== 0) throw new Error(`${soffice} ended with ${signal ?? code}`)
      return await readFile(join(folder, 'paper.pdf'))
    } finally {
      clearTimeout(timer)
      current = undefined
    }
  }

  return {
    /** Undefined where it could not be converted. @throws Error once it is closed: another process may still do it */
    toPdf(docx: Readable): Promise<Buffer | undefined> {
      const made = before.then(() => convert(docx))
      before = made.catch(() => {})
      return made
    },
    /** Ends what is being converted. */
    close(): void {
      isClosed = true
      if (current) end(current)
    },
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'huisheng-pdf-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** With all that it has started. */
function end({ pid }: ChildProcess): void {
  if (pid === undefined) return // never started
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // ended meanwhile
  }
}
