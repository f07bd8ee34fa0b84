import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TURN_LIMITS } from '../../src/database/connect.js'
import { startHost } from '../../src/database/engine/start-host.js'
import { type Bot, startBot, useBot } from '../setup/bot.js'

describe('health and metrics', () => {
  const bot = useBot()
  const get = async (path: string) => {
    const response = await fetch(bot().address + path)
    return { status: response.status, body: await response.text() }
  }
  it('tells that the process lives and what is ready', async () => {
    expect(await get('/healthz')).toEqual({ status: 200, body: '{"ok":true}' })
    expect(await get('/readyz')).toEqual({ status: 200, body: '{"database":true,"flows":true}' })
  })
  it('counts turns and deliveries', async () => {
    await bot().person('wangqiang').says('投诉')
    const { body } = await get('/metrics')
    expect(body).toMatch(/huisheng_turns_total\{outcome="new"\} [1-9]/)
    expect(body).toMatch(/huisheng_deliveries_total\{outcome="sent"\} [1-9]/)
    expect(body).toContain('huisheng_turn_seconds_bucket')
    expect(body).toContain('huisheng_delivery_queue_age_seconds 0')
    expect(body).toContain('huisheng_database_up 1')
  })
  it('is ready while the API of the platform is away: what comes in can be committed', async () => {
    bot().simulator.expireTokens()
    bot().simulator.faults.serverErrorRate = 1
    bot().clock.moveBy(7_200_000)
    const asked = bot().simulator.stats().calls
    expect(await get('/readyz')).toMatchObject({ status: 200 })
    expect(await get('/healthz')).toMatchObject({ status: 200 })
    expect(bot().simulator.stats().calls).toBe(asked)
    bot().simulator.faults.serverErrorRate = 0
  })
  it('acknowledges what it does not know, politely where a person wrote it', async () => {
    const handle = bot().app.handle
    const from = { channel: 'wecom' as const, userId: 'liuna' }
    const at = bot().clock.now()
    expect(await handle({ key: 'a', from, at, content: { type: 'other', name: 'sticker' } }, () => true)).toMatchObject({
      reply: { text: expect.stringContaining('看不懂') },
    })
    expect(await handle({ key: 'b', from, at, content: { type: 'other', name: 'close_inactive_agent' } }, () => true)).toEqual({
      outcome: 'new',
    })
    expect(await handle({ key: 'c', at, content: { type: 'other', name: 'x' } }, () => true)).toEqual({ outcome: 'ignored' })
  })
})

describe('when the database goes away', () => {
  let bot: Bot
  let host: Awaited<ReturnType<typeof startHost>>
  const folder = mkdtempSync(join(tmpdir(), 'huisheng-away-'))
  const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng')
  beforeAll(async () => {
    host = await startHost({ folder, cacheFolder })
    // the time-outs of production: with those of the other tests a command would wait half a minute for a server that is gone
    bot = await startBot({ uri: host.uri, limits: TURN_LIMITS })
  })
  afterAll(async () => {
    await bot.stop()
    await host.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('answers 503 within the time the platform waits, and goes on by itself when it is back', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 破损')
    await host.stop()
    const { status } = await bot.simulator.says('wangqiang', '宏基')
    expect(status).toBe(503)
    host = await startHost({ folder, cacheFolder })
    await expect.poll(() => wang.says('宏基').catch(() => ''), { timeout: 15_000 }).toContain('✓ 客户：渭南宏基')
  }, 90_000)

  it('comes back by itself when the engine was killed', async () => {
    const wang = bot.person('wangqiang')
    process.kill(host.pid()!, 'SIGKILL')
    // whichever try is taken, its answer stays in the chat
    const sayAgain = async () => {
      await wang.says('张工').catch(() => '')
      return wang.transcript()
    }
    await expect.poll(sayAgain, { timeout: 45_000 }).toContain('什么品种等级')
    expect(host.isHealthy()).toBe(true)
  }, 90_000)
})
