/** Serves the simulated API over HTTP, for any path prefix. */
import Router from '@koa/router'
import rawBody from 'raw-body'
import type { ApiCall, WecomSimulator } from './index.js'

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

function readBody(contentType: string, body: Buffer | undefined): Pick<ApiCall, 'json' | 'file'> {
  if (!body) return {}
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType)
  if (boundary) return readUpload(body, boundary[1] ?? boundary[2] ?? '')
  try {
    return { json: JSON.parse(body.toString('utf8')) }
  } catch {
    return {}
  }
}

/** One part named `media`; names are raw UTF-8, as the platform reads them. */
function readUpload(body: Buffer, boundary: string): Pick<ApiCall, 'file'> {
  const headEnd = body.indexOf('\r\n\r\n')
  const end = body.lastIndexOf(`\r\n--${boundary}`)
  const head = body.subarray(0, headEnd).toString('utf8')
  const name = /name="media"; filename="([^"]*)"/.exec(head)?.[1]
  if (headEnd < 0 || end < headEnd || name === undefined) return {}
  return {
    file: {
      bytes: body.subarray(headEnd + 4, end),
      name,
      contentType: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
    },
  }
}
