/**
 * One connection of Stream mode (https://open.dingtalk.com/document/direction/stream-mode-protocol-access-description). A small one of our own: the package
 * of the platform ends the process at a frame that is no JSON, and opens connections without end where one is refused (dingtalk.md 2.6).
 */
import { WebSocket } from 'ws'
import { ChannelNetworkError } from '../../errors.js'
import type { Stream } from '../channel.js'
import { ackOf, type Frame, readFrame } from './frames.js'

/** Shorter ones end good connections over slow lines (dingtalk.md 2.5). */
const CHECK_EVERY_MS = 30_000
/** The platform closes it about ten seconds after it has said so. */
const EXPIRED_WITHIN_MS = 15_000
const FRAME_BYTES = 1024 * 1024

export interface GatewayOptions {
  /** With its ticket. */
  readonly url: string
  readonly answerWithinMs: number
  readonly checkEveryMs?: number
  /** What the platform brings. */
  readonly onFrame: (frame: Frame, acknowledge: Acknowledge) => void
  readonly onUnreadable: () => void
}

/** Of one frame. @param data JSON @throws ChannelNetworkError where the connection has ended */
export type Acknowledge = (data: string) => Promise<void>

/** Resolves once it is open. @throws ChannelNetworkError */
export async function openGateway(options: GatewayOptions): Promise<Stream> {
  const { url, answerWithinMs, checkEveryMs = CHECK_EVERY_MS, onFrame, onUnreadable } = options
  const ws = new WebSocket(url, { handshakeTimeout: answerWithinMs, maxPayload: FRAME_BYTES })
  const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()))
  const ended = new Promise<'lost' | 'expired'>((resolve) => {
    void closed.then(() => resolve('lost'))
    ws.on('message', (given) => {
      const frame = readFrame(String(given))
      if (!frame) return onUnreadable()
      if (frame.type !== 'SYSTEM') return onFrame(frame, (data) => send(ackOf(frame, data)))
      if (frame.headers.topic === 'ping') send(ackOf(frame, frame.data)).catch(() => {}) // it is closed next
      if (frame.headers.topic !== 'disconnect') return
      resolve('expired')
      setTimeout(() => ws.terminate(), EXPIRED_WITHIN_MS).unref()
    })
  })
  const send = (text: string): Promise<void> =>
    new Promise((resolve, reject) =>
      ws.send(text, (cause) => (cause ? reject(new ChannelNetworkError('acknowledge', { cause })) : resolve())),
    )
  await opened(ws, closed)
  terminateWhenSilent(ws, closed, checkEveryMs)

  return {
    ended,
    async close() {
      ws.close()
      const timer = setTimeout(() => ws.terminate(), answerWithinMs)
      await closed
      clearTimeout(timer)
    },
  }
}

async function opened(ws: WebSocket, closed: Promise<void>): Promise<void> {
  let failure: Error | undefined
  ws.on('error', (error) => {
    failure = error // it is closed next
  })
  const refused = closed.then(() => {
    throw new ChannelNetworkError('connect', { cause: failure })
  })
  await Promise.race([new Promise<void>((resolve) => ws.once('open', () => resolve())), refused])
}

/** A connection through which nothing comes, not even an answer to a ping, is none. */
function terminateWhenSilent(ws: WebSocket, closed: Promise<void>, checkEveryMs: number): void {
  let isHeard = true
  for (const sign of ['message', 'ping', 'pong'])
    ws.on(sign, () => {
      isHeard = true
    })
  const checks = setInterval(() => {
    if (!isHeard) return ws.terminate()
    isHeard = false
    ws.ping()
  }, checkEveryMs).unref()
  void closed.then(() => clearInterval(checks))
}
