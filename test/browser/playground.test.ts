/** The playground in a real browser: a caking complaint by tapping and typing, the card at the heads, 收到, and looking it up. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'
import { chromiumPath, launch } from './chromium.js'

const path = chromiumPath()
if (!path && process.env.CI) throw new Error('Chromium is missing: apt-get install chromium')
if (!path) process.stderr.write('NOT RUN: the browser test needs Chromium (Debian: apt-get install chromium)\n')

const SHOTS = process.env.SCREENSHOTS

describe.runIf(path)('the playground', () => {
  let playground: TestPlayground
  let browser: Browser
  const faults: string[] = []

  beforeAll(async () => {
    playground = await startTestPlayground()
    browser = await launch(path!)
  })
  afterAll(async () => {
    await browser?.close()
    await playground.stop()
  })

  /** Each test begins on a platform without faults, whatever the one before it switched on. */
  beforeEach(async () => {
    const none = { duplicate: false, delayMs: 0, outOfOrder: false, serverErrorRate: 0, busyRate: 0, dropRate: 0, tokenExpiresEarly: false }
    await playground.post('faults', none)
  })

  async function open(width: number, height: number, query = ''): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: width < 500 ? 2 : 1,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(`${playground.address}/playground${query}`)
    await page.locator('.chat').first().waitFor()
    return page
  }
  const shoot = async (page: Page, name: string) => {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.jpg`, type: 'jpeg', quality: 72 })
  }
  const chatOf = (page: Page, userid: string) => page.locator(`.chat[data-user="${userid}"]`)
  const say = async (chat: Locator, text: string) => {
    await chat.locator('input[type=text]').fill(text)
    await chat.getByRole('button', { name: '发送', exact: true }).click()
  }
  const hears = (chat: Locator, text: string) => chat.locator('.log').getByText(text).last().waitFor()
  /** The newest card with a working button of this name. */
  const press = async (chat: Locator, name: string) =>
    chat.locator('.card .buttons').getByRole('button', { name, exact: true }).last().click()

  it('plays a whole complaint with everybody, from the first word to closed, and lights up where it is', async () => {
    const page = await open(1360, 860, '?pause=0')
    const lit = page.locator('.stages .now')
    await page.getByRole('button', { name: '演一遍' }).click()
    await lit.waitFor()
    await page.getByRole('button', { name: '再演一遍' }).waitFor({ timeout: 60_000 })
    await playground.post('clock', { minutes: 0 })
    const zhao = chatOf(page, 'zhaojianguo')
    await zhao.locator('.log').getByText('投诉日报').last().waitFor()
    await zhao.locator('.photo img').last().waitFor()
    expect(await lit.textContent()).toBe('结案')
    expect(await page.locator('.record').textContent()).toContain('第 2 轮')
    await shoot(page, 'story')
    const files = chatOf(page, 'liuna').locator('.log a[download]')
    expect(await files.count()).toBeGreaterThan(2)
    expect(await files.last().textContent()).toMatch(/^📄 TS-.*-客户投诉回访记录\.docx$/)
    const [saved] = await Promise.all([page.waitForEvent('download'), files.last().click()])
    expect(saved.suggestedFilename()).toMatch(/^TS-.*-客户投诉回访记录\.docx$/)
    expect(faults).toEqual([])
    await page.close()
  }, 90_000)

  it('a moved clock makes the reminders come', async () => {
    const page = await open(1360, 860)
    for (const text of [
      '投诉 其他',
      '宏基',
      '张工',
      'PO42.5',
      '袋装',
      '跳过',
      '跳过',
      '司机态度不好，吵架了',
      '其他 一般 电话 刚才',
      '前进路12号工地',
      '提交',
    ])
      await playground.post('say', { user: 'wangqiang', text })
    await page.locator('#people button[data-user="chenjing"]').click()
    await hears(chatOf(page, 'chenjing'), '待办：受理')
    await page.getByRole('button', { name: '设置' }).click()
    await page.getByRole('button', { name: '＋1 天' }).click()
    await hears(chatOf(page, 'chenjing'), '还没处理：受理')
    await shoot(page, 'reminder')
    await page.getByRole('button', { name: '现在', exact: true }).click()
    await page.close()
  })

  it('files a caking complaint by tapping and typing, and reports it', async () => {
    const page = await open(1280, 900)
    const wang = chatOf(page, 'wangqiang')
    const zhao = chatOf(page, 'zhaojianguo')
    await wang.getByRole('button', { name: '投诉', exact: true }).click()
    await wang.locator('.card select').last().selectOption({ label: '受潮结块' })
    await shoot(page, 'kind')
    await press(wang, '确定')
    await hears(wang, '✓ 投诉类别：受潮结块')
    await say(wang, 'hj')
    await hears(wang, '✓ 客户：渭南宏基商品混凝土有限公司')
    await press(wang, '张工')
    await hears(wang, '✓ 投诉人：张工')
    await wang.locator('.card select').last().selectOption({ label: 'P·O 42.5' })
    await press(wang, '确定')
    await hears(wang, '✓ 品种及强度等级：P·O 42.5')
    await say(wang, 'HB2611-07 前天 昨天')
    await hears(wang, '✓ 出厂编号：HB2611-07')
    await say(wang, '700袋 60袋')
    await hears(wang, '✓ 涉及数量：60 袋')
    await say(wang, '工地料棚内，垫木板，码 12 层')
    await hears(wang, '结块用手能捏碎吗')
    await press(wang, '手捏可碎')
    await hears(wang, '请转告客户：这批水泥先停用')
    await press(wang, '已停用')
    await wang.locator('.sample').click()
    await hears(wang, '已收到 1 份')
    await wang.locator('.sample').click()
    await hears(wang, '已收到 2 份')
    await say(wang, '卸车时发现底层约 60 袋结块，客户要求换货')
    await hears(wang, '客户想要什么')
    await wang.locator('.card .ticks label').filter({ hasText: '退换货' }).last().click()
    await wang.locator('.card .ticks label').filter({ hasText: '解释说明' }).last().click()
    await shoot(page, 'demand')
    await press(wang, '确定')
    await hears(wang, '初步看有多严重')
    await say(wang, '一般 电话 刚才')
    await say(wang, '前进路12号工地')
    await hears(wang, '请核对')
    await shoot(page, 'summary')
    await press(wang, '提交')
    await hears(wang, '已登记 TS-')
    await hears(zhao, '新投诉：受潮结块')
    await page.locator('#record').getByText('已上报待受理', { exact: true }).waitFor()
    await shoot(page, 'reported')

    await press(zhao, '收到')
    await hears(zhao, '已记下：您已收到')
    await zhao.locator('.card .done').getByText('已收到', { exact: true }).last().waitFor()
    const filed = await wang.locator('.log').getByText('已登记 TS-').last().textContent()
    await say(wang, `查 ${/TS-\d+-\d+/.exec(filed ?? '')?.[0]}`)
    await hears(wang, '已确认收到 1/3')
    await shoot(page, 'lookup')
    await press(wang, '看附件（2）')
    await wang.locator('.entry.app img').last().waitFor()
    expect(faults).toEqual([])
    await page.close()
  }, 60_000)

  it('works on a phone, one chat at a time, with the faults of the platform switched on', async () => {
    const page = await open(390, 844)
    expect(await page.locator('.chat:visible').count()).toBe(1)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await page.getByRole('button', { name: '设置' }).click()
    await page.getByLabel('每条消息投递两次').check()
    await page.getByLabel('令牌提前失效').check()
    await page.getByRole('button', { name: '设置' }).click()
    await page.locator('.people button').filter({ hasText: '小刘' }).click()
    const liu = chatOf(page, 'liuna')
    await say(liu, '投诉 破损')
    await hears(liu, '哪个客户')
    await say(liu, '众诚')
    await hears(liu, '谁反映的')
    await say(liu, '老曹')
    await hears(liu, '什么品种等级')
    await say(liu, 'M32.5')
    await hears(liu, '请写提货单号和到货日期')
    await shoot(page, 'phone')
    await say(liu, '很多')
    await hears(liu, '没看懂')
    expect(await liu.locator('.entry.app').getByText('没看懂').count()).toBe(1)
    await page.getByRole('button', { name: '记录' }).click()
    await page.locator('#record').getByText('正在填写').waitFor()
    await shoot(page, 'phone-record')
    expect(faults).toEqual([])
    await page.close()
  }, 60_000)

  it('moves the clock and fires what is due', async () => {
    const page = await open(900, 800)
    const wang = chatOf(page, 'wangqiang')
    await say(wang, '投诉 其他')
    await hears(wang, '✓ 投诉类别：其他')
    await page.getByRole('button', { name: '设置' }).click()
    const before = await page.locator('#clock').textContent()
    await page.getByRole('button', { name: '＋30 分' }).click()
    await page.getByRole('button', { name: '＋30 分' }).click()
    await expect.poll(() => page.locator('#clock').textContent()).not.toBe(before)
    await hears(wang, '还没填完')
    await page.close()
  }, 60_000)
})
