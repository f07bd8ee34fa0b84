/** Whole bots on DingTalk's Stream mode, and the platform's stand-in for them. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { pino } from 'pino'
import { type App, createApp } from '../../src/app.js'
import type { Connection } from '../../src/database/connect.js'
import type { Organisation } from '../../src/people/organisation.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import { DEMO_USERS, demoCorporation } from '../../src/simulator/demo.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import {
  type AppOptions,
  buttonsOf,
  type ChatEntry,
  createDingtalkSimulator,
  type DingtalkSimulator,
  type PlatformCall,
} from '../../src/simulator/dingtalk/index.js'
import type { Bot } from './bot.js'
import { dated } from './dated.js'
import { exampleOrganisation } from './organisation.js'
import type { SentFile, Talker } from './talker.js'

const CORPORATION = demoCorporation()

export const DINGTALK_APP = {
  corpId: 'ding2c19a0f7b7d1e2a9',
  clientId: 'dingx7q2mtkv4c9wzr1a',
  clientSecret: 'kT3vQ9-test-only-app-secret_Zx81LmNcR5wYpHd0uJfGb2sEoAi7VtKqXyWn',
  robotCode: 'dingx7q2mtkv4c9wzr1a',
  token: 'QfCementToken2026',
  aesKey: 'QfSnRlc3RPbmx5S2V5Rm9yQ2VtZW50Qm90MTIzNDU2N',
  members: DEMO_USERS,
  departments: CORPORATION.departments,
  roles: (CORPORATION.tags ?? []).map(({ tagid, users }) => ({ id: tagid, users })),
}

/** The example, with everybody on DingTalk: by their ids, in departments and with roles of the platform's. */
export function organisationOnDingtalk(): Organisation {
  const { roles, ...rest } = exampleOrganisation()
  const moved = roles.map(({ wecom, ...held }) => ({ ...held, ...(wecom && { dingtalk: wecom }) }))
  return { ...rest, roles: moved, people: [{ id: 'wecom:wangqiang', name: '王强', contacts: { dingtalk: ['wangqiang'] } }] }
}

/** The example, with everybody both in WeCom and on DingTalk. */
export function organisationOnBoth(): Organisation {
  const people = DEMO_USERS.map(({ userid, name }) => ({ id: `wecom:${userid}`, name, contacts: { wecom: [userid], dingtalk: [userid] } }))
  return { ...exampleOrganisation(), people }
}

const BETWEEN_MESSAGES_MS = 5_000

/** A member of the company in the single chat with its robot, which calls the bot over HTTP. */
export class DingtalkMember implements Talker {
  private seen = 0

  constructor(
    readonly userid: string,
    private readonly bot: Pick<Bot, 'address' | 'clock'> & { readonly app: Pick<App, 'settled'>; readonly dingtalk: DingtalkSimulator },
  ) {}

  says(text: string): Promise<string> {
    return this.after(() => this.bot.dingtalk.says(this.userid, text))
  }

  async saysAll(...texts: readonly string[]): Promise<string> {
    for (const text of texts) await this.says(text)
    return this.heard()
  }

  sendsPhoto(content = `jpeg ${Math.random()}`): Promise<string> {
    return this.after(() => this.bot.dingtalk.sends(this.userid, 'image', Buffer.from(content)))
  }

  taps(label: string): Promise<string> {
    return this.after(() => this.bot.dingtalk.presses(this.userid, label))
  }

  heard(): string {
    return this.fromRobot().slice(this.seen).map(textIn).join('\n')
  }

  transcript(): string {
    return this.fromRobot().map(textIn).join('\n')
  }

  files(): SentFile[] {
    return this.fromRobot().flatMap(({ seen }) => (seen.type === 'media' ? [this.bot.dingtalk.medium(seen.mediaId)!] : []))
  }

  private fromRobot() {
    return this.bot.dingtalk.chat(this.userid).filter(({ from }) => from === 'robot')
  }

  private async after(act: () => PlatformCall): Promise<string> {
    const { address, app, clock, dingtalk } = this.bot
    this.seen = this.fromRobot().length
    clock.moveBy(BETWEEN_MESSAGES_MS)
    const { status } = await dingtalk.deliver(address, act())
    if (status !== 200) throw new Error(`the bot answered ${status}`)
    await app.settled()
    return this.heard()
  }
}

function textIn({ seen }: Pick<ChatEntry, 'seen'>): string {
  const labels = buttonsOf(seen).map(({ label }) => label)
  const words = seen.type === 'text' || seen.type === 'markdown' ? seen.text : `[${seen.type}]`
  return [words, ...(labels.length > 0 ? [`[${labels.join('|')}]`] : [])].join('\n')
}

export interface Platform {
  readonly simulator: DingtalkSimulator
  readonly address: string
  close(): Promise<void>
}

/** With a gateway and an API at addresses of their own. */
export async function startPlatform({ now }: MovableClock, more: Partial<AppOptions> = {}): Promise<Platform> {
  const simulator = createDingtalkSimulator({
    ...DINGTALK_APP,
    ...more,
    base: () => address,
    now,
  })
  const http: Server = createServer(new Koa().use(dated(now)).use(dingtalkRoutes(simulator, '').routes()).callback())
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
