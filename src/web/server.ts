import Router from '@koa/router'
import Koa from 'koa'
import type { Logger } from '../log.js'
import type { Metrics } from './metrics.js'
import { createSeldom } from './seldom.js'

export interface Readiness {
  readonly [part: string]: () => Promise<boolean>
}

/** Anybody can make requests fail, as often as they like. */
const LOG_EVERY_MS = 60_000
/** A caller who went away is no fault. */
const HANG_UPS = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']

/** The Koa application: routes given by others, health, readiness and metrics. */
export function createServer(options: { routers: readonly Router[]; metrics: Metrics; readiness: Readiness; log: Logger }): Koa {
  const { routers, metrics, readiness, log } = options
  const server = new Koa()
  const isWorthALine = createSeldom(LOG_EVERY_MS, () => performance.now())
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (HANG_UPS.includes(error.code ?? '') || !isWorthALine(error.code ?? error.name)) return
    log.warn({ err: error }, 'request failed; more like it are not logged for a while')
  })
  const own = new Router()
  own.get('/healthz', (context) => {
    context.body = { ok: true }
  })
  own.get('/readyz', async (context) => {
    const parts = await Promise.all(
      Object.entries(readiness).map(async ([name, check]) => [name, await check().catch(() => false)] as const),
    )
    context.status = parts.every(([, isReady]) => isReady) ? 200 : 503
    context.body = Object.fromEntries(parts)
  })
  own.get('/metrics', async (context) => {
    context.type = metrics.registry.contentType
    context.body = await metrics.registry.metrics()
  })
  for (const router of [...routers, own]) server.use(router.routes()).use(router.allowedMethods())
  return server
}
