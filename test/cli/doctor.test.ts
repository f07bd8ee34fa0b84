/** The examination of an installation, against a simulated corporation with each fault: what is said, and where it is mended. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { examine } from '../../src/cli/examine.js'
import type { Examined } from '../../src/compose/platforms/platform.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { type ApiCall, createWecomSimulator, type WecomSimulator } from '../../src/simulator/wecom/index.js'
import { dated } from '../setup/dated.js'
import { exampleOrganisation } from '../setup/organisation.js'

const { texts } = loadDialogues(dialogueSources())
const corporation = demoCorporation()
const PUBLIC = 'https://bot.example.com'
const now = () => new Date('2026-11-27T04:00:00Z')
const CARD = { type: 'card', card: 'test', title: '体检', text: '收到了', rows: [], buttons: [] } as const

let server: Server
let simulator: WecomSimulator
/** What the platform answers instead. */
let refusal: ((call: ApiCall) => number | undefined) | undefined
let people = corporation

beforeEach(async () => {
  refusal = undefined
  people = corporation
  const api = (call: ApiCall) => {
    const errcode = refusal?.(call)
    const errmsg = 'not allow to access from your ip, hint: [simulated], from ip: 1.2.3.4'
    return errcode === undefined ? simulator.api(call) : { status: 200, json: { errcode, errmsg } }
  }
  server = createServer(new Koa().use(dated(now)).use(simulatorRoutes({ api }, '').routes()).callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** The bot behind its public address, as it answers the platform. @param secrets that it was started with */
function botAnswers(secrets = { receiveId: corporation.corpId, token: corporation.token, aesKey: corporation.aesKey }): void {
  const client = createWecomClient({ ...corporation, apiBase: PUBLIC }, now)
  const [inlet] = createWecomChannel({ secrets, client, publicUrl: PUBLIC, now }).inlets
  nock(PUBLIC)
    .get('/wecom/callback')
    .query(true)
    .reply(async (uri) => {
      const query = Object.fromEntries(new URL(uri, PUBLIC).searchParams)
      try {
        const call = await (inlet as Extract<typeof inlet, { type: 'webhook' }>)!.receive({ method: 'GET', query, body: '' } as never)
        return [200, call.answer([]).body]
      } catch {
        return [401, '']
      }
    })
}

/** Everything that is said, without what is in order unless asked for. */
async function said(changes: Partial<Examined> & { readonly wrongSecret?: true } = {}, all = false): Promise<string[]> {
  simulator = createWecomSimulator({ ...people, callbackAddress: '', now })
  const { port } = server.address() as AddressInfo
  const { wrongSecret, ...more } = changes
  const wecom = { ...corporation, apiBase: `http://127.0.0.1:${port}`, ...(wrongSecret && { secret: 'other' }) }
  const lines: string[] = []
  for await (const { isFine, found, values } of examine({ wecom, organisation: exampleOrganisation(), publicUrl: PUBLIC, now, ...more })) {
    const line = texts.phrase('zh-CN', { key: `doctor.${found}`, ...(values && { values }) })
    expect(line).not.toContain('{{')
    if (all || !isFine) lines.push(`${isFine ? '✓' : '✗'} ${line}`)
  }
  return lines
}

describe('an installation', () => {
  it('that is in order is told to be so, point by point, and a card comes', async () => {
    botAnswers()
    expect(await said({ test: { to: { channel: 'wecom', userId: 'linjing' }, card: CARD } }, true)).toEqual([
      '✓ 企业ID、Secret、可信IP 和应用「回声」都能用',
      `✓ ${PUBLIC}/wecom/callback 打得开，验证通过（从外网能不能打开，以企业微信保存「接收消息」时为准）`,
      '✓ 组织文件里的 9 个成员、2 个部门、2 个标签都看得到',
      '✓ 测试卡片已发给 linjing，请在手机上看，并回复「我的任务」',
      '✓ 这台机器的时钟和平台的一致',
      '✓ 渭南厂、铜川厂：每个角色都有人',
      '✓ 2027 年的放假安排通常十一月公布，还不急',
    ])
    expect(simulator.chat('linjing')).toMatchObject([{ body: { msgtype: 'template_card' } }])
  })

  it.each([
    ['a wrong secret', 40001, /^✗ Secret 不对（40001）\n {4}→ 应用管理 → 该应用 → Secret/],
    ['a wrong corp id', 40013, /^✗ 企业ID 不对（40013）\n {4}→ 我的企业/],
    ['an address that is not trusted', 60020, /^✗ 企业微信不接受从 1\.2\.3\.4 来的调用（60020）\n.*把 1\.2\.3\.4 填进企业可信IP/],
    ['the number of another app', 301002, /^✗ AgentId 和 Secret 不是同一个应用的/],
    ['a code that nobody knows', 99999, /^✗ 企业微信拒绝了（99999）/],
  ])('with %s says what to click, and does not go on asking', async (_fault, code, line) => {
    botAnswers()
    refusal = ({ method }) => (method === (code === 40001 || code === 40013 ? 'gettoken' : 'agent/get') ? code : undefined)
    expect(await said()).toEqual([expect.stringMatching(line), expect.stringMatching(/^✗ 成员、角色和发消息没有查/)])
  })

  it('whose secret the platform does not know is told so by the platform itself', async () => {
    botAnswers()
    expect((await said({ wrongSecret: true }))[0]).toMatch(/^✗ Secret 不对/)
  })
})

it('a platform that cannot be reached is told with the reason', async () => {
  // one of the ports that no client calls
  const [access] = await said({ wecom: { ...corporation, apiBase: 'http://127.0.0.1:1' }, publicUrl: 'http://localhost' })
  expect(access).toMatch(/^✗ 连不上企业微信：bad port\n {4}→ 这台机器要能访问/)
})

describe('the callback', () => {
  it('of a bot with another token is not verified', async () => {
    botAnswers({ receiveId: corporation.corpId, token: 'other', aesKey: corporation.aesKey })
    expect(await said()).toEqual([expect.stringMatching(/^✗ .*不认这里的 Token 或 EncodingAESKey\n.*WECOM_TOKEN、WECOM_AES_KEY/)])
  })

  it.each([
    ['that the proxy does not pass', 404, 'not found', /回了 HTTP 404\n {4}→ 反向代理要把 \/wecom\/callback 转给机器人/],
    ['that another program answers', 200, '<!doctype html>', /回的不是机器人的话/],
  ])('%s is told', async (_fault, status, body, line) => {
    nock(PUBLIC).get('/wecom/callback').query(true).reply(status, body)
    expect(await said()).toEqual([expect.stringMatching(line)])
  })

  it('that nobody answers, or that is of this machine alone, is told', async () => {
    nock(PUBLIC).get('/wecom/callback').query(true).replyWithError('getaddrinfo ENOTFOUND bot.example.com')
    expect(await said()).toEqual([expect.stringMatching(/打不开：.*ENOTFOUND/)])
    expect(await said({ publicUrl: 'http://127.0.0.1:3000' })).toEqual([expect.stringMatching(/PUBLIC_URL 是本机地址/)])
  })
})

describe('whom the organisation file names', () => {
  it.each([
    ['a member outside the range', 'user/get', 60011, /应用看不到成员「zhaojianguo」\n.*可见范围/],
    ['a member who is not there', 'user/get', 60111, /通讯录里没有成员「zhaojianguo」/],
    ['a department outside the range', 'department/list', 60011, /应用看不到部门 3\n.*可见范围/],
    ['a department that is not there', 'department/list', 60003, /没有编号为 3 的部门/],
    ['a tag that is not there', 'tag/get', 40068, /没有编号为 1 的标签/],
    ['a tag of another app', 'tag/get', 81011, /应用看不到标签 1\n.*可使用的应用/],
  ])('%s is told', async (_fault, method, code, line) => {
    botAnswers()
    refusal = (call) => (call.method === method ? code : undefined)
    expect((await said())[0]).toMatch(line)
  })

  it('is told with the roles that stay empty without them', async () => {
    botAnswers()
    people = { ...corporation, users: corporation.users.map((user) => ({ ...user, isOutsideApp: user.userid === 'qianweimin' })) }
    expect(await said()).toEqual([
      expect.stringMatching(/^✗ 应用看不到成员「qianweimin」/),
      expect.stringMatching(/^✗ 没有人是渭南厂的总经理\n {4}→ 在组织文件的 roles 里写上 GM/),
    ])
  })

  it('is told where a group has nobody', async () => {
    botAnswers()
    people = { ...corporation, tags: corporation.tags!.map((tag) => (tag.tagid === 2 ? { ...tag, users: [] } : tag)) }
    expect(await said()).toEqual([expect.stringMatching(/^✗ 标签 2 里没有人/), expect.stringMatching(/^✗ 没有人是铜川厂的质检人员/)])
  })
})

it('next year is asked about from December on', async () => {
  const december = () => new Date('2026-12-01T04:00:00Z')
  expect(await said({ publicUrl: 'http://localhost', now: december })).toContainEqual(expect.stringMatching(/^✗ 还不知道 2027 年怎么放假/))
})

describe('a clock', () => {
  const off = (ms: number) => said({ publicUrl: 'http://localhost', now: () => new Date(now().getTime() + ms) })

  it('that is off by more than a minute is told, with how it is set', async () => {
    expect(await off(200_000)).toContainEqual(expect.stringMatching(/^✗ 这台机器的时钟快了 3 分钟.*\n {4}→ .*timedatectl set-ntp true/))
    expect(await off(-8 * 3_600_000)).toContainEqual(expect.stringMatching(/^✗ 这台机器的时钟慢了 480 分钟/))
  })

  it('that is off by less is right', async () => {
    expect((await off(-60_000)).join('\n')).not.toContain('时钟')
  })

  it('is told beside a refusal; where nobody answers nothing is known of it', async () => {
    refusal = () => 40001
    expect((await off(200_000)).map((line) => line.slice(0, 10))).toContain('✗ 这台机器的时钟快')
    const lines = await said({ wecom: { ...corporation, apiBase: 'http://127.0.0.1:1' }, publicUrl: 'http://localhost' }, true)
    expect(lines.join('\n')).not.toContain('时钟')
  })
})

it('a card that does not arrive says whose id to compare', async () => {
  botAnswers()
  expect(await said({ test: { to: { channel: 'wecom', userId: 'nobody' }, card: CARD } })).toEqual([
    expect.stringMatching(/^✗ 测试卡片发不到「nobody」/),
  ])
})
