/** Whole bots on DingTalk's Stream mode, and the platform's stand-in for them. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { pino } from 'pino'
import { type App, createApp } from '../../src/app.js'
import type { Connection } from '../../src/database/connect.js'
import type { Organisation } from '../../src/people/organisation.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import { DEMO_USERS } from '../../src/simulator/demo.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import { createDingtalkSimulator, type DingtalkSimulator } from '../../src/simulator/dingtalk/index.js'
import { exampleOrganisation } from './organisation.js'

const GROUPS: Readonly<Record<string, readonly string[]>> = { CS: ['liuna'], SALES: ['wangqiang'], QC: ['chenjing'] }

/** The example, with everybody on DingTalk. */
export function organisationOnDingtalk(): Organisation {
  const { roles, ...rest } = exampleOrganisation()
  const moved = roles.map(({ wecom, ...held }) => {
    const users = wecom && wecom.users.length > 0 ? wecom.users : [...(GROUPS[held.role] ?? [])]
    return { ...held, dingtalk: { users, departments: [], tags: [] } }
  })
  return { ...rest, roles: moved, people: [{ id: 'wecom:wangqiang', name: '王强', contacts: { dingtalk: ['wangqiang'] } }] }
}

export interface Platform {
  readonly simulator: DingtalkSimulator
  readonly address: string
  close(): Promise<void>
}

/** With a gateway and an API at addresses of their own. */
export async function startPlatform({ now }: MovableClock, cardTemplate?: string): Promise<Platform> {
  const simulator = createDingtalkSimulator({
    corpId: 'ding2c19a0f7b7d1e2a9',
    clientId: 'dingx7q2mtkv4c9wzr1a',
    clientSecret: 'kT3vQ9-test-only-app-secret_Zx81LmNcR5wYpHd0uJfGb2sEoAi7VtKqXyWn',
    robotCode: 'dingx7q2mtkv4c9wzr1a',
    token: 'QfCementToken2026',
    aesKey: 'QfSnRlc3RPbmx5S2V5Rm9yQ2VtZW50Qm90MTIzNDU2N',
    ...(cardTemplate && { cardTemplate }),
    members: DEMO_USERS,
    base: () => address,
    now,
  })
  const http: Server = createServer(new Koa().use(dingtalkRoutes(simulator, '').routes()).callback())
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  await simulator.gateway.listen()
  return {
    simulator,
    address,
    async close() {
      await simulator.gateway.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

export interface Replica {
  readonly app: App
  readonly connection: Connection
  readonly lines: readonly string[]
}

/** One more process on the same app and database. */
export async function startReplica({ simulator, address }: Platform, connection: Connection, { now }: MovableClock): Promise<Replica> {
  const lines: string[] = []
  const { cardTemplate } = simulator.app
  const app = await createApp({
    connection,
    organisation: organisationOnDingtalk(),
    dingtalk: { ...simulator.app, mode: 'stream', apiBase: address, oapiBase: address, ...(cardTemplate && { cardTemplate }) },
    publicUrl: 'http://127.0.0.1:3000',
    defaultLanguage: 'zh-CN',
    now,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  })
  return { app, connection, lines }
}

export const sweepStreams = ({ app }: Replica): Promise<unknown> => app.jobs.find(({ name }) => name === 'streams')!.run()
