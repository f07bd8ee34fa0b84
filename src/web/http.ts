import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'

export interface HttpLimits extends ServerOptions {
  /** Connections at once; what comes above it is closed at once. */
  readonly maxConnections: number
}

/** A callback is a few kilobytes over a good line; whoever sends it slowly or by halves is no platform. */
export const HTTP_LIMITS: HttpLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  // longer than the 60 s for which nginx keeps an idle connection: else it sends a call into one that is just being closed
  keepAliveTimeout: 65_000,
  maxHeaderSize: 8 * 1024,
  maxConnections: 1_000,
}

/** Node's HTTP server with our limits instead of its own, which keep a half-sent call for five minutes. */
export function createHttpServer(listener: RequestListener, { maxConnections, ...limits }: HttpLimits = HTTP_LIMITS): Server {
  const server = createServer(limits, listener)
  server.maxConnections = maxConnections
  return server
}
