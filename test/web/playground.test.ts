/** The doors of the playground open for its own pages, and only for what a phone can do. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'

let playground: TestPlayground
beforeAll(async () => {
  playground = await startTestPlayground()
})
afterAll(() => playground.stop())

const JSON_TYPE = { 'content-type': 'application/json' }
const PHOTO = readFileSync(join(ROOT, 'assets/demo/bag.jpg'))
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}
/** A raw call, as `fetch` does not let the name of the host be chosen. */
function call(path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${playground.address}${path}`, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(parts).toString() }),
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
const say = (headers: Record<string, string>, text: string) =>
  call('/playground/api/say', { ...JSON_TYPE, ...headers }, JSON.stringify({ user: 'liuna', text }))
const chatOf = async (userid: string) => {
  const { users } = JSON.parse((await call('/playground/api/state')).text) as {
    users: { userid: string; entries: { fileName?: string; body: Record<string, Record<string, unknown>> }[] }[]
  }
  return users.find((user) => user.userid === userid)!.entries
}
const port = () => new URL(playground.address).port

describe('who may knock', () => {
  it.each<[string, () => Record<string, string>]>([
    ['a program without a browser', () => ({})],
    ['its own page', () => ({ origin: playground.address, 'sec-fetch-site': 'same-origin' })],
    ['its own page under the other name of this machine', () => ({ host: `localhost:${port()}`, origin: `http://localhost:${port()}` })],
    ['its own page behind PUBLIC_URL', () => ({ host: 'bot.example.com', origin: 'https://bot.example.com' })],
    ['its own page behind a proxy that names this machine', () => ({ origin: 'https://bot.example.com', 'sec-fetch-site': 'same-origin' })],
  ])('%s is heard', async (who, headers) => {
    expect((await say(headers(), `帮助 ${who}`)).status).toBe(200)
    expect(JSON.stringify(await chatOf('liuna'))).toContain(who)
  })

  it.each<[string, () => Record<string, string>]>([
    ['a page of another site', () => ({ origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['a page without an origin', () => ({ origin: 'null' })],
    ['a page of another program on this machine', () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' })],
    ['a frame that hides where it is from', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['a name that was rebound to this machine', () => ({ host: `evil.example:${port()}`, origin: `http://evil.example:${port()}` })],
  ])('%s is refused, and nobody said anything', async (who, headers) => {
    expect((await say(headers(), who)).status).toBe(403)
    expect(JSON.stringify(await chatOf('liuna'))).not.toContain(who)
  })

  it.each(['/playground', '/playground/api/state', '/playground/api/events', '/playground/api/inspect/liuna'])(
    'reading %s under a name that was rebound is refused',
    async (path) => {
      expect((await call(path, { host: 'evil.example' })).status).toBe(403)
    },
  )

  it.each(['/playground/constructor', '/playground/..%2Fplayground.ts', '/playground/api/inspect/mallory', '/playground/api/media/none'])(
    'there is nothing at %s',
    async (path) => {
      expect((await call(path)).status).toBe(404)
    },
  )

  it('a link on another site may open the page, which no other page may frame', async () => {
    const { status, headers } = await call('/playground', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})

describe('what is taken', () => {
  it.each<[string, Record<string, string>, string, number]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'user=liuna&text=x', 415],
    ['plain text, which any page may post', { 'content-type': 'text/plain' }, '{"user":"liuna","text":"x"}', 415],
    ['nothing said about the type', {}, '{"user":"liuna","text":"x"}', 415],
    ['half a JSON', JSON_TYPE, '{"user":', 400],
    ['another shape', JSON_TYPE, '[]', 400],
    ['a person whom nobody knows', JSON_TYPE, '{"user":"mallory","text":"x"}', 400],
    ['a text longer than any message', JSON_TYPE, JSON.stringify({ user: 'liuna', text: 'x'.repeat(5001) }), 400],
    ['a body without end', JSON_TYPE, `{"user":"liuna","text":"${'x'.repeat(70_000)}"}`, 413],
  ])('%s is refused', async (_what, headers, body, status) => {
    expect((await call('/playground/api/say', headers, body)).status).toBe(status)
  })

  it.each<[string, string, object]>([
    ['a press on no card', 'tap', { user: 'liuna', card: 'none', key: 'do:act:accepted.TS-20261103-001' }],
    ['an entry that the menu lacks', 'menu', { user: 'liuna', key: 'do:begin:constructor.x' }],
    ['a place with a very long name', 'place', { user: 'liuna', label: 'x'.repeat(201), latitude: 34, longitude: 109 }],
    ['a place beyond the pole', 'place', { user: 'liuna', label: 'x', latitude: 91, longitude: 109 }],
    ['a clock that goes back', 'clock', { minutes: -1 }],
    ['a wait that ends before it begins', 'faults', { on: 'wecom', delayMs: -1 }],
    ['a fault that the platform does not have', 'faults', { on: 'dingtalk', duplicate: true }],
  ])('%s is refused', async (_what, path, body) => {
    expect((await playground.post(path, body)).status).toBe(400)
  })

  it('only what stands on a card can be pressed', async () => {
    await playground.post('say', { user: 'wangqiang', text: '投诉' })
    await playground.app.settled()
    const card = (await chatOf('wangqiang')).at(-1)!.body.template_card as {
      task_id: string
      submit_button: { key: string }
      checkbox: { question_key: string; option_list: { id: string }[] }
    }
    const { question_key: question, option_list: options } = card.checkbox
    const { key } = card.submit_button
    const tap = (change: object) =>
      playground.post('tap', { user: 'wangqiang', card: card.task_id, key, selected: { [question]: [options[0]!.id] }, ...change })
    expect((await tap({ key: 'do:act:accepted.TS-20261103-001' })).status).toBe(400)
    expect((await tap({ selected: { [question]: ['NO_SUCH_KIND'] } })).status).toBe(400)
    expect((await tap({ selected: { other: [options[0]!.id] } })).status).toBe(400)
    expect((await tap({ user: 'liuna' })).status).toBe(400)
    expect((await tap({})).status).toBe(200)
  })
})

describe('photos and files', () => {
  const send = (type: string, bytes: Buffer | string, user = 'wangqiang') =>
    call(`/playground/api/photo/${user}`, { 'content-type': type }, bytes)

  it.each<[string, string, string | Buffer, string, number]>([
    ['a page', 'text/html', '<script>alert(1)</script>', 'wangqiang', 415],
    ['a page that calls itself a photo', 'image/jpeg', '<script>alert(1)</script>', 'wangqiang', 415],
    ['a drawing that may carry script', 'image/svg+xml', SVG, 'wangqiang', 415],
    ['nothing', 'image/jpeg', '', 'wangqiang', 415],
    ['a photo of nobody', 'image/jpeg', PHOTO, 'mallory', 404],
    ['more than the platform takes', 'image/jpeg', Buffer.alloc(10 * 1024 * 1024 + 1), 'wangqiang', 413],
  ])('%s is not taken as a photo', async (_what, type, bytes, user, status) => {
    expect((await send(type, bytes, user)).status).toBe(status)
  })

  it('a photo comes back as what it is, whatever it was called, and is never guessed at', async () => {
    expect((await send('image/png', PHOTO)).status).toBe(200)
    const id = (await chatOf('wangqiang')).findLast(({ body }) => body.image)!.body.image!.media_id
    const { status, headers } = await call(`/playground/api/media/${id}`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' })
    expect(headers['content-security-policy']).toContain('sandbox')
  })

  it('a file is saved under its name, with the type of its ending', async () => {
    await deliverFile(playground, '台账 2026“终”.xlsx', 'PK 123456')
    const entry = (await chatOf('liuna')).at(-1)!
    expect(entry.fileName).toBe('台账 2026“终”.xlsx')
    const { headers } = await call(`/playground/api/media/${entry.body.file!.media_id}`)
    expect(headers['content-disposition']).toContain(`attachment`)
    expect(headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('台账 2026“终”.xlsx')}`)
    expect(headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('a file that a browser would run is saved as bytes', async () => {
    await deliverFile(playground, 'page.html', '<script>alert(1)</script>')
    const { headers } = await call(`/playground/api/media/${(await chatOf('liuna')).at(-1)!.body.file!.media_id}`)
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(headers['content-disposition']).toContain('attachment')
  })
})

/** A file from the bot to customer service, by the calls of the platform's API. */
async function deliverFile({ wecom: { apiBase, corpId, secret, agentId } }: TestPlayground, name: string, content: string): Promise<void> {
  const api = `${apiBase}/cgi-bin`
  const { access_token } = (await (await fetch(`${api}/gettoken?corpid=${corpId}&corpsecret=${secret}`)).json()) as { access_token: string }
  const form = new FormData()
  form.set('media', new Blob([content]), name)
  const upload = await fetch(`${api}/media/upload?access_token=${access_token}&type=file`, { method: 'POST', body: form })
  const { media_id } = (await upload.json()) as { media_id: string }
  const body = JSON.stringify({ touser: 'liuna', agentid: agentId, msgtype: 'file', file: { media_id } })
  await fetch(`${api}/message/send?access_token=${access_token}`, { method: 'POST', body })
}
