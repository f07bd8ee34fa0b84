/** The playground in a real browser, for a test file: pages of any size, and what a person does on them. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'
import { chromiumPath, launch } from './chromium.js'

export const path = chromiumPath()
if (!path && process.env.CI) throw new Error('Chromium is missing: apt-get install chromium')
if (!path) process.stderr.write('NOT RUN: the browser test needs Chromium (Debian: apt-get install chromium)\n')

/** Where pictures are to be put, if at all. */
export const SHOTS = process.env.SCREENSHOTS
const NO_CALLS = { duplicate: false, serverErrorRate: 0, busyRate: 0, dropRate: 0, tokenExpiresEarly: false }
const NONE = [
  { on: 'wecom', ...NO_CALLS, delayMs: 0, outOfOrder: false },
  { on: 'wecom-kf', ...NO_CALLS },
  { on: 'dingtalk', isBanned: false, mayNotReadContacts: false },
]

export interface PageWish extends Pick<BrowserContextOptions, 'colorScheme'> {
  readonly size: readonly [width: number, height: number]
  /** Whose chats are open; nobody's: as a newcomer sees it. */
  readonly open?: readonly string[]
  readonly pauseMs?: number
}

/** @param flags of the browser */
export function usePages(flags: readonly string[] = []) {
  let playground: TestPlayground
  let browser: Browser
  const faults: string[] = []
  let minutes = 0

  beforeAll(async () => {
    playground = await startTestPlayground()
    browser = await launch(path!, flags)
  })
  afterAll(async () => {
    await browser?.close()
    await playground.stop()
  })
  /** Each test begins on a platform without faults, and in a minute of its own: in one of them a person gets thirty messages at most. */
  beforeEach(async () => {
    for (const none of NONE) await playground.post('faults', none)
    minutes += 5
    await playground.post('clock', { minutes })
  })

  async function open({ size: [width, height], open: people, pauseMs, colorScheme }: PageWish): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: width < 500 ? 2 : 1,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      ...(colorScheme && { colorScheme }),
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    const query = new URLSearchParams({
      ...(people && { open: people.join(',') }),
      ...(pauseMs !== undefined && { pause: `${pauseMs}` }),
    })
    await page.goto(`${playground.address}/playground?${query}`)
    await page
      .locator(people ? '.chat' : '#people button')
      .first()
      .waitFor({ state: people ? 'visible' : 'attached' })
    return page
  }

  return {
    open,
    /** What the pages complained of. */
    faults,
    playground: () => playground,
    say: (user: string, text: string) => playground.post('say', { user, text }),
  }
}

/** What files a complaint with the fewest questions. */
export const FILING = [
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
]

/** With faults of the platform switched on, on a busy machine. */
const HEARD_MS = 90_000

export async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.jpg`, type: 'jpeg', quality: 72 })
}
export const chatOf = (page: Page, userid: string): Locator => page.locator(`.chat[data-user="${userid}"]`)
export async function say(chat: Locator, text: string): Promise<void> {
  await chat.locator('input[type=text]').fill(text)
  await chat.getByRole('button', { name: '发送', exact: true }).click()
}
export const hears = (chat: Locator, text: string): Promise<void> =>
  chat.locator('.log').getByText(text).last().waitFor({ timeout: HEARD_MS })
/** The newest card with a working button of this name. */
export const press = (chat: Locator, name: string): Promise<void> =>
  chat.locator('.card .buttons').getByRole('button', { name, exact: true }).last().click()
