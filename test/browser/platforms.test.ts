/** Every platform looks like itself in a real browser: a customer's WeChat, DingTalk beside WeCom, the window that shuts, and the customer's own page. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { chatOf, hears, path, press, say, shoot, usePages } from './pages.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = [390, 844] as const
const DESKTOP = [1280, 860] as const
const BETWEEN_MESSAGES_MS = 5_000
/** Of all jobs, on a busy machine. */
const PASSING_MS = 60_000

/** In both colours. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found: AxeResults['violations'] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    found.push(...((await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults).violations)
  }
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`))
}
const colourOf = (bubble: Locator): Promise<string> =>
  bubble.evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor)

describe.runIf(path)('the platforms of the playground', () => {
  const { open, faults, playground, say: type } = usePages()

  /** What is said at the same moment is one message to a customer’s window of five. */
  async function says(user: string, ...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      playground().clock.moveBy(BETWEEN_MESSAGES_MS)
      await type(user, text)
      await playground().app.settled()
    }
  }
  async function clicks(chat: Locator, label: string): Promise<void> {
    playground().clock.moveBy(BETWEEN_MESSAGES_MS)
    await chat.locator('.links').getByRole('button', { name: label, exact: true }).last().click()
  }

  /** 张工 complains in WeChat. @returns the number */
  async function file(zhang: Locator, delivery: string): Promise<string> {
    await says('zhanggong', '取消', '我要投诉')
    await clicks(zhang, '袋数不足')
    await hears(zhang, '✓ 问题类别：袋数不足')
    await says('zhanggong', 'PO42.5', `${delivery} 陕E12345 昨天`)
    await clicks(zhang, '厂家送货')
    await hears(zhang, '✓ 运输方式：厂家送货')
    await says('zhanggong', '700 692', '今天上午收货员老李点的')
    playground().clock.moveBy(BETWEEN_MESSAGES_MS)
    await zhang.locator('.sample').click()
    await hears(zhang, '已收到 1 份')
    await says('zhanggong', '卸车少了8袋，要求补上', '前进路12号工地')
    await clicks(zhang, '提交')
    const filed = zhang.locator('.log').getByText('您反映的问题已登记').last()
    await filed.waitFor()
    return /TS-\d{8}-\d{3}/.exec((await filed.textContent()) ?? '')![0]
  }

  it('a customer files a complaint in WeChat on a phone: green bubbles, and links where others have buttons', async () => {
    const page = await open({ size: PHONE, open: ['zhanggong'] })
    const zhang = chatOf(page, 'zhanggong')
    await zhang.getByText('微信客服', { exact: true }).waitFor()
    expect(await zhang.locator('.menu').count()).toBe(0)
    expect(await zhang.getByRole('button', { name: /换到/ }).count()).toBe(0)
    const no = await file(zhang, 'T2611-021')
    expect(no).toMatch(/^TS-/)
    expect(await colourOf(zhang.locator('.entry.person .bubble').last())).toBe('rgb(149, 236, 105)')
    expect(await zhang.locator('.card').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await shoot(page, 'wechat')
    expect(await findings(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    await shoot(page, 'wechat-dark')
    expect(faults).toEqual([])
    await page.close()
  }, 120_000)

  it('whoever opens an empty chat in WeChat is greeted there, once', async () => {
    const page = await open({ size: PHONE, open: ['caolaoban'] })
    const cao = chatOf(page, 'caolaoban')
    await cao.locator('.links').getByRole('button', { name: '反映问题' }).waitFor()
    await shoot(page, 'wechat-greeting')
    const opened: string[] = []
    page.on('request', (request) => request.url().endsWith('/open') && opened.push(request.url()))
    await page.reload()
    await cao.locator('.entry.app').waitFor()
    await page.getByRole('button', { name: '人员' }).click()
    await page.locator('#people button[data-user="zhaojianguo"]').click()
    await chatOf(page, 'zhaojianguo').waitFor()
    expect(opened).toEqual([])
    await page.getByRole('button', { name: '人员' }).click()
    await page.locator('#people button[data-user="caolaoban"]').click()
    expect(await cao.locator('.entry').count()).toBe(1)
    expect(faults).toEqual([])
    await page.close()
  })

  it('a newcomer begins as the customer, in WeChat', async () => {
    const page = await open({ size: PHONE })
    await page.getByRole('button', { name: '说明' }).click()
    await page.getByRole('button', { name: '我是客户张工，在微信里反映' }).click()
    const zhang = chatOf(page, 'zhanggong')
    await zhang.locator('.links').last().getByRole('button', { name: '受潮结块' }).waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  it('a switch shows the DingTalk chat of the same person, who finds the same tasks there and hears there from then on', async () => {
    const page = await open({ size: PHONE, open: ['zhanggong'] })
    const no = await file(chatOf(page, 'zhanggong'), 'T2611-022')
    await page.getByRole('button', { name: '人员' }).click()
    await page.locator('#people button[data-user="chenjing"]').click()
    const chen = chatOf(page, 'chenjing')
    await hears(chen, '待办：受理')
    await chen.getByRole('button', { name: '换到钉钉' }).click()
    expect(await chen.getByText('以后的通知就发到这里').count()).toBe(1)
    expect(await chen.locator('.menu').count()).toBe(0)
    await say(chen, '我的任务')
    await hears(chen, no)
    await press(chen, '受理')
    await hears(chen, '已记录')
    await shoot(page, 'dingtalk')
    expect(await findings(page)).toEqual([])
    await chen.getByRole('button', { name: '换到企业微信' }).click()
    await hears(chen, '待办：受理')
    expect(await chen.locator('.log').getByText('我的任务').count()).toBe(0)
    expect(faults).toEqual([])
    await page.close()
  }, 120_000)

  it('49 hours later the chat says that the window is shut, and customer service has a card to ring up', async () => {
    const page = await open({ size: DESKTOP, open: ['zhanggong', 'liuna'] })
    const zhang = chatOf(page, 'zhanggong')
    await file(zhang, 'T2611-023')
    await page.getByRole('button', { name: '设置' }).click()
    await page.getByRole('button', { name: '＋49 小时' }).click()
    await zhang.locator('.notice').getByText('超过 48 小时，企业不能再主动发消息').waitFor({ timeout: PASSING_MS })
    await page.locator('#passed').getByText('条新消息').first().waitFor({ timeout: PASSING_MS })
    await page.locator('#people button[data-user="chenjing"]').click()
    await press(chatOf(page, 'chenjing'), '受理')
    await page.locator('#people button[data-user="liuna"]').click()
    await page.getByRole('button', { name: '＋30 分' }).click()
    await hears(chatOf(page, 'liuna'), '请给客户打电话')
    await page.locator('#people button[data-user="zhanggong"]').click()
    await zhang.locator('.notice').waitFor()
    await page.getByRole('button', { name: '设置' }).click()
    await shoot(page, 'window')
    expect(await findings(page)).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  }, 200_000)

  it('the link to a customer’s page opens beside it, as wide as a phone', async () => {
    const page = await open({ size: DESKTOP, open: ['zhanggong', 'liuna'] })
    const no = await file(chatOf(page, 'zhanggong'), 'T2611-024')
    await says('liuna', `链接 ${no}`)
    const link = chatOf(page, 'liuna').locator('.bubble a').last()
    const [customers] = await Promise.all([page.waitForEvent('popup'), link.click()])
    await customers.locator('#talk').getByText(no).waitFor()
    expect(await customers.evaluate('innerWidth')).toBeLessThanOrEqual(420)
    expect(await findings(page)).toEqual([])
    await customers.close()
    expect(faults).toEqual([])
    await page.close()
  }, 120_000)
})
