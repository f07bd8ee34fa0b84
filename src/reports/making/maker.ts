/** Makes files in a process beside, so that the bot goes on answering and its memory stays its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createInbox } from './inbox.js'
import type { Part, Task } from './tasks.js'

export type ToMaker = { readonly task: Task } | { readonly part: Part } | { readonly isEnd: true } | { readonly isTaken: true }
export type FromMaker = { readonly wants: true } | { readonly bytes: Uint8Array } | { readonly isDone: true } | { readonly failed: string }

const MEMORY_MB = 512
/** A process that is silent for so long is at something that it will not finish. */
const SILENCE_MS = 120_000
/** Starting one takes half a second; keeping one costs memory. */
const IDLE_MS = 15_000

/** People who talk go first. */
const NICENESS = 5

export type Maker = ReturnType<typeof createMaker>

export function createMaker() {
  let current: ReturnType<typeof start> | undefined
  let idle: NodeJS.Timeout | undefined
  let before: Promise<void> = Promise.resolve()
  let isClosed = false

  /** The bytes of the file, as they come. One file is made at a time; who stops reading ends its making. */
  async function* make(task: Task, parts: AsyncIterable<Part> = nothing()): AsyncGenerator<Uint8Array> {
    const leave = await enter()
    const source = parts[Symbol.asyncIterator]()
    let isFinished = false
    try {
      const { send, receive } = running()
      send({ task })
      for (let answer = await receive(); !('isDone' in answer); answer = await receive()) {
        if ('failed' in answer) throw new Error(`the file was not made: ${answer.failed}`)
        if ('wants' in answer) {
          const { done, value } = await source.next()
          send(done ? { isEnd: true } : { part: value })
        } else {
          yield answer.bytes
          send({ isTaken: true })
        }
      }
      isFinished = true
    } finally {
      if (!isFinished) end() // what was left in the middle cannot be told from what comes next
      await source.return?.().catch(() => {})
      idle = setTimeout(end, IDLE_MS)
      idle.unref()
      leave()
    }
  }

  /** Waits for its turn; the one after waits until `leave` is called. */
  async function enter(): Promise<() => void> {
    const previous = before
    let leave = () => {}
    before = new Promise((resolve) => {
      leave = resolve
    })
    await previous
    return leave
  }

  function running(): ReturnType<typeof start> {
    if (isClosed) throw new Error('no more files are made: the bot is stopping')
    clearTimeout(idle)
    if (!current?.isAlive()) current = start()
    return current
  }

  function end(): void {
    current?.kill()
    current = undefined
  }

  return {
    make,
    pid: () => current?.pid,
    /** Ends what is being made. */
    close(): void {
      isClosed = true
      clearTimeout(idle)
      end()
    },
  }
}

function start() {
  const child = spawnProcess()
  const answers = createInbox<FromMaker>()
  child.on('message', (message: FromMaker) => answers.put(message))
  child.once('error', (error) => answers.fail(error))
  child.once('exit', (code, signal) => answers.fail(new Error(`the process that makes files ended with ${signal ?? code}`)))

  return {
    pid: child.pid,
    isAlive: () => child.exitCode === null && child.signalCode === null && child.connected,
    kill: () => child.kill('SIGKILL'),
    send: (message: ToMaker): void => {
      child.send(message, (error) => error && answers.fail(error))
    },
    async receive(): Promise<FromMaker> {
      const timer = setTimeout(() => answers.fail(new Error(`no file after ${SILENCE_MS / 1000} s of silence`)), SILENCE_MS)
      try {
        return await answers.next()
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** It inherits no environment: what decodes pictures of strangers knows no secret. */
function spawnProcess(): ChildProcess {
  const here = fileURLToPath(import.meta.url)
  const script = here.replace(/maker(\.[jt]s)$/, 'maker-process$1')
  const typescript = script.endsWith('.ts') ? ['--import', 'tsx'] : []
  const child = fork(script, [], {
    execArgv: [`--max-old-space-size=${MEMORY_MB}`, ...typescript],
    env: { PATH: process.env.PATH },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  try {
    setPriority(child.pid!, NICENESS)
  } catch {
    // not allowed here, or not started, which the child says itself
  }
  child.unref()
  child.channel?.unref()
  return child
}

async function* nothing(): AsyncGenerator<never> {}
