/** The whole playground behind a real HTTP port, as `npm start` has it. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { type App, createApp } from '../../src/app.js'
import { publishMenu } from '../../src/channels/wecom/menu.js'
import type { WecomConfig } from '../../src/config.js'
import { menuIn } from '../../src/conversation/menu.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { startPlayground } from '../../src/playground.js'
import { START } from './bot.js'
import { databaseUri, freshName } from './database.js'
import { exampleOrganisation } from './organisation.js'

export interface TestPlayground {
  readonly app: App
  readonly address: string
  readonly wecom: WecomConfig
  /** As the page posts: JSON, from its own origin. */
  post(path: string, body: object): Promise<Response>
  stop(): Promise<void>
}

/** The connection is closed with it, and its database dropped. */
export async function startTestPlayground(opened?: Connection): Promise<TestPlayground> {
  const connection = opened ?? (await connect(databaseUri(freshName())))
  let listener: RequestListener = () => {}
  const http = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const playground = startPlayground({ address, publicUrl: 'https://bot.example.com', connection, start: () => START.getTime() })
  const app = await createApp({
    connection,
    organisation: exampleOrganisation(),
    wecom: playground.wecom,
    publicUrl: address,
    defaultLanguage: 'zh-CN',
    now: playground.clock.now,
    log: pino({ level: 'silent' }),
    routers: playground.routers,
  })
  listener = app.listener
  await app.directory.refresh()
  await playground.prepare(app)
  await publishMenu(app.wecomClient!, menuIn('zh-CN', app.dialogues.texts))
  return {
    app,
    address,
    wecom: playground.wecom,
    post: (path, body) =>
      fetch(`${address}/playground/api/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    async stop() {
      playground.close()
      await app.stop()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await connection.dropDatabase()
      await connection.destroy()
    },
  }
}
