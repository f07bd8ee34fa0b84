/** The whole bot behind a real HTTP port, with a simulated WeCom that encrypts real callbacks. Tests read as conversations. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { type App, createApp } from '../../src/app.js'
import { instant } from '../../src/calendar/index.js'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Complaint } from '../../src/complaints/model.js'
import { type Connection, type ConnectionLimits, connect, TURN_LIMITS } from '../../src/database/connect.js'
import { createMaker, type Maker } from '../../src/reports/making/maker.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { addDemoCustomers, demoCorporation } from '../../src/simulator/demo.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import { createDingtalkSimulator } from '../../src/simulator/dingtalk/index.js'
import { type Card, cardOf, findCard, optionsOf, tap } from '../../src/simulator/hands.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { type ChatEntry, createWecomSimulator, type WecomSimulator } from '../../src/simulator/wecom/index.js'
import { joinApis, type KfSimulator } from '../../src/simulator/wecom-kf/index.js'
import { borrowDatabase, databaseUri, returnDatabase } from './database.js'
import { DINGTALK_APP, DingtalkMember } from './dingtalk.js'
import { KfCustomer, startKf } from './kf.js'
import { exampleOrganisation } from './organisation.js'
import { passUntil } from './passing.js'
import type { SentFile, Talker } from './talker.js'

/** Tuesday, 10:00 in Shanghai. */
export const START = new Date('2026-11-03T02:00:00Z')
const DINGTALK_PREFIX = '/simulator/dingtalk'
const BETWEEN_MESSAGES_MS = 5_000
const LAST_JOB_OF_A_MINUTE_MS = 50_000
/** A slow machine is no fault of the bot's: only tests about time-outs have those of production. */
const PATIENT: ConnectionLimits = { ...TURN_LIMITS, waitQueueTimeoutMS: 20_000, socketTimeoutMS: 30_000 }

/** Shared by the bots of a run: starting a process for each would take longer than most tests. */
const sharedMaker = createMaker()

export interface Bot {
  readonly app: App
  readonly connection: Connection
  readonly simulator: WecomSimulator
  readonly clock: ReturnType<typeof createMovableClock>
  readonly address: string
  /** Where the bot was started with one. */
  readonly kf?: KfSimulator
  person(userid: string): TestPerson
  /** The same on DingTalk. */
  member(userid: string): DingtalkMember
  /** Of the customer service account. */
  customer(externalUserId: string): KfCustomer
  complaints(): Promise<Complaint[]>
  /** Every job once, now. */
  runJobs(): Promise<void>
  /** So much time passes, job by job. */
  pass(ms: number): Promise<void>
  /** Time passes, job by job, until that minute of a day in Shanghai is nearly over. */
  until(day: string, time: string): Promise<void>
  stop(): Promise<void>
}

export async function startBot(
  options: {
    uri?: string
    connection?: Connection
    databaseName?: string
    simulator?: WecomSimulator
    /** With a customer service account in WeChat: one of its own, or that of another replica. */
    kf?: true | KfSimulator
    /** DingTalk, beside WeCom or in its place. */
    dingtalk?: 'beside' | 'alone'
    clock?: Bot['clock']
    elapsed?: () => number
    sendsPerMinute?: number
    background?: Connection
    limits?: ConnectionLimits
    turnsAtOnce?: number
    maker?: Maker
    soffice?: string
    organisation?: ReturnType<typeof exampleOrganisation>
    root?: string
    onLog?: (line: string) => void
  } = {},
): Promise<Bot> {
  const clock = options.clock ?? createMovableClock(() => START.getTime())
  const limits = options.limits ?? PATIENT
  const uri = options.databaseName ? databaseUri(options.databaseName) : options.uri
  const borrowed = options.connection || uri ? undefined : await borrowDatabase(limits)
  const connection = borrowed ?? options.connection ?? (await connect(uri!, limits))
  const http: Server = createServer((request, response) => listener(request, response))
  let listener: RequestListener = () => {}
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const simulator =
    options.simulator ?? createWecomSimulator({ ...demoCorporation(), callbackAddress: `${address}/wecom/callback`, now: clock.now })
  const { corpId, token, aesKey } = simulator.corporation
  const kf =
    options.kf === true ? startKf(simulator.corporation, { callbackAddress: `${address}/wecom/kf/callback`, now: clock.now }) : options.kf
  const apiBase = `${address}/simulator`
  const dingtalk =
    options.dingtalk && createDingtalkSimulator({ ...DINGTALK_APP, base: () => `${address}${DINGTALK_PREFIX}`, now: clock.now })
  const dingtalkBase = `${address}${DINGTALK_PREFIX}`
  const app = await createApp({
    connection,
    organisation: options.organisation ?? exampleOrganisation(),
    ...(options.dingtalk !== 'alone' && { wecom: { ...simulator.corporation, apiBase } }),
    ...(dingtalk && { dingtalk: { ...dingtalk.app, mode: 'http', apiBase: dingtalkBase, oapiBase: dingtalkBase } }),
    ...(kf && { wecomKf: { corpId, token, aesKey, apiBase, account: kf.options.openKfId, secret: kf.options.secret } }),
    publicUrl: address,
    defaultLanguage: 'zh-CN',
    now: clock.now,
    ...(options.root && { root: options.root }),
    ...(options.background && { background: options.background }),
    ...(options.soffice && { soffice: options.soffice }),
    ...(options.turnsAtOnce && { turnsAtOnce: options.turnsAtOnce }),
    ...(options.elapsed && { elapsed: options.elapsed }),
    ...(options.sendsPerMinute && { sendsPerMinute: options.sendsPerMinute }),
    log: options.onLog ? pino({ level: 'info' }, { write: options.onLog }) : pino({ level: process.env.TEST_LOG ?? 'silent' }),
    routers: [
      simulatorRoutes(kf ? joinApis(kf, simulator) : simulator, '/simulator'),
      ...(dingtalk ? [dingtalkRoutes(dingtalk, DINGTALK_PREFIX)] : []),
    ],
    maker: options.maker ?? sharedMaker,
  })
  listener = app.listener
  await app.directory.refresh()
  await addDemoCustomers(app.customers)

  async function passTo(end: Date): Promise<void> {
    const failed = await passUntil(end, { app, connection, clock })
    if (failed.length > 0) throw new Error(`failed jobs: ${failed.join(', ')}`)
  }

  return {
    app,
    connection,
    simulator,
    clock,
    address,
    ...(kf && { kf }),
    member(userid) {
      if (!dingtalk) throw new Error('this bot is not on DingTalk')
      return new DingtalkMember(userid, { address, app, clock, dingtalk })
    },
    person: (userid) => new TestPerson(userid, simulator, clock, app),
    customer(externalUserId) {
      if (!kf) throw new Error('this bot has no customer service account')
      return new KfCustomer(externalUserId, kf, clock, app)
    },
    complaints: () => complaintModels(connection).complaints.find().sort({ _id: 1 }).lean<Complaint[]>(),
    async runJobs() {
      for (const job of app.jobs) await job.run()
      await app.settled()
    },
    pass: (ms) => passTo(new Date(clock.now().getTime() + ms)),
    until: (day, time) => passTo(new Date(instant(day, time).getTime() + LAST_JOB_OF_A_MINUTE_MS)),
    async stop() {
      await app.stop()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      if (borrowed) return returnDatabase(borrowed)
      if (!uri) await connection.dropDatabase()
      await connection.destroy()
    },
  }
}

