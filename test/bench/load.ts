/** A load generator that posts real encrypted callbacks and checks every decrypted reply. */
import { Agent, request } from 'node:http'
import { cdata, openReply, type SignedCallback, signCallback } from '../../src/simulator/wecom/callbacks.js'
import type { CorporationOptions } from '../../src/simulator/wecom/corporation.js'

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

export interface Answer {
  readonly status: number
  readonly text: string
  readonly ms: number
}

let messageId = BigInt(Date.now()) * 1_000_000n

/** One callback: encrypted, posted, its answer decrypted. */
export async function post(port: number, corporation: CorporationOptions, userid: string, text: string): Promise<Answer> {
  const { query, body } = callbackOf(corporation, userid, text)
  const startedAt = performance.now()
  const { status, body: answer } = await send(port, `/wecom/callback?${query}`, body)
  const ms = performance.now() - startedAt
  const reply = status === 200 ? openReply(corporation, answer) : undefined
  return { status, ms, text: /<Content><!\[CDATA\[([\s\S]*)\]\]><\/Content>/.exec(reply ?? '')?.[1] ?? '' }
}

/** A new message as the platform would post it; every delivery of it is the same. */
export function callbackOf(corporation: CorporationOptions, userid: string, text: string): SignedCallback & { messageId: string } {
  messageId += 1n
  const at = new Date()
  const plaintext = `<xml><ToUserName>${cdata(corporation.corpId)}</ToUserName><FromUserName>${cdata(userid)}</FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType>${cdata('text')}</MsgType><Content>${cdata(text)}</Content><MsgId>${messageId}</MsgId><AgentID>${corporation.agentId}</AgentID></xml>`
  return { ...signCallback(corporation, plaintext, at), messageId: String(messageId) }
}

function send(port: number, path: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        port,
        path,
        method: 'POST',
        host: '127.0.0.1',
        headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      },
    )
    call.once('error', reject)
    call.end(body)
  })
}

export interface Measured {
  readonly messages: number
  readonly wrong: number
  readonly seconds: number
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export function summarise(latencies: readonly number[], wrong: number, seconds: number): Measured {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { messages: sorted.length, wrong, seconds, perSecond: sorted.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** As many people as `lanes` talk at the same time, each one message after the other, until enough were sent. */
export async function closedLoop(
  lanes: number,
  messages: number,
  next: (lane: number) => AsyncGenerator<{ ms: number; isRight: boolean }>,
): Promise<Measured> {
  const latencies: number[] = []
  let wrong = 0
  let left = messages
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for await (const { ms, isRight } of next(lane)) {
        latencies.push(ms)
        if (!isRight) wrong++
        if (--left <= 0) return
      }
    }),
  )
  return summarise(latencies, wrong, (performance.now() - startedAt) / 1000)
}

/** Messages begin at fixed times whether or not the earlier ones are answered, so that waiting counts. */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (index: number) => Promise<{ ms: number; isRight: boolean }>,
): Promise<Measured> {
  const latencies: number[] = []
  const running: Promise<void>[] = []
  let wrong = 0
  const startedAt = performance.now()
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = startedAt + (index * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    const late = Math.max(0, performance.now() - due)
    running.push(
      send(index).then(({ ms, isRight }) => {
        latencies.push(late + ms)
        if (!isRight) wrong++
      }),
    )
  }
  await Promise.all(running)
  return summarise(latencies, wrong, (performance.now() - startedAt) / 1000)
}
