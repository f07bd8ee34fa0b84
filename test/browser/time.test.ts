/** The clock of the playground, and what comes of moving it. */
import { describe, expect, it } from 'vitest'
import { FILING, path, usePages } from './pages.js'

/** Every reminder on the way has its own round of all jobs. */
const PASSING_MS = 120_000
const TEST_MS = 240_000

describe.runIf(path)('the clock of the playground', () => {
  const { open, ...people } = usePages()

  it(
    'the clock ticks, and the next due time says whom it reminded',
    async () => {
      const page = await open({ size: [1360, 860], open: ['liuna'] })
      const clock = page.locator('#clock')
      const first = await clock.textContent()
      await expect.poll(() => clock.textContent(), { timeout: 30_000 }).not.toBe(first)
      for (const text of FILING) await people.say('liuna', text)
      await page.getByRole('button', { name: '拨到下一个时限' }).click()
      await expect.poll(() => page.locator('#passed').textContent(), { timeout: PASSING_MS }).toContain('的时限到了')
      const told = page.locator('#passed .words button').first()
      const name = /^[^「等]+/.exec((await told.textContent()) ?? '')![0]
      await told.click()
      await page.getByRole('region', { name: `${name}的聊天` }).waitFor()
      await page.close()
    },
    TEST_MS,
  )
})
