/** The simulated WeCom and its pages, connected to a running bot. */
import type Router from '@koa/router'
import type { App } from './app.js'
import { complaintModels } from './complaints/model.js'
import type { WecomConfig } from './config.js'
import type { Connection } from './database/connect.js'
import { createMovableClock, type MovableClock } from './simulator/clock.js'
import { addDemoCustomers, demoCorporation } from './simulator/demo.js'
import { simulatorRoutes } from './simulator/wecom/http.js'
import { createWecomSimulator } from './simulator/wecom/index.js'
import { playgroundRoutes } from './web/playground.js'

const PREFIX = '/simulator/wecom'

export interface Playground {
  readonly wecom: WecomConfig
  readonly clock: MovableClock
  readonly routers: readonly Router[]
  prepare(app: App): Promise<void>
  close(): void
}

export function startPlayground(port: number, connection: Connection, start?: () => number): Playground {
  const clock = createMovableClock(start)
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({ ...corporation, callbackAddress: `http://127.0.0.1:${port}/wecom/callback`, now: clock.now })
  let app: App | undefined

  async function inspect(userid: string): Promise<unknown> {
    const contact = `wecom:${userid}`
    const { complaints } = complaintModels(connection)
    const conversation = await connection
      .db!.collection('conversations')
      .findOne({ _id: contact as never }, { projection: { session: 1, language: 1, drafts: { $size: '$drafts' } } })
    const complaint = await complaints
      .findOne({ $or: [{ 'registeredBy.id': contact }, { 'report.recipients.id': contact }] })
      .sort({ registeredAt: -1 })
      .lean()
    return { session: conversation?.session ?? null, complaint }
  }

  return {
    wecom: { ...corporation, apiBase: `http://127.0.0.1:${port}${PREFIX}` },
    clock,
    routers: [
      simulatorRoutes(simulator, PREFIX),
      playgroundRoutes({
        simulator,
        clock,
        inspect,
        async runJobs() {
          for (const job of app?.jobs ?? []) await job.run()
        },
      }),
    ],
    async prepare(started) {
      app = started
      await addDemoCustomers(started.customers)
    },
    close: () => simulator.close(),
  }
}
