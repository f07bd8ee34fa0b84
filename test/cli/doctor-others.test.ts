/** The examination of an account of customer service and of a smart bot, against simulated platforms with each fault: what is said, and where it is mended. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { examine } from '../../src/cli/examine.js'
import type { WecomKfConfig } from '../../src/config.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import type { ApiCall } from '../../src/simulator/wecom/index.js'
import { createWecomBotSimulator } from '../../src/simulator/wecom-bot/index.js'
import type { KfSimulator } from '../../src/simulator/wecom-kf/index.js'
import { dated } from '../setup/dated.js'
import { startPlatform } from '../setup/dingtalk.js'
import { startKf } from '../setup/kf.js'
import { organisationByName } from '../setup/wecom-bot.js'

const { texts } = loadDialogues(dialogueSources())
const now = () => new Date('2026-11-27T04:00:00Z')
const company = { corpId: 'ww8c1f0d2e3b4a5967', token: 'CementAfterSale2026', aesKey: 'ZtueqMXSOt4ueyXmidnSA3h5nOkjsTSeYBWQAv7tIDQ' }

async function said(of: object): Promise<string[]> {
  const lines: string[] = []
  for await (const { isFine, found, values } of examine({
    ...of,
    organisation: organisationByName(),
    publicUrl: 'https://bot.test',
    now,
  })) {
    const line = texts.phrase('zh-CN', { key: `doctor.${found}`, ...(values && { values }) })
    expect(line).not.toContain('{{')
    expect(texts.phrase('en', { key: `doctor.${found}`, ...(values && { values }) })).not.toBe(line)
    lines.push(`${isFine ? '✓' : '✗'} ${line}`)
  }
  return lines
}

describe('an account of customer service', () => {
  let server: Server
  let kf: KfSimulator
  let refusal: ((call: ApiCall) => number | undefined) | undefined
  let platformBehindMs: number
  beforeEach(async () => {
    platformBehindMs = 0
    refusal = undefined
    kf = startKf(company, { callbackAddress: 'http://127.0.0.1:9', now })
    kf.faults.dropRate = 1
    const api = (call: ApiCall) => {
      const errcode = refusal?.(call)
      return errcode === undefined ? kf.api(call) : { status: 200, json: { errcode, errmsg: 'no' } }
    }
    server = createServer(
      new Koa()
        .use(dated(() => new Date(now().getTime() - platformBehindMs)))
        .use(simulatorRoutes({ api }, '').routes())
        .callback(),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const saidOf = async (changes: Partial<WecomKfConfig> = {}) => {
    const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return said({ wecomKf: { ...company, account: kf.options.openKfId, secret: kf.options.secret, apiBase, ...changes } })
  }

  it('in order is told by name, with who could take over', async () => {
    expect((await saidOf()).slice(0, 2)).toEqual([
      '✓ 微信客服账号「水泥售后客服」由这个应用管理',
      '✓ 微信客服有 2 位接待人员，1 位正在接待：转人工先交给他们',
    ])
  })

  it('at another time than this machine is told with the clock', async () => {
    platformBehindMs = 200_000
    expect(await saidOf()).toContainEqual(expect.stringMatching(/^✗ 这台机器的时钟快了 3 分钟/))
  })

  it('that nobody knows is told with those that there are', async () => {
    const [first, second] = await saidOf({ account: 'wkOther' })
    expect(first).toMatch(/^✗ 没有客服账号 wkOther，看得到的有：水泥售后客服 wk\S+\n {4}→ .*WECOM_KF_ID/)
    expect(second).not.toContain('接待人员')
  })

  it('that is not the app’s to manage is told where that is chosen', async () => {
    kf.faults.isManagedElsewhere = true
    expect((await saidOf())[0]).toMatch(/^✗ 客服账号「水泥售后客服」没有交给这个应用管理[\s\S]*通过API管理微信客服账号/)
  })

  it.each([
    [40001, 'gettoken', /^✗ 微信客服的 Secret 不对（40001）/],
    [48002, 'kf/account/list', /^✗ 这个应用不能调用微信客服的接口（48002）[\s\S]*可调用接口的应用/],
    [60020, 'kf/account/list', /^✗ 企业微信不接受从这台机器来的调用/],
    [95017, 'kf/account/list', /^✗ 客服账号没有交给这个应用管理（95017）/],
    [95003, 'kf/account/list', /^✗ 企业没有认证/],
    [99999, 'kf/account/list', /^✗ 微信客服拒绝了（99999）/],
  ])('refused with %i says what to click', async (code, method, line) => {
    refusal = (call) => (call.method === method ? code : undefined)
    expect((await saidOf())[0]).toMatch(line)
  })

  it('that cannot be reached is told with the reason', async () => {
    expect((await saidOf({ apiBase: 'http://127.0.0.1:1' }))[0]).toMatch(/^✗ 连不上企业微信：bad port/)
  })
})

describe('a smart bot', () => {
  it('at another time than this machine is told with the clock, which is right where another platform agrees with it', async () => {
    const atPlatform = () => new Date(now().getTime() + 200_000)
    const simulator = createWecomBotSimulator({ botId: 'b1', secret: 's', members: [], now: atPlatform })
    const dingtalk = await startPlatform(createMovableClock(() => now().getTime()))
    const wecomBot = { botId: 'b1', secret: 's', url: await simulator.listen() }
    expect(await said({ wecomBot })).toContainEqual(expect.stringMatching(/^✗ 这台机器的时钟慢了 3 分钟/))
    const { app } = dingtalk.simulator
    const both = { wecomBot, dingtalk: { ...app, mode: 'http', apiBase: dingtalk.address, oapiBase: dingtalk.address } }
    expect(await said(both)).toContain('✓ 这台机器的时钟和平台的一致')
    await dingtalk.close()
    await simulator.close()
  })

  it('is looked at without ending the connection of the one that runs', async () => {
    const simulator = createWecomBotSimulator({ botId: 'b1', secret: 's', members: [{ userid: 'wangqiang', name: '王强' }], now })
    const url = await simulator.listen()
    const lines = await said({ wecomBot: { botId: 'b1', secret: 's', url } })
    expect(lines[0]).toMatch(/^✓ 智能机器人的长连接打得开/)
    expect(lines).toContain('✓ 渭南厂、铜川厂：每个角色都有人')
    expect(simulator.subscriptions()).toBe(0)
    await simulator.close()
  })

  it('whose address cannot be reached is told so', async () => {
    expect((await said({ wecomBot: { botId: 'b1', secret: 's', url: 'ws://127.0.0.1:1' } }))[0]).toMatch(
      /^✗ 智能机器人的长连接打不开：[\s\S]*openws\.work\.weixin\.qq\.com/,
    )
  })
})
