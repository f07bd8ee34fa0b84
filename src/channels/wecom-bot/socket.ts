/** One connection to the platform: what is asked through it is answered through it, under an id of its own. */
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { reactionTo } from './api-errors.js'
import { type Frame, readFrame } from './frames.js'

/** The platform ends a connection that says nothing for long. */
const PING_EVERY_MS = 30_000
/** Of one frame; files go in pieces of 512 KB, and come by another way. */
const FRAME_BYTES = 2 * 1024 * 1024

export interface SocketOptions {
  readonly url: string
  readonly answerWithinMs: number
  readonly pingEveryMs?: number
  /** What the platform says by itself; undefined where it cannot be read. */
  readonly onFrame: (frame: Frame | undefined) => void
  /** What time the platform says it is, as the connection opens. */
  readonly onDate?: (date: string | undefined) => void
}

export interface Socket {
  /**
   * @param reqId of the frame that is answered; a new one where nothing is
   * @returns the body of the answer
   * @throws ChannelApiError or ChannelNetworkError
   */
  request(cmd: string, body?: object, reqId?: string): Promise<unknown>
  readonly ended: Promise<void>
  isOpen(): boolean
  close(): Promise<void>
}

interface Asked {
  readonly cmd: string
  readonly answered: (frame: Frame) => void
  readonly failed: (error: Error) => void
}

/** Resolves once it is open. @throws ChannelNetworkError */
export async function openSocket({ url, answerWithinMs, pingEveryMs = PING_EVERY_MS, onFrame, onDate }: SocketOptions): Promise<Socket> {
  const ws = new WebSocket(url, { handshakeTimeout: answerWithinMs, maxPayload: FRAME_BYTES })
  const asked = new Map<string, Asked>()
  const ended = new Promise<void>((resolve) => ws.once('close', () => resolve()))
  let failure: Error | undefined
  ws.on('error', (error) => {
    failure = error // it is closed next
  })
  ws.once('upgrade', ({ headers }) => onDate?.(headers.date))
  ws.on('message', (data) => {
    const frame = readFrame(String(data))
    const waiting = frame?.cmd === undefined ? frame && asked.get(frame.headers.req_id) : undefined
    if (waiting && frame) waiting.answered(frame)
    else if (!frame || frame.cmd !== undefined) onFrame(frame)
  })
  const opened = new Promise<void>((resolve) => ws.once('open', () => resolve()))
  await Promise.race([
    opened,
    ended.then(() => {
      throw new ChannelNetworkError('connect', { cause: failure })
    }),
  ])
  void ended.then(() => {
    clearInterval(pings)
    for (const { cmd, failed } of asked.values()) failed(new ChannelNetworkError(cmd, { cause: new Error('the connection was lost') }))
  })
  // a connection that answers no more is none
  const pings = setInterval(() => void request('ping').catch(() => ws.terminate()), pingEveryMs).unref()

  async function request(cmd: string, body?: object, reqId: string = randomUUID()): Promise<unknown> {
    const {
      errcode = 0,
      errmsg = '',
      body: answer,
    } = await answerTo(cmd, { cmd, headers: { req_id: reqId }, ...(body && { body }) }, reqId)
    if (errcode !== 0) throw new ChannelApiError(cmd, errcode, reactionTo(errcode), errmsg)
    return answer
  }

  function answerTo(cmd: string, frame: object, reqId: string): Promise<Frame> {
    const lost = (why: string) => new ChannelNetworkError(cmd, { cause: new Error(why) })
    return new Promise<Frame>((resolve, reject) => {
      if (ws.readyState !== WebSocket.OPEN) return reject(lost('the connection was lost'))
      if (asked.has(reqId)) return reject(lost('the same frame is being answered already'))
      const timer = setTimeout(() => failed(lost('no answer in time')), answerWithinMs)
      const settle = () => {
        clearTimeout(timer)
        asked.delete(reqId)
      }
      const failed = (error: Error) => {
        settle()
        reject(error)
      }
      asked.set(reqId, {
        cmd,
        failed,
        answered: (answer) => {
          settle()
          resolve(answer)
        },
      })
      ws.send(JSON.stringify(frame), (error) => error && failed(new ChannelNetworkError(cmd, { cause: error })))
    })
  }

  return {
    request,
    ended,
    isOpen: () => ws.readyState === WebSocket.OPEN,
    async close() {
      ws.close()
      const timer = setTimeout(() => ws.terminate(), answerWithinMs)
      await ended
      clearTimeout(timer)
    },
  }
}
