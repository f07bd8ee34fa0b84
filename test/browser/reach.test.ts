/** The playground can be read and used by everybody: in both colours, on both sizes, by keyboard, with letters twice as large. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { chatOf, FILING, hears, path, shoot, usePages } from './pages.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const DESKTOP = [1440, 900] as const
const PHONE = [390, 844] as const
const SIZES = { desktop: DESKTOP, phone: PHONE }

/** What axe-core has to say of the page, in a line each. */
async function findings(page: Page): Promise<string[]> {
  // evaluated by the debugger, which the policy of the page does not bind
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`))
}
/** What is pressed, and is less than 44 px wide or high. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('button, select, summary, a[href], input[type=text], label')].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && (height < 43.9 || width < 43.9) ? [element.outerHTML.slice(0, 120) + ' ' + width + ' × ' + height] : []
  })`)

describe.runIf(path)('the playground, for everybody', () => {
  const { open, say, playground } = usePages()

  /** A chat with a card that is open, one that is done, a picture, a place, something that is being filled in, and a complaint that runs. */
  async function fill(): Promise<void> {
    for (const text of FILING) await say('liuna', text)
    for (const text of ['取消', '投诉 袋数不足', '宏基', '张工', 'PO42.5']) await say('wangqiang', text)
    const place = { user: 'wangqiang', label: '前进路 12 号工地', latitude: 34.5, longitude: 109.5 }
    await playground().post('place', place)
    await say('zhaojianguo', '日报')
    await playground().app.settled()
  }

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each(['desktop', 'phone'] as const)(
      'axe-core finds nothing in the welcome on a %s, and every target is large enough',
      async (on) => {
        const page = await open({ size: SIZES[on], colorScheme })
        await page.getByRole('button', { name: '说明' }).click()
        await shoot(page, `welcome-${on}-${colorScheme}`)
        expect(await findings(page)).toEqual([])
        expect(await smallTargets(page)).toEqual([])
        await page.close()
      },
    )

    it.each(['desktop', 'phone'] as const)('axe-core finds nothing in chats on a %s, with everything open', async (on) => {
      await fill()
      const page = await open({ size: SIZES[on], colorScheme, open: ['wangqiang', 'zhaojianguo'] })
      await hears(chatOf(page, 'wangqiang'), '提货单')
      await page.getByRole('button', { name: '设置' }).click()
      if (on === 'phone') await page.getByRole('button', { name: '记录' }).click()
      await page.locator('#record').getByText('正在填写').waitFor()
      await page.locator('#record .in-hand').waitFor()
      await page.getByRole('button', { name: '拨到下一个时限' }).click()
      await page.locator('#passed').getByText('的时限到了').waitFor()
      await page.locator('#people .unread').getByText('条新消息').first().waitFor({ state: 'attached' })
      if (on === 'desktop') await chatOf(page, 'wangqiang').getByRole('button', { name: '查询/帮助' }).click()
      await shoot(page, `open-${on}-${colorScheme}`)
      expect(await findings(page)).toEqual([])
      expect(await smallTargets(page)).toEqual([])
      await page.close()
    })

    it('axe-core finds nothing in the menus on a phone', async () => {
      const page = await open({ size: PHONE, colorScheme, open: ['wangqiang'] })
      await page.getByRole('button', { name: '人员' }).click()
      expect(await findings(page)).toEqual([])
      expect(await smallTargets(page)).toEqual([])
      await page.keyboard.press('Escape')
      await chatOf(page, 'wangqiang').getByRole('button', { name: '查询/帮助' }).click()
      expect(await findings(page)).toEqual([])
      await page.close()
    })
  })

  it('what is said is heard: chats are logs with names, and the record does not speak of itself', async () => {
    const page = await open({ size: DESKTOP, open: ['wangqiang', 'zhaojianguo'] })
    expect(await page.getByRole('log', { name: '王强的聊天记录' }).count()).toBe(1)
    expect(await page.getByRole('region', { name: '赵建国的聊天' }).count()).toBe(1)
    expect(await page.getByRole('complementary', { name: '记录' }).getAttribute('aria-live')).toBeNull()
    expect(await page.locator('#story .caption, #passed .words').evaluateAll((all) => all.map((one) => one.role))).toEqual([
      'status',
      'status',
    ])
    await page.close()
  })

  it('a complaint is begun by keyboard alone: from the welcome to the card that answers', async () => {
    const page = await open({ size: DESKTOP })
    await page.getByRole('button', { name: '说明' }).click()
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    for (let presses = 0; presses < 5 && !(await focused()).startsWith('我是王强'); presses++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const wang = chatOf(page, 'wangqiang')
    await wang.locator('input[type=text]:focus').waitFor()
    await page.keyboard.type('取消')
    await page.keyboard.press('Enter')
    await hears(wang, '取消')
    // back from the line to the menu, whose list opens, is left by Escape and gives the focus back
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe('查询/帮助')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('查询')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe('查询/帮助')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe('投诉')
    await page.keyboard.press('Enter')
    await hears(wang, '是哪一类投诉')
    await wang.locator('.card input[type=radio]').last().focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await wang.locator('.card .done').last().waitFor()
    expect(await page.evaluate("document.activeElement.closest('.card') !== null")).toBe(true)
    await page.close()
  })
})

describe.runIf(path)('with letters twice as large', () => {
  const { open, say } = usePages(['--blink-settings=defaultFontSize=32'])

  it.each(['desktop', 'phone'] as const)(
    'on a %s nothing runs out of the window, and the line to write in holds a sentence',
    async (on) => {
      await say('wangqiang', '投诉')
      const page = await open({ size: SIZES[on], open: ['wangqiang', 'zhaojianguo'] })
      const wang = chatOf(page, 'wangqiang')
      await hears(wang, '是哪一类投诉')
      await shoot(page, `large-${on}`)
      expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('32px')
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      const wide = await wang.locator('.log').evaluate((log) => log.scrollWidth - log.clientWidth)
      expect(wide).toBeLessThanOrEqual(0)
      const { width } = (await wang.locator('input[type=text]').boundingBox())!
      expect(width).toBeGreaterThan(6 * 32)
      expect((await wang.locator('.log').boundingBox())!.height).toBeGreaterThan(150)
      await page.close()
    },
  )
})
