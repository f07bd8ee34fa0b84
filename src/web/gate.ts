import type { RequestListener } from 'node:http'
import type { Logger } from '../log.js'
import type { Metrics } from './metrics.js'
import type { Places } from './places.js'
import { createSeldom } from './seldom.js'

const LOG_EVERY_MS = 10_000

export interface GateDeps {
  /** Those of the webhooks. */
  readonly paths: readonly string[]
  readonly places: Places
  readonly metrics: Metrics
  readonly log: Logger
}

/**
 * Answers 503 to the calls of platforms while there is no place for their turn, before anything else is done for them: at ten times the load nine of
 * ten calls end here, and what a refusal costs is what the turns lack.
 */
export function gate(listener: RequestListener, { paths, places, metrics, log }: GateDeps): RequestListener {
  const isWorthALine = createSeldom(LOG_EVERY_MS, () => performance.now())
  const isWebhook = (url = '') => paths.some((path) => url.startsWith(path))
  return (request, response) => {
    if (!places.areTaken() || request.method !== 'POST' || !isWebhook(request.url)) return listener(request, response)
    metrics.refused.inc({ reason: 'busy' })
    if (isWorthALine('busy')) log.warn({ status: 503 }, 'no place for a webhook call; more like it are only counted for a while')
    response.writeHead(503, { 'content-length': 0 }).end()
  }
}
