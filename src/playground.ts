/** The simulated platforms and the pages of the playground, connected to a running bot. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type Router from '@koa/router'
import type { App, AppOptions } from './app.js'
import { ROOT } from './config.js'
import type { Connection } from './database/connect.js'
import type { Logger } from './log.js'
import type { Organisation } from './people/organisation.js'
import { createRecordPane } from './playground-record.js'
import { createTime } from './playground-time.js'
import { createMovableClock, type MovableClock } from './simulator/clock.js'
import { addDemoCustomers, DEMO_USERS, moveToWechat, WECHAT_CUSTOMERS } from './simulator/demo.js'
import { openKept } from './simulator/kept.js'
import { createPace } from './simulator/pace.js'
import { createPlatforms } from './simulator/platforms.js'
import { playStory } from './simulator/story.js'
import { playgroundRoutes } from './web/playground.js'
import { createStage } from './web/playground-stage.js'

/** So long a played scene takes by the clock of the playground. */
const SCENE_MS = 10 * 60_000
/** So long somebody takes for a word or a press; what a customer says at one moment opens one window. */
const DEED_MS = 5_000
/** A caption is read before anything happens under it. */
const CAPTION_PAUSES = 4

export interface Playground {
  /** How the bot reaches the simulated platforms. */
  readonly platforms: Required<Pick<AppOptions, 'wecom' | 'wecomKf' | 'dingtalk'>>
  /** With everybody of the staff on both of the company's platforms. */
  staffed(organisation: Organisation): Organisation
  readonly clock: MovableClock
  readonly routers: readonly Router[]
  prepare(app: App): Promise<void>
  close(): void
  /** Waits until what was said is kept. */
  settled(): Promise<void>
}

export interface PlaygroundPlace {
  /** Where this process reaches its own server, as `http://127.0.0.1:3000`. */
  readonly address: string
  readonly publicUrl: string
  readonly connection: Connection
  readonly log: Pick<Logger, 'warn'>
  /** The time to begin with; the machine's by default. */
  readonly start?: () => number
}

export async function startPlayground({ address, publicUrl, connection, log, start }: PlaygroundPlace): Promise<Playground> {
  const kept = await openKept(connection, (error) => log.warn({ err: error }, 'a chat of the playground is not kept'))
  const clock = createMovableClock(start, kept.clock)
  const { phones, faults, routers, noteShut, ...platforms } = createPlatforms({ address, now: clock.now, kept })
  clock.onMove(noteShut)
  const ending = new AbortController()
  const stage = createStage(createPace((ms) => wait(ms, undefined, { signal: ending.signal })))
  let prepared: { app: App; inspect: ReturnType<typeof createRecordPane>; time: ReturnType<typeof createTime> } | undefined

  const play = (pauseMs: number) =>
    stage.play((pace, sceneBegins) =>
      playStory({
        phones,
        photo: readFileSync(join(ROOT, 'assets/demo/bag.jpg')),
        settled: async () => prepared?.app.settled(),
        async sceneBegins(scene) {
          clock.moveBy(SCENE_MS)
          sceneBegins(scene)
          await pace.between(pauseMs * CAPTION_PAUSES)
        },
        async pause() {
          clock.moveBy(DEED_MS)
          await pace.between(pauseMs)
        },
      }),
    )

  /** As the talk is where they have said something last. */
  async function inspect(userid: string): Promise<unknown> {
    const chat = phones.chat(userid)
    const phone = phones.of(userid, chat.findLast(({ from }) => from === 'person')?.platform)
    return phone && prepared?.inspect(phone.contactOf(userid), chat)
  }

  return {
    platforms,
    staffed: ({ people, ...organisation }) => ({ ...organisation, people: [...people, ...onBoth(people)] }),
    clock,
    routers: [
      ...routers,
      playgroundRoutes({
        phones,
        faults,
        clock,
        addresses: [address, publicUrl],
        inspect,
        signal: ending.signal,
        time: () => prepared?.time,
        stage,
        play,
      }),
    ],
    async prepare(app) {
      prepared = {
        app,
        inspect: createRecordPane({ app, connection, now: clock.now }),
        time: createTime({ app, connection, clock, phones }),
      }
      await addDemoCustomers(app.customers)
      await moveToWechat(connection)
    },
    close: () => ending.abort(),
    settled: kept.settled,
  }
}

/** The staff; whoever has two contacts in the file has them of their own accord. */
function onBoth(listed: Organisation['people']): Organisation['people'] {
  const known = new Set([...listed.flatMap(({ contacts }) => contacts.wecom ?? []), ...WECHAT_CUSTOMERS.map(({ userid }) => userid)])
  return DEMO_USERS.filter(({ userid }) => !known.has(userid)).map(({ userid, name }) => ({
    name,
    contacts: { wecom: [userid], dingtalk: [userid] },
  }))
}
