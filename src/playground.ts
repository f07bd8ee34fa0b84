/** The simulated WeCom and its pages, connected to a running bot. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type Router from '@koa/router'
import type { App } from './app.js'
import { ROOT, type WecomConfig } from './config.js'
import type { Connection } from './database/connect.js'
import type { Logger } from './log.js'
import { createRecordPane } from './playground-record.js'
import { createTime } from './playground-time.js'
import { createMovableClock, type MovableClock } from './simulator/clock.js'
import { addDemoCustomers, demoCorporation } from './simulator/demo.js'
import { openKept } from './simulator/kept.js'
import { createPace } from './simulator/pace.js'
import { playStory } from './simulator/story.js'
import { simulatorRoutes } from './simulator/wecom/http.js'
import { createWecomSimulator } from './simulator/wecom/index.js'
import { playgroundRoutes } from './web/playground.js'
import { createStage } from './web/playground-stage.js'

const PREFIX = '/simulator/wecom'
/** So long a played scene takes by the clock of the playground. */
const SCENE_MS = 10 * 60_000
/** A caption is read before anything happens under it. */
const CAPTION_PAUSES = 4

export interface Playground {
  readonly wecom: WecomConfig
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
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({
    ...corporation,
    callbackAddress: `${address}/wecom/callback`,
    now: clock.now,
    kept: kept.chats,
  })
  const ending = new AbortController()
  const stage = createStage(createPace((ms) => wait(ms, undefined, { signal: ending.signal })))
  let prepared: { app: App; inspect: ReturnType<typeof createRecordPane>; time: ReturnType<typeof createTime> } | undefined

  const play = (pauseMs: number) =>
    stage.play((pace, sceneBegins) =>
      playStory({
        simulator,
        photo: readFileSync(join(ROOT, 'assets/demo/bag.jpg')),
        settled: async () => prepared?.app.settled(),
        async sceneBegins(scene) {
          clock.moveBy(SCENE_MS)
          sceneBegins(scene)
          await pace.between(pauseMs * CAPTION_PAUSES)
        },
        pause: () => pace.between(pauseMs),
      }),
    )

  return {
    wecom: { ...corporation, apiBase: `${address}${PREFIX}` },
    clock,
    routers: [
      simulatorRoutes(simulator, PREFIX),
      playgroundRoutes({
        simulator,
        clock,
        addresses: [address, publicUrl],
        inspect: async (userid) => prepared?.inspect(`wecom:${userid}`, simulator.chat(userid)),
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
        time: createTime({ app, connection, clock, simulator }),
      }
      await addDemoCustomers(app.customers)
    },
    close: () => ending.abort(),
    settled: kept.settled,
  }
}
