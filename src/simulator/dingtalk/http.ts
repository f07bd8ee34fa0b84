/** Serves the simulated API over HTTP, for any path prefix. */
import Router from '@koa/router'
import rawBody from 'raw-body'
import { readBody } from '../read-body.js'
import type { DingtalkSimulator } from './index.js'

const LARGEST_UPLOAD = '25mb'

export function dingtalkRoutes(simulator: Pick<DingtalkSimulator, 'api'>, prefix: string): Router {
  const router = new Router()
  router.all(`${prefix}/*path`, async (context) => {
    const body = context.method === 'GET' ? undefined : await rawBody(context.req, { limit: LARGEST_UPLOAD })
    const { json, fields, file } = readBody(context.get('content-type'), body)
    const answer = simulator.api({
      method: context.method,
      path: context.path.slice(prefix.length),
      query: context.URL.searchParams,
      token: context.get('x-acs-dingtalk-access-token') || undefined,
      accept: context.get('accept'),
      ...(json && { json }),
      ...(file && { upload: { type: fields?.type ?? '', ...file } }),
    })
    context.status = answer.status
    if ('json' in answer) context.body = answer.json
    else if ('page' in answer) {
      context.type = 'text/html'
      context.body = answer.page
    } else {
      context.type = 'application/octet-stream'
      context.body = answer.bytes
    }
  })
  return router
}
