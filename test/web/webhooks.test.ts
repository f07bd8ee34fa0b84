/** Calls of a platform that is not the first one: another path, no message in a call or several. */
import { once } from 'node:events'
import { createServer as createHttp, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import type { IncomingMessage, WebhookInlet } from '../../src/channels/channel.js'
import type { Handle } from '../../src/conversation/handle-message.js'
import { gate } from '../../src/web/gate.js'
import { createMetrics } from '../../src/web/metrics.js'
import { createPlaces } from '../../src/web/places.js'
import { createServer } from '../../src/web/server.js'
import { webhookPaths, webhookRoutes } from '../../src/web/webhooks.js'
import { fakeChannel } from '../setup/channel.js'

/** A call is a list of texts, and its answer a list of replies. */
const inlet: WebhookInlet = {
  type: 'webhook',
  paths: ['/fake/robot', '/fake/event'],
  limits: { bodyBytes: 1_000, answerWithinMs: 5_000, replyWithinMs: 2_000 },
  screen: () => {},
  receive: ({ body }) => ({
    messages: (JSON.parse(body) as string[]).map(messageOf),
    canReply: (_message, reply) => reply.type === 'text',
    answer: (replies) => ({ status: 200, body: JSON.stringify(replies), contentType: 'application/json' }),
  }),
}
const messageOf = (text: string): IncomingMessage => ({
  key: text,
  from: { channel: 'fake', userId: 'wang' },
  at: new Date(0),
  content: { type: 'text', text },
})

let http: Server | undefined
afterEach(async () => {
  http?.closeAllConnections()
  await new Promise((resolve) => http?.close(resolve))
})

async function open(handle: Handle, { places = createPlaces(10), elapsed = (): number => 0 } = {}) {
  const channels = [fakeChannel({ name: 'fake', inlets: [inlet] })]
  const metrics = createMetrics({ oldestDueSeconds: async () => 0, isDatabaseUp: async () => true, turnsUnderWay: places.taken })
  const log = pino({ level: 'silent' })
  const router = webhookRoutes({ channels, handle, places, log, metrics, isStopping: () => false, elapsed })
  const server = createServer({ routers: [router], metrics, readiness: {}, log })
  http = createHttp(gate(server.callback(), { paths: webhookPaths(channels), places, metrics, log })).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return (path: string, ...texts: readonly string[]) =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(texts) })
}

it('runs the turns of a call one after the other, and answers with all their replies', async () => {
  const log: string[] = []
  const call = await open(async ({ key }, canReply) => {
    log.push(`${key} begins`)
    await Promise.resolve()
    log.push(`${key} ends`)
    const reply = { type: 'text', text: `re ${key}` } as const
    return { outcome: 'new', ...(canReply(reply) && { reply }) }
  })
  const answer = await call('/fake/robot', 'one', 'two')
  expect([answer.status, await answer.json()]).toEqual([
    200,
    [
      { type: 'text', text: 're one' },
      { type: 'text', text: 're two' },
    ],
  ])
  expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
})

it('answers a call without a message, on every path of the channel', async () => {
  const call = await open(() => Promise.reject(new Error('there is nothing to handle')))
  for (const path of inlet.paths) expect((await call(path)).status).toBe(200)
})

it('is told 503 when one of its messages could not be committed, and the ones behind it are not begun', async () => {
  const begun: string[] = []
  const call = await open(async ({ key }) => {
    begun.push(key)
    if (key === 'two') throw new Error('the database is away')
    return { outcome: 'new' }
  })
  expect((await call('/fake/robot', 'one', 'two', 'three')).status).toBe(503)
  expect(begun).toEqual(['one', 'two'])
})

it('carries no reply that comes too late for its answer', async () => {
  let now = 0
  const call = await open(
    async (_message, canReply) => {
      now += 1_500
      return { outcome: 'new', ...(canReply({ type: 'text', text: 'x' }) && { reply: { type: 'text', text: 'x' } }) }
    },
    { elapsed: () => now },
  )
  expect(await (await call('/fake/robot', 'in time', 'late')).json()).toHaveLength(1)
})

it('is refused on every path of the channel while all places are taken', async () => {
  const places = createPlaces(1)
  places.take()
  const call = await open(() => Promise.reject(new Error('not used')), { places })
  for (const path of inlet.paths) expect((await call(path)).status).toBe(503)
})
