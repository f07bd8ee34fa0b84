/** The database falls silent without closing a connection: nothing hangs for longer than the platform waits, and everything goes on by itself afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BACKGROUND_LIMITS, type Connection, connect, TURN_LIMITS } from '../../src/database/connect.js'
import { signCallback } from '../../src/simulator/wecom/callbacks.js'
import { type Bot, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { type SilentProxy, startSilentProxy } from '../setup/silent-proxy.js'

const PLATFORM_WAITS_MS = 5_000
/** More than there are connections, so that every one of them is lost. */
const MESSAGES = 30

let proxy: SilentProxy
let bot: Bot
let background: Connection

/** @param areTurnsSilenced whether turns reach the database by the proxy, as background work does */
async function start(areTurnsSilenced: boolean): Promise<void> {
  const uri = databaseUri(freshName())
  proxy = await startSilentProxy(uri)
  background = await connect(proxy.uri, BACKGROUND_LIMITS)
  bot = await startBot({ uri: areTurnsSilenced ? proxy.uri : uri, background, limits: TURN_LIMITS })
}
async function stop(): Promise<void> {
  proxy.speakAgain()
  await bot.connection.dropDatabase()
  await bot.stop()
  await background.close()
  await proxy.stop()
}

const post = async (userid: string, text: string, messageId: number) => {
  const { corporation } = bot.simulator
  const at = bot.clock.now()
  const plaintext = `<xml><FromUserName>${userid}</FromUserName><CreateTime>${at.getTime() / 1000}</CreateTime><MsgType>text</MsgType><Content>${text}</Content><MsgId>${messageId}</MsgId><AgentID>${corporation.agentId}</AgentID></xml>`
  const { query, body } = signCallback(corporation, plaintext, at)
  const startedAt = performance.now()
  const { status } = await fetch(`${bot.address}/wecom/callback?${query}`, { method: 'POST', body })
  return { status, ms: performance.now() - startedAt }
}

describe('when the database falls silent', () => {
  beforeAll(() => start(true))
  afterAll(stop)

  it('answers 503 in time, and is as before within seconds after it speaks again', async () => {
    await bot.person('wangqiang').saysAll('投诉 破损')
    proxy.fallSilent()
    const answers = await Promise.all(Array.from({ length: MESSAGES }, (_, index) => post(`u${index}`, '帮助', 1_000 + index)))
    expect(answers.filter(({ status }) => status !== 503)).toEqual([])
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(PLATFORM_WAITS_MS)
    expect(await fetch(`${bot.address}/readyz`)).toMatchObject({ status: 503 })
    expect(await fetch(`${bot.address}/healthz`)).toMatchObject({ status: 200 })

    proxy.speakAgain()
    const wang = bot.person('wangqiang')
    await expect.poll(() => wang.says('宏基').catch(() => ''), { timeout: 10_000, interval: 200 }).toContain('✓ 客户：渭南宏基')
    await expect.poll(async () => (await fetch(`${bot.address}/readyz`)).status, { timeout: 5_000 }).toBe(200)
    expect(await background.db!.admin().ping()).toMatchObject({ ok: 1 })
  }, 150_000)
})

describe('when only the connections of background work fall silent', () => {
  beforeAll(() => start(false))
  afterAll(stop)

  it('turns are committed and answered as ever', async () => {
    proxy.fallSilent()
    const answers = await Promise.all(Array.from({ length: MESSAGES }, (_, index) => post(`v${index}`, '投诉 破损', 2_000 + index)))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    expect(await fetch(`${bot.address}/readyz`)).toMatchObject({ status: 200 })
    const talks = await bot.connection.db!.collection('conversations').countDocuments({ 'session.flow': 'complaint' })
    expect(talks).toBe(MESSAGES)
  }, 150_000)
})
