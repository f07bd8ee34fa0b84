/** What stays while messages come in: the end of a chat, the place somebody reads, the focus, what is chosen and written. */
import type { Locator, Page, Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { chatOf, hears, path, say, shoot, usePages } from './pages.js'

describe.runIf(path)('in a chat of the playground', () => {
  const { open, playground, ...people } = usePages()

  const fromEnd = (page: Page, userid: string) =>
    chatOf(page, userid)
      .locator('.log')
      .evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop)
  const topOf = (chat: Locator) => chat.locator('.log').evaluate((log) => log.scrollTop)
  /** Enough to scroll, with a picture below it all. */
  async function talk(page: Page): Promise<void> {
    const wang = chatOf(page, 'wangqiang')
    for (let said = 0; said < 6; said++) await people.say('wangqiang', '帮助')
    await wang.locator('.sample').click()
    await wang.locator('.photo img').last().waitFor()
    await playground().app.settled()
  }

  it('the end is seen after a reload, though its pictures come late', async () => {
    const page = await open({ size: [1360, 860], open: ['wangqiang', 'zhaojianguo'] })
    await talk(page)
    const pictures: Route[] = []
    await page.route('**/playground/api/media/*', (route) => void pictures.push(route))
    await page.reload({ waitUntil: 'domcontentloaded' })
    await chatOf(page, 'wangqiang').locator('.photo img').last().waitFor({ state: 'attached' })
    await expect.poll(() => fromEnd(page, 'wangqiang')).toBe(0)
    const shown = await chatOf(page, 'wangqiang').locator('.photo').count()
    await expect.poll(() => pictures.length).toBeGreaterThanOrEqual(shown)
    const height = () =>
      chatOf(page, 'wangqiang')
        .locator('.log')
        .evaluate((log) => log.scrollHeight)
    const before = await height()
    for (const route of pictures) await route.continue()
    await expect.poll(height).toBeGreaterThan(before)
    await expect.poll(() => fromEnd(page, 'wangqiang')).toBe(0)
    await page.close()
  })

  it('whoever reads above stays there, is told of what is new, and gets to it', async () => {
    const page = await open({ size: [1360, 860], open: ['wangqiang', 'zhaojianguo'] })
    await talk(page)
    const wang = chatOf(page, 'wangqiang')
    await wang.locator('.log').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => topOf(wang)).toBe(0)
    const newest = await wang.locator('.entry').last().getAttribute('data-id')
    await playground().post('menu', { user: 'wangqiang', key: 'MENU_HELP' })
    await expect.poll(() => wang.locator('.entry').last().getAttribute('data-id')).not.toBe(newest)
    expect(await topOf(wang)).toBe(0)
    await wang.getByRole('button', { name: '有新消息' }).click()
    await expect.poll(() => fromEnd(page, 'wangqiang')).toBe(0)
    expect(await wang.getByRole('button', { name: '有新消息' }).isVisible()).toBe(false)
    await page.close()
  })

  /** What comes from the app without anybody having asked. */
  async function tell(touser: string, content: string): Promise<void> {
    const { apiBase, corpId, secret, agentId: agentid } = playground().wecom
    const response = await fetch(`${apiBase}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
    const { access_token } = (await response.json()) as { access_token: string }
    const body = JSON.stringify({ touser, agentid, msgtype: 'text', text: { content } })
    await fetch(`${apiBase}/cgi-bin/message/send?access_token=${access_token}`, { method: 'POST', body })
  }

  it('focus, a chosen option and words half written stay while messages come in', async () => {
    const page = await open({ size: [1360, 860], open: ['wangqiang', 'zhaojianguo'] })
    const wang = chatOf(page, 'wangqiang')
    await say(wang, '取消')
    await say(wang, '投诉')
    await hears(wang, '是哪一类投诉')
    const chosen = wang.locator('.card input[type=radio]').last()
    await wang.locator('input[type=text]').fill('还没写完')
    await chosen.check()
    await chosen.focus()
    await tell('wangqiang', '今天下午盘点')
    await hears(wang, '今天下午盘点')
    expect(await chosen.and(page.locator(':focus')).count()).toBe(1)
    expect(await chosen.isChecked()).toBe(true)
    expect(await wang.locator('input[type=text]').inputValue()).toBe('还没写完')
    // another chat takes the place of the one beside; this one is not touched
    await page.locator('#people button[data-user="liuna"]').click()
    await chatOf(page, 'liuna').waitFor()
    expect(await page.locator('.chat:visible').count()).toBe(2)
    expect(await wang.locator('input[type=text]').inputValue()).toBe('还没写完')
    expect(await chosen.isChecked()).toBe(true)
    await page.close()
  })

  it('a picture opens large and gives the focus back', async () => {
    const page = await open({ size: [390, 844], open: ['wangqiang'] })
    await talk(page)
    const picture = chatOf(page, 'wangqiang').locator('.picture').last()
    const small = (await picture.locator('img').boundingBox())!
    await picture.focus()
    await page.keyboard.press('Enter')
    const large = page.locator('#picture img')
    await large.waitFor()
    expect((await large.boundingBox())!.width).toBeGreaterThan(small.width)
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'hidden' })
    await picture.and(page.locator(':focus')).waitFor()
    await page.close()
  })

  it('the menu is as the platform shows it: three entries, the last of them a list', async () => {
    const page = await open({ size: [390, 844], open: ['liuna'] })
    const liu = chatOf(page, 'liuna')
    expect(await liu.locator('.menu > *').count()).toBe(3)
    await liu.getByRole('button', { name: '查询/帮助' }).click()
    await liu.locator('.menu').getByRole('button', { name: '帮助', exact: true }).click()
    await liu.locator('.entry.app').last().waitFor()
    expect(await liu.locator('.items:visible').count()).toBe(0)
    await page.close()
  })

  const isDoubled = async () => {
    const response = await fetch(`${playground().address}/playground/api/state`)
    return ((await response.json()) as { faults: { wecom: { duplicate: boolean } } }).faults.wecom.duplicate
  }

  it('faults say how often they struck and what went well after all', async () => {
    const page = await open({ size: [1360, 860], open: ['songbo'] })
    await page.getByRole('button', { name: '设置' }).click()
    await page.getByLabel('每条消息投递两次').check()
    const songbo = chatOf(page, 'songbo')
    const before = await songbo.locator('.entry.app').count()
    await expect.poll(isDoubled).toBe(true)
    await say(songbo, '帮助')
    await page
      .locator('[data-on="wecom"] [data-struck="duplicate"]')
      .getByText(/^\d+ 次$/)
      .waitFor()
    await page.locator('#struck').getByText('每条只回答一次').waitFor()
    await expect.poll(() => songbo.locator('.entry.app').count()).toBe(before + 1)
    await page.close()
  })

  it('faults of the other platforms strike there alone, and what they kept back arrives when they are over', async () => {
    const page = await open({ size: [1360, 860], open: ['caolaoban', 'songbo'] })
    await page.getByRole('button', { name: '设置' }).click()
    const wechat = page.getByRole('group', { name: '像微信客服那样出错' })
    await wechat.getByLabel('每条通知投递两次').check()
    const cao = chatOf(page, 'caolaoban')
    await cao.locator('.entry.app').waitFor()
    await say(cao, '我的投诉')
    await wechat.getByText(/^\d+ 次$/).waitFor()
    await expect.poll(() => cao.locator('.entry.app').count()).toBe(2)
    const dingtalk = page.getByRole('group', { name: '像钉钉那样出错' })
    await dingtalk.getByLabel('接口暂时封禁').check()
    const songbo = chatOf(page, 'songbo')
    await songbo.getByRole('button', { name: '换到钉钉' }).click()
    await say(songbo, '我的任务')
    await dingtalk.getByText(/^\d+ 次$/).waitFor()
    await shoot(page, 'faults')
    expect(await songbo.locator('.entry.app').count()).toBe(0)
    await dingtalk.getByLabel('接口暂时封禁').uncheck()
    await playground().post('clock', { minutes: 15 })
    await songbo.locator('.entry.app').first().waitFor()
    await page.close()
  })

  it('a newcomer is told what this is and has four ways in; what is open is open again after a reload', async () => {
    const page = await open({ size: [1440, 900] })
    await page.getByRole('button', { name: '说明' }).click()
    expect(await page.locator('.ways button b').allTextContents()).toEqual([
      '看一遍',
      '我是王强，登记一件',
      '我是客户张工，在微信里反映',
      '我是赵部长，看日报',
    ])
    await page.getByRole('button', { name: '我是赵部长，看日报' }).click()
    await hears(chatOf(page, 'zhaojianguo'), '没有新投诉，没有在办。')
    await page.locator('#people button[data-user="songbo"]').click()
    await page.reload()
    await chatOf(page, 'songbo').waitFor()
    expect(await chatOf(page, 'zhaojianguo').count()).toBe(1)
    expect(await page.locator('#welcome').isVisible()).toBe(false)
    await page.close()
  })
})
