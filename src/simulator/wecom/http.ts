/** Serves the simulated API over HTTP, for any path prefix. */
import Router from '@koa/router'
import rawBody from 'raw-body'
import { readBody } from '../read-body.js'
import type { WecomSimulator } from './index.js'

const LARGEST_UPLOAD = '25mb'

export function simulatorRoutes(simulator: Pick<WecomSimulator, 'api'>, prefix: string): Router {
  const router = new Router()
  router.all(`${prefix}/cgi-bin/*path`, async (context) => {
    const method = context.path.slice(`${prefix}/cgi-bin/`.length)
    const body = context.method === 'POST' ? await rawBody(context.req, { limit: LARGEST_UPLOAD }) : undefined
    const answer = simulator.api({ method, query: context.URL.searchParams, ...readBody(context.get('content-type'), body) })
    context.status = answer.status
    if ('medium' in answer) {
      context.set('content-disposition', `attachment; filename="${encodeURIComponent(answer.medium.name)}"`)
      context.type = answer.medium.contentType
      context.body = answer.medium.bytes
    } else {
      context.body = answer.json
    }
  })
  return router
}
