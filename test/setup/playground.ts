/** The whole playground behind a real HTTP port, as `npm start` has it. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { type App, createApp } from '../../src/app.js'
import type { WecomConfig } from '../../src/config.js'
import { menuIn } from '../../src/conversation/menu.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { startPlayground } from '../../src/playground.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import { START } from './bot.js'
import { databaseUri, freshName } from './database.js'
import { exampleOrganisation } from './organisation.js'

export interface TestPlayground {
  readonly app: App
  readonly address: string
  readonly wecom: WecomConfig
  /** Stands still unless it is moved. */
  readonly clock: MovableClock
  /** As the page posts: JSON, from its own origin. */
  post(path: string, body: object): Promise<Response>
  stop(): Promise<void>
  /** Ends it and leaves connection and database as they are, as a restart does. */
  putDown(): Promise<void>
}

/** The connection is closed with it, and its database dropped, unless it is only put down to be started again. */
export async function startTestPlayground(opened?: Connection): Promise<TestPlayground> {
  const connection = opened ?? (await connect(databaseUri(freshName())))
  let listener: RequestListener = () => {}
  const http = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const log = pino({ level: 'silent' })
  const playground = await startPlayground({ address, publicUrl: 'https://bot.example.com', connection, log, start: () => START.getTime() })
  const app = await createApp({
    connection,
    organisation: playground.staffed(exampleOrganisation()),
    ...playground.platforms,
    publicUrl: address,
    defaultLanguage: 'zh-CN',
    now: playground.clock.now,
    log,
    routers: playground.routers,
  })
  listener = app.listener
  await app.directory.refresh()
  await playground.prepare(app)
  await app.publishMenu?.(menuIn('zh-CN', app.dialogues.texts))
  async function putDown(): Promise<void> {
    playground.close()
    await app.stop()
    await playground.settled()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
  return {
    app,
    address,
    wecom: playground.platforms.wecom,
    clock: playground.clock,
    post: (path, body) =>
      fetch(`${address}/playground/api/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    putDown,
    async stop() {
      await putDown()
      await connection.dropDatabase()
      await connection.destroy()
    },
  }
}
