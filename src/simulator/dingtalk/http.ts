/** Serves the simulated API over HTTP, for any path prefix. */
import Router from '@koa/router'
import rawBody from 'raw-body'
import type { ApiCall, DingtalkSimulator } from './index.js'

const LARGEST_UPLOAD = '25mb'

export function dingtalkRoutes(simulator: Pick<DingtalkSimulator, 'api'>, prefix: string): Router {
  const router = new Router()
  router.all(`${prefix}/*path`, async (context) => {
    const body = context.method === 'GET' ? undefined : await rawBody(context.req, { limit: LARGEST_UPLOAD })
    const answer = simulator.api({
      method: context.method,
      path: context.path.slice(prefix.length),
      query: context.URL.searchParams,
      token: context.get('x-acs-dingtalk-access-token') || undefined,
      ...readBody(context.get('content-type'), body),
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

function readBody(contentType: string, body: Buffer | undefined): Pick<ApiCall, 'json' | 'upload'> {
  if (!body) return {}
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType)
  if (boundary) return readUpload(body, boundary[1] ?? boundary[2] ?? '')
  try {
    return { json: JSON.parse(body.toString('utf8')) }
  } catch {
    return {}
  }
}

/** A field `type` and a part `media` with the name of the file. */
function readUpload(body: Buffer, boundary: string): Pick<ApiCall, 'upload'> {
  let type = ''
  let media: { bytes: Buffer; name: string } | undefined
  const mark = Buffer.from(`--${boundary}`)
  for (let start = body.indexOf(mark); start >= 0; ) {
    const end = body.indexOf(mark, start + mark.length)
    if (end < 0) break
    const part = body.subarray(start + mark.length + 2, end - 2)
    const headEnd = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, headEnd).toString('utf8')
    const content = part.subarray(headEnd + 4)
    if (/name="type"/.test(head)) type = content.toString('utf8')
    const name = /name="media"; filename="([^"]*)"/.exec(head)?.[1]
    if (name !== undefined) media = { bytes: content, name }
    start = end
  }
  return media ? { upload: { type, ...media } } : {}
}
