/** The examination of an app on DingTalk, against a simulated platform with each fault: what is said, and where it is mended. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { examine } from '../../src/cli/examine.js'
import type { DingtalkConfig } from '../../src/config.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { organisationOnDingtalk, type Platform, startPlatform } from '../setup/dingtalk.js'

const { texts } = loadDialogues(dialogueSources())
const CARD = { type: 'card', card: 'test', title: '体检', text: '收到了', rows: [], buttons: [] } as const
const clock = createMovableClock(() => Date.parse('2026-11-27T04:00:00Z'))
let platform: Platform
beforeEach(async () => {
  platform = await startPlatform(clock)
})
afterEach(() => platform.close())

async function said(
  changes: Partial<DingtalkConfig> = {},
  userId = 'linjing',
  organisation = organisationOnDingtalk(),
  now = clock.now,
): Promise<string[]> {
  const { simulator, address } = platform
  const dingtalk = { ...simulator.app, mode: 'stream', apiBase: address, oapiBase: address, ...changes } as DingtalkConfig
  const test = { to: { channel: 'dingtalk', userId }, card: CARD }
  const lines: string[] = []
  for await (const { isFine, found, values } of examine({ dingtalk, organisation, publicUrl: 'https://bot.test', now, test })) {
    const line = texts.phrase('zh-CN', { key: `doctor.${found}`, ...(values && { values }) })
    expect(line).not.toContain('{{')
    expect(texts.phrase('en', { key: `doctor.${found}`, ...(values && { values }) })).not.toBe(line)
    lines.push(`${isFine ? '✓' : '✗'} ${line}`)
  }
  return lines
}
const wrongIn = async (...args: Parameters<typeof said>) => (await said(...args)).filter((line) => line.startsWith('✗'))

it('an app in order is told to be so, point by point, and a card comes; nothing of the bot’s is taken meanwhile', async () => {
  expect(await said()).toEqual([
    '✓ 钉钉的 Client ID 和 Client Secret 能用',
    '✓ Stream 连接打得开',
    '✓ 测试卡片已发给 linjing，请在手机上看，并回复「我的任务」',
    '✓ 这台机器的时钟和平台的一致',
    '✓ 渭南厂、铜川厂：每个角色都有人',
    '✓ 2027 年的放假安排通常十一月公布，还不急',
  ])
  const { gateway, chat } = platform.simulator
  expect([gateway.opened(), gateway.violations(), chat('linjing').length]).toEqual([1, [], 1])
  await expect.poll(gateway.isConnected).toBe(false)
})

it('over HTTP is told who looks whether it can be reached', async () => {
  expect((await said({ mode: 'http' }))[1]).toBe('✓ HTTP 模式：https://bot.test/dingtalk/robot 能不能到，以钉钉后台保存地址时为准')
  expect(platform.simulator.gateway.opened()).toBe(0)
})

describe('what is wrong', () => {
  it.each([
    ['the secret', { clientSecret: 'other' }, /^✗ Client ID 或 Client Secret 不对（invalidClientIdOrSecret）\n {4}→ .*凭证与基础信息/],
    ['the robot code', { robotCode: 'dingother' }, /^✗ 机器人不对（invalidParameter\.robotCode\.auth）\n {4}→ .*DINGTALK_ROBOT_CODE/],
    ['the address of the API', { apiBase: 'http://127.0.0.1:1' }, /^✗ 连不上钉钉：bad port\n {4}→ .*api\.dingtalk\.com/],
  ] as const)('is told: %s', async (_what, changes, line) => {
    expect((await wrongIn(changes))[0]).toMatch(line)
  })

  it('is told: the person', async () => {
    expect(await wrongIn({}, 'nobody')).toEqual([expect.stringMatching(/^✗ 测试卡片发不到这个人（staffId\.notExisted）/)])
  })

  it('is told: the way out to the connection', async () => {
    platform.simulator.gateway.faults.refusesUpgrades = true
    expect(await wrongIn()).toEqual([expect.stringMatching(/^✗ Stream 连接打不开：.*401\n {4}→ .*wss-open-connection/)])
  })

  it('is told: the calls of the month, and too many of them', async () => {
    platform.simulator.faults.quotaLeft = 0
    expect(await wrongIn()).toEqual([expect.stringMatching(/^✗ 本月的调用量用完了/)])
    platform.simulator.faults.isBanned = true
    expect((await wrongIn())[0]).toMatch(/^✗ 钉钉暂时不接受这个地址的调用/)
  })

  it('is told: the clock of the machine', async () => {
    const slow = () => new Date(clock.now().getTime() - 200_000)
    expect(await wrongIn({}, 'linjing', organisationOnDingtalk(), slow)).toEqual([expect.stringMatching(/^✗ 这台机器的时钟慢了 3 分钟/)])
  })

  it('is told: a role that nobody holds', async () => {
    const { roles, ...rest } = organisationOnDingtalk()
    const organisation = { ...rest, roles: roles.filter(({ role, plant }) => role !== 'QC' || plant !== 'tongchuan') }
    expect(await wrongIn({}, 'linjing', organisation)).toEqual([expect.stringMatching(/^✗ 没有人是铜川厂的质检人员/)])
  })
})
