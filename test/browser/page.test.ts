/** The customer's page in a real browser, at the width of a phone: a bad line, photos, other languages, and whoever cannot see it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { linkIn } from '../setup/page.js'
import { fileShortage, investigate, type Story } from '../setup/story.js'
import { launch } from './chromium.js'
import { path, shoot } from './pages.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 390, height: 844 }
/** The smallest photo that is one. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`))
}
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('button, textarea, label.tick')].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && (height < 43.9 || width < 43.9) ? [element.outerHTML.slice(0, 120) + ' ' + width + ' × ' + height] : []
  })`)

describe.runIf(path)('the page of a customer', () => {
  let browser: Browser
  let bot: Bot
  let story: Story
  let context: BrowserContext
  let link: string
  const faults: string[] = []
  const requests: string[] = []

  beforeAll(async () => {
    browser = await launch(path!)
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    bot = await startBot()
    story = await fileShortage(bot)
    link = linkIn(await story.liu.says(`链接 ${story.no}`))
    faults.length = 0
    requests.length = 0
  })
  afterEach(async () => {
    await context?.close()
    await bot.stop()
  })

  async function open(locale = 'zh-CN', url = link): Promise<Page> {
    context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 2, locale, timezoneId: 'Asia/Shanghai', hasTouch: true })
    const page = await context.newPage()
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('request', (request) => requests.push(`${request.url()} ${request.headers().referer ?? ''}`))
    await page.goto(url)
    return page
  }
  const talk = (page: Page) => page.locator('#talk')
  const says = async (page: Page, text: string) => {
    await page.getByLabel('写在这里').fill(text)
    await page.getByRole('button', { name: '发送' }).click()
  }

  it('shows the complaint and takes an answer by a large button', async () => {
    const page = await open()
    await talk(page).getByText(story.no).waitFor()
    await investigate(story)
    await page.getByRole('button', { name: '确认情况' }).click()
    await page.getByRole('button', { name: '确认', exact: true }).click()
    await expect.poll(async () => (await story.complaint()).events.at(-1)?.type, { timeout: 20_000 }).toBe('customerConfirmed')
    await shoot(page, 'customer-page')
    expect(await findings(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    expect(faults).toEqual([])
  })

  it('keeps what was written while the line is cut, over a reload too, and sends it once when it is back', async () => {
    const page = await open()
    await talk(page).getByText(story.no).waitFor()
    await context.setOffline(true)
    await says(page, '司机说路上停过一次车。')
    await page.getByRole('status').getByText('网络不通').waitFor()
    await page.getByLabel('写在这里').fill('还没写完')
    expect(await findings(page)).toEqual([])
    await context.setOffline(false)
    await expect
      .poll(async () => (await story.complaint()).events.filter(({ type }) => type === 'supplemented').length, { timeout: 20_000 })
      .toBe(1)
    await page.getByText('等待发送').waitFor({ state: 'detached' })
    await page.reload()
    await expect.poll(() => page.getByLabel('写在这里').inputValue(), { timeout: 20_000 }).toBe('还没写完')
    await talk(page).getByText('司机说路上停过一次车。').first().waitFor()
    expect((await story.complaint()).events.filter(({ type }) => type === 'supplemented')).toHaveLength(1)
  })

  it('sends what was waiting when the page was closed, once it is opened again', async () => {
    const page = await open()
    await talk(page).getByText(story.no).waitFor()
    await page.route('**/c/api/**', (route) => route.abort())
    await says(page, '车牌号写错了，是陕E54321。')
    await page.getByRole('status').getByText('网络不通').waitFor()
    await page.close()
    const again = await context.newPage()
    await again.goto(link)
    await talk(again).getByText('车牌号写错了').first().waitFor()
    await expect
      .poll(async () => (await story.complaint()).events.filter(({ type }) => type === 'supplemented').length, { timeout: 20_000 })
      .toBe(1)
  })

  it('sends a photo from the camera, and shows it', async () => {
    const page = await open()
    await page.getByRole('button', { name: '现在补充' }).click()
    await talk(page).getByText('补充').last().waitFor()
    await page.locator('#camera').setInputFiles({ name: 'IMG_0001.png', mimeType: 'image/png', buffer: PNG })
    await page.getByRole('img', { name: 'IMG_0001.png' }).waitFor()
    await page.getByText('✓ 已收到 IMG_0001.png').waitFor()
    await bot.app.settled()
    const kept = await bot.connection.db!.collection('attachments').findOne({ channel: 'page' })
    expect(kept).toMatchObject({ state: 'stored', kind: 'image', name: 'IMG_0001.png' })
    expect(await findings(page)).toEqual([])
  })

  it.each([
    ['zh-TW', '傳送', '已登記'],
    ['en-US', 'Send', 'Registered'],
  ])('speaks %s', async (locale, send, state) => {
    const page = await open(locale)
    await page.getByRole('button', { name: send }).waitFor()
    await page.getByRole('button', { name: locale === 'zh-TW' ? '繁體' : 'English' }).click()
    await page.getByRole('textbox').fill(`查 ${story.no}`)
    await page.getByRole('button', { name: send }).click()
    await talk(page).getByText(state).first().waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toMatch(locale.slice(0, 2))
    expect(await findings(page)).toEqual([])
    expect(faults).toEqual([])
  })

  it('takes the secret out of the address, asks no other server, and is less than 60 kB', async () => {
    const page = await open()
    await talk(page).getByText(story.no).waitFor()
    const [, key = ''] = link.split('#')
    expect(page.url()).toBe(`${bot.address}/c`)
    expect(requests.filter((one) => one.includes(key.split('.')[1]!))).toEqual([])
    expect(requests.filter((one) => !one.startsWith(bot.address) && !one.startsWith('data:'))).toEqual([])
    expect((await (await fetch(`${bot.address}/c`)).arrayBuffer()).byteLength).toBeLessThan(60_000)
    await page.reload()
    await talk(page).getByText(story.no).waitFor()
  })

  it('of a code is one’s own: this browser finds it again, also once its time is over, and another one has another', async () => {
    const { wang, liu } = story
    await wang.says('客户码 宏基')
    await bot.pass(10_000)
    const code = linkIn(wang.transcript().split('的客户码').at(-1) ?? '')
    const page = await open('zh-CN', code)
    await talk(page).getByText('水泥有问题').waitFor()
    await says(page, '我要投诉')
    await talk(page).getByText('哪一类问题').waitFor()
    expect(page.url()).toBe(`${bot.address}/c`)
    expect(requests.filter((one) => one.includes(code.split('.').at(-1)!))).toEqual([])
    expect(await findings(page)).toEqual([])
    await shoot(page, 'customer-code-page')
    await page.close()
    const again = await context.newPage()
    await again.goto(code)
    await talk(again).getByText('哪一类问题').waitFor()
    bot.clock.moveBy(31 * 86_400_000)
    await again.reload()
    await talk(again).getByText('水泥有问题').waitFor()
    expect(await talk(again).getByText('哪一类问题').count()).toBe(0)
    await context.close()
    const other = await open('zh-CN', code)
    await talk(other).getByText('水泥有问题').waitFor()
    await liu.says('收回客户码 宏基')
    await context.close()
    const late = await open('zh-CN', code)
    await late.getByRole('alert').getByText('这个链接打不开了').waitFor()
    expect(faults).toEqual([])
  })

  it('says so where the link opens nothing any more', async () => {
    await story.liu.says(`收回链接 ${story.no}`)
    const page = await open()
    await page.getByRole('alert').getByText('这个链接打不开了').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(await findings(page)).toEqual([])
  })
})
