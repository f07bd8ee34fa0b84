/** Members in the single chat with a smart bot, and whole bots on its long connection. */
import { createServer, type Server } from 'node:http'
import { pino } from 'pino'
import { type App, createApp } from '../../src/app.js'
import { type Connection, connect } from '../../src/database/connect.js'
import type { Organisation } from '../../src/people/organisation.js'
import type { MovableClock } from '../../src/simulator/clock.js'
import { optionsOf } from '../../src/simulator/hands.js'
import { type BotEntry, cardIn, type WecomBotSimulator, wordsOf } from '../../src/simulator/wecom-bot/index.js'
import { databaseUri } from './database.js'
import { exampleOrganisation } from './organisation.js'

const GROUPS: Readonly<Record<string, readonly string[]>> = { CS: ['liuna'], SALES: ['wangqiang'], QC: ['chenjing'] }

/** The example, with everybody named: nobody can be asked who is in a department. */
export function organisationByName(): Organisation {
  const { roles, ...rest } = exampleOrganisation()
  return {
    ...rest,
    roles: roles.map(({ wecom, ...held }) => {
      const users = wecom && wecom.users.length > 0 ? wecom.users : [...(GROUPS[held.role] ?? [])]
      return { ...held, wecom: { users, departments: [], tags: [] } }
    }),
  }
}

export interface Replica {
  readonly app: App
  readonly connection: Connection
  readonly lines: readonly string[]
  stop(): Promise<void>
}

/** One more process on the same bot and database. */
export async function startReplica(
  simulator: WecomBotSimulator,
  { databaseName, url, clock }: { readonly databaseName: string; readonly url: string; readonly clock: MovableClock },
): Promise<Replica> {
  const lines: string[] = []
  const connection = await connect(databaseUri(databaseName))
  const app = await createApp({
    connection,
    organisation: organisationByName(),
    wecomBot: { botId: simulator.options.botId, secret: simulator.options.secret, url },
    publicUrl: 'http://127.0.0.1:3000',
    defaultLanguage: 'zh-CN',
    now: clock.now,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  })
  const http: Server = createServer(app.listener)
  return {
    app,
    connection,
    lines,
    async stop() {
      await app.stop()
      http.close()
      await connection.destroy()
    },
  }
}

/** What a member sees of an entry: words, and what can be pressed. */
export function shownIn({ body, fileName }: Pick<BotEntry, 'body' | 'fileName'>): string {
  const card = cardIn(body)
  const title = card?.main_title?.title
  const rows = card?.horizontal_content_list?.map(({ keyname, value }) => `${keyname} ${value}`) ?? []
  const labels = card ? optionsOf(card).map((label) => `[${label}]`) : []
  return [title, fileName && `[${fileName}]`, wordsOf(body), ...rows, ...labels].filter(Boolean).join('\n')
}

export const heardBy = (simulator: WecomBotSimulator, userid: string, since = 0): string =>
  simulator
    .chat(userid)
    .slice(since)
    .filter(({ from }) => from === 'bot')
    .map(shownIn)
    .join('\n')
