/** The playground's pages and its doors to the simulators. The bot itself does not know that it exists. */
import { createReadStream, readdirSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Router from '@koa/router'
import type { Context } from 'koa'
import type { z } from 'zod'
import type { MovableClock } from '../simulator/clock.js'
import type { Phones } from '../simulator/phones.js'
import { onlyOwnPages } from './own-pages.js'
import { playgroundBodies } from './playground-bodies.js'
import { type Faulty, sendEvents } from './playground-events.js'
import { photoTypeOf, serveMedium } from './playground-media.js'
import type { Stage } from './playground-stage.js'
import { readBytes, readJson } from './read-body.js'

export interface PlaygroundOptions {
  readonly phones: Phones
  readonly faults: Faulty
  readonly clock: MovableClock
  /** Names under which people reach this server, beside those of this machine. */
  readonly addresses: readonly string[]
  /** The record of a person's chat, and what they are filling in. */
  readonly inspect: (userid: string) => Promise<unknown>
  /** Ends the pages that listen. */
  readonly signal: AbortSignal
  /** Moves the clock, does what is due, and tells what came of it; undefined while the bot is not there yet. */
  readonly time: () => { moveBy(ms: number): Promise<unknown>; reset(): Promise<unknown>; toNextDue(): Promise<unknown> } | undefined
  readonly stage: Stage
  /** Everybody plays a whole complaint; a second call while one is played starts nothing. */
  readonly play: (pauseMs: number) => Promise<void>
}

const FOLDER = fileURLToPath(new URL('../../src/web/playground/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }
/** What the folder holds, and nothing else that a path might name. */
const PAGES: ReadonlyMap<string, string> = new Map(readdirSync(FOLDER).map((name) => [name, TYPES[extname(name)] ?? 'text/plain']))
/** The platform takes photos of up to 10 MB. */
const PHOTO_LIMIT = '10mb'
/** Nothing from elsewhere, and in no frame; `style` carries the colours of people. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function playgroundRoutes(options: PlaygroundOptions): Router {
  const { phones, faults, clock, addresses, inspect, time, stage, play } = options
  const router = new Router()
  router.use(onlyOwnPages(addresses))
  router.get('/', (context) => context.redirect('/playground'))
  router.get(['/playground', '/playground/:file'], (context) => {
    const { file = 'index.html' } = context.params
    const type = PAGES.get(file)
    if (!type) return
    context.set({ 'content-security-policy': PAGE_POLICY, 'x-content-type-options': 'nosniff' })
    context.type = type
    context.body = createReadStream(`${FOLDER}${file}`)
  })
  router.get('/playground/api/state', (context) => {
    const users = phones.players.map((player) => ({ ...player, entries: phones.chat(player.userid) }))
    const platforms = phones.all.map(({ platform, name, menu, sendsPlace, greets }) => ({
      platform,
      name,
      menu: menu?.entries() ?? [],
      takesPlaces: sendsPlace !== undefined,
      greets: greets === true,
    }))
    context.body = {
      users,
      platforms,
      faults: Object.fromEntries(Object.entries(faults).map(([on, platform]) => [on, platform.faults])),
      faultCounts: Object.fromEntries(Object.entries(faults).map(([on, platform]) => [on, platform.faultCounts()])),
      story: stage.shown() ?? null,
      now: clock.now().toISOString(),
      movedMs: clock.movedMs(),
    }
  })
  const isSimulated = (user: string) => phones.of(user) !== undefined
  router.get('/playground/api/inspect/:user', async (context) => {
    const { user = '' } = context.params
    if (isSimulated(user)) context.body = await inspect(user)
  })
  router.get('/playground/api/media/:id', (context) => {
    const medium = phones.medium(context.params.id ?? '')
    if (medium) serveMedium(context, medium)
  })
  router.get('/playground/api/events', (context) => sendEvents(context, options))

  const bodies = playgroundBodies(phones)
  const post = <T>(path: string, schema: z.ZodType<T>, run: (body: T) => unknown) =>
    router.post(`/playground/api/${path}`, async (context) => {
      const body = await readJson(context, schema)
      if (body.ok) context.body = { result: (await run(body.value)) ?? null }
      else refuse(context, body)
    })
  post('say', bodies.say, ({ user, on, text }) => phones.of(user, on)?.says(user, text))
  post('place', bodies.place, ({ user, on, ...place }) => phones.of(user, on)?.sendsPlace?.(user, place))
  post('tap', bodies.tap, ({ user, on, ...press }) => phones.of(user, on)?.presses(user, press))
  post('open', bodies.open, ({ user, on }) => phones.of(user, on)?.opens?.(user))
  post('menu', bodies.menu, ({ user, on, key }) => phones.of(user, on)?.menu?.clicks(user, key))
  post('faults', bodies.faults, ({ on, ...changed }) => void Object.assign(faults[on].faults, changed))
  post('clock', bodies.clock, ({ minutes }) => (minutes === 0 ? time()?.reset() : time()?.moveBy(minutes * 60_000)))
  post('next-due', bodies.nothing, () => time()?.toNextDue())
  post('play', bodies.play, ({ pauseMs }) => play(pauseMs))
  post('story', bodies.story, ({ how }) => stage.steer(how))
  router.post('/playground/api/photo/:user', async (context) => {
    const { user = '' } = context.params
    const { on } = context.query
    const phone = phones.of(user, typeof on === 'string' ? on : undefined)
    if (!phone) return
    if (!context.is('image/*')) return refuse(context, { status: 415, error: 'send a photo' })
    const photo = await readBytes(context, PHOTO_LIMIT)
    if (!photo.ok) return refuse(context, photo)
    const type = photoTypeOf(photo.value)
    if (!type) return refuse(context, { status: 415, error: 'this is no photo that a chat shows' })
    context.body = { result: (await phone.sendsPhoto(user, photo.value, type)) ?? null }
  })
  return router
}

function refuse(context: Context, { status, error }: { status: number; error: string }): void {
  context.status = status
  context.body = { error }
}