/** A bot for a test file. */
export function useBot(): () => Bot {
  let bot: Bot | undefined
  beforeAll(async () => {
    bot = await startBot()
  })
  afterAll(async () => {
    await bot?.stop()
  })
  return () => bot!
}

export class TestPerson implements Talker {
  /** Messages this person has sent since the last `startCounting`. */
  sent = 0

  constructor(
    readonly userid: string,
    private readonly simulator: WecomSimulator,
    private readonly clock: Bot['clock'],
    private readonly app: Pick<App, 'settled'>,
  ) {}

  async says(text: string): Promise<string> {
    return this.after(() => this.simulator.says(this.userid, text))
  }

  async saysAll(...texts: readonly string[]): Promise<string> {
    for (const text of texts) await this.says(text)
    return this.heard()
  }

  async sendsPhoto(content = `jpeg ${Math.random()}`): Promise<string> {
    return this.after(() => this.simulator.sendsImage(this.userid, Buffer.from(content)))
  }

  async sendsRecording(kind: 'voice' | 'video'): Promise<string> {
    return this.after(() => this.simulator.sendsRecording(this.userid, kind, Buffer.from(`${kind} ${Math.random()}`)))
  }

  async sendsPlace(label: string): Promise<string> {
    return this.after(() => this.simulator.sendsPlace(this.userid, label, 34.5, 109.5))
  }

  /** A button, an option of a drop-down or ticks on the newest card that has them. */
  async taps(...labels: readonly string[]): Promise<string> {
    const card = findCard(this.entries(), labels)
    if (!card) throw new Error(`${this.userid} has no card with ${labels.join(', ')}; heard: ${this.heard()}`)
    return this.tapsOn(card, ...labels)
  }

  async tapsOn(card: Card, ...labels: readonly string[]): Promise<string> {
    return this.after(() => tap(this.simulator, this.userid, card, labels))
  }

  entries(): readonly ChatEntry[] {
    return this.simulator.chat(this.userid)
  }

  cards(): Card[] {
    return this.entries().flatMap((entry) => cardOf(entry) ?? [])
  }

  /** Cards that tell of a new complaint. */
  reportCards(): Card[] {
    return this.cards().filter(({ main_title }) => main_title?.title?.startsWith('新投诉'))
  }

  /** What replaced the buttons of a card; undefined while they work. */
  isReplaced(card: Card): string | undefined {
    return this.entries().find((entry) => cardOf(entry)?.task_id === card.task_id)?.replaced
  }

  /** Everything the app said since this person last did something. */
  heard(): string {
    const entries = this.entries()
    const since = entries.findLastIndex(({ from }) => from === 'person')
    return entries
      .slice(Math.max(since + 1, this.seen))
      .map(textOf)
      .join('\n')
  }

  files(): SentFile[] {
    return this.entries().flatMap(({ body }) =>
      body.msgtype === 'file' ? [this.simulator.medium((body.file as { media_id: string }).media_id)!] : [],
    )
  }

  /** The whole chat as text. */
  transcript(): string {
    return this.entries()
      .map((entry) => `${entry.from === 'person' ? '>' : '<'} ${textOf(entry)}`)
      .join('\n')
  }

  private seen = 0
  private async after(act: () => Promise<{ status: number }>): Promise<string> {
    this.seen = this.entries().length
    this.sent++
    this.clock.moveBy(BETWEEN_MESSAGES_MS)
    const { status } = await act()
    if (status !== 200) throw new Error(`the bot answered ${status}`)
    await this.app.settled()
    return this.heard()
  }
}

export function textOf(entry: ChatEntry): string {
  const { body } = entry
  if (body.text) return (body.text as { content: string }).content
  const card = cardOf(entry)
  if (!card) return `[${body.msgtype}]`
  const rows = card.horizontal_content_list?.map(({ keyname, value }) => `${keyname}：${value}`) ?? []
  return [card.main_title?.title, card.main_title?.desc, card.sub_title_text, ...rows, `[${optionsOf(card).join('|')}]`]
    .filter(Boolean)
    .join('\n')
}
