/** The playground's pages and its doors to the simulator. The bot itself does not know that it exists. */
import { createReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import Router from '@koa/router'
import rawBody from 'raw-body'
import { z } from 'zod'
import type { MovableClock } from '../simulator/clock.js'
import type { ChatEntry, WecomSimulator } from '../simulator/wecom/index.js'

export interface PlaygroundOptions {
  readonly simulator: WecomSimulator
  readonly clock: MovableClock
  /** The newest record and the running dialogue of a person, for the pane beside the chat. */
  readonly inspect: (userid: string) => Promise<unknown>
  /** Ends the pages that listen. */
  readonly signal: AbortSignal
  /** After the clock was moved: what is due now. */
  readonly runJobs: () => Promise<void>
  /** Everybody plays a whole complaint; a second call while one is played starts nothing. */
  readonly play: (pauseMs: number) => Promise<void>
}

const FOLDER = fileURLToPath(new URL('../../src/web/playground/', import.meta.url))
const PAGES: Readonly<Record<string, string>> = {
  'index.html': 'text/html',
  'playground.css': 'text/css',
  'playground.js': 'text/javascript',
}
const PHOTO_LIMIT = '10mb'

const Body = {
  say: z.object({ user: z.string(), text: z.string().max(5000) }),
  place: z.object({ user: z.string(), label: z.string(), latitude: z.number(), longitude: z.number() }),
  tap: z.object({ user: z.string(), card: z.string(), key: z.string(), selected: z.record(z.string(), z.array(z.string())).default({}) }),
  open: z.object({ user: z.string() }),
  menu: z.object({ user: z.string(), key: z.string() }),
  clock: z.object({
    minutes: z
      .number()
      .min(0)
      .max(60 * 24 * 366),
  }),
  play: z.object({ pauseMs: z.number().min(0).max(2000).default(250) }),
  faults: z
    .object({
      duplicate: z.boolean(),
      delayMs: z.number().max(6000),
      outOfOrder: z.boolean(),
      serverErrorRate: z.number().max(1),
      busyRate: z.number().max(1),
      dropRate: z.number().max(1),
      tokenExpiresEarly: z.boolean(),
    })
    .partial(),
}

export function playgroundRoutes({ simulator, clock, inspect, signal, runJobs, play }: PlaygroundOptions): Router {
  const router = new Router()
  router.get('/', (context) => context.redirect('/playground'))
  router.get('/playground', (context) => {
    context.type = 'html'
    context.body = createReadStream(`${FOLDER}index.html`)
  })
  router.get('/playground/:file', (context) => {
    const type = PAGES[context.params.file ?? '']
    if (!type) return
    context.type = type
    context.body = createReadStream(`${FOLDER}${context.params.file}`)
  })
  router.get('/playground/api/state', (context) => {
    const users = simulator.corporation.users.map(({ userid, name, title }) => ({
      userid,
      name,
      title: title ?? name,
      entries: simulator.chat(userid),
    }))
    context.body = {
      users,
      faults: simulator.faults,
      now: clock.now().toISOString(),
      movedMs: clock.movedMs(),
      menu: simulator.menu() ?? null,
    }
  })
  router.get('/playground/api/inspect/:user', async (context) => {
    context.body = await inspect(context.params.user ?? '')
  })
  router.get('/playground/api/media/:id', (context) => {
    const medium = simulator.medium(context.params.id ?? '')
    if (!medium) return
    context.set('cache-control', 'max-age=86400')
    context.type = medium.contentType
    context.body = medium.bytes
  })
  router.get('/playground/api/events', (context) => {
    const stream = new PassThrough()
    const send = (entry: ChatEntry) => stream.write(`data: ${JSON.stringify(entry)}\n\n`)
    const stop = simulator.onEntry(send)
    const end = () => {
      stop()
      stream.end()
    }
    context.req.once('close', end)
    signal.addEventListener('abort', end, { once: true })
    context.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    context.status = 200
    context.body = stream
    stream.write(': connected\n\n')
  })

  const post = <T>(path: string, schema: z.ZodType<T>, run: (body: T) => unknown) =>
    router.post(path, async (context) => {
      const parsed = schema.safeParse(JSON.parse((await rawBody(context.req, { limit: '64kb', encoding: 'utf8' })) || '{}'))
      if (!parsed.success) {
        context.status = 400
        context.body = { error: z.prettifyError(parsed.error) }
        return
      }
      context.body = { result: (await run(parsed.data)) ?? null }
    })
  post('/playground/api/say', Body.say, ({ user, text }) => simulator.says(user, text))
  post('/playground/api/place', Body.place, ({ user, label, latitude, longitude }) =>
    simulator.sendsPlace(user, label, latitude, longitude),
  )
  post('/playground/api/tap', Body.tap, ({ user, card, key, selected }) => simulator.taps(user, card, key, selected))
  post('/playground/api/open', Body.open, ({ user }) => simulator.opensApp(user))
  post('/playground/api/menu', Body.menu, ({ user, key }) => simulator.clicksMenu(user, key))
  post('/playground/api/faults', Body.faults, (faults) => void Object.assign(simulator.faults, faults))
  post('/playground/api/clock', Body.clock, async ({ minutes }) => {
    if (minutes === 0) clock.reset()
    else clock.moveBy(minutes * 60_000)
    await runJobs()
  })
  post('/playground/api/play', Body.play, ({ pauseMs }) => play(pauseMs))
  router.post('/playground/api/photo/:user', async (context) => {
    const bytes = await rawBody(context.req, { limit: PHOTO_LIMIT })
    context.body = { result: await simulator.sendsImage(context.params.user ?? '', bytes, context.get('content-type') || 'image/jpeg') }
  })
  return router
}
