/** The moving picture of the README, and that of its end: a whole complaint, as whoever presses 看一遍 sees it. Made by `npm run pictures`, else not run. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { path, SHOTS, shoot, usePages } from './pages.js'

const SIZE = [1180, 740] as const
const WIDTH = 900
const MOST_BYTES = 2 * 1024 * 1024
/** From what one wants to what still can be read. */
const QUALITIES = [70, 55, 40, 30]
/** Of the caption alone, and of what came of it. */
const CAPTION_MS = 700
const OUTCOME_MS = 800
const END_MS = 4_000

interface Frame {
  readonly caption: string
  readonly jpeg: Buffer
}

describe.runIf(path && SHOTS)('the film', () => {
  const { open } = usePages()

  it('shows every scene of the story in two megabytes', async () => {
    const page = await open({ size: SIZE, open: ['wangqiang', 'zhaojianguo'], pauseMs: 300 })
    await page.getByRole('button', { name: '看一遍' }).click()
    const scenes = await scenesOf(page)
    expect(scenes.at(-1)![1].caption).toMatch(/^演完了/)
    expect(scenes.length).toBeGreaterThan(20)
    const frames = scenes.flatMap(([first, last], index) => [
      { jpeg: first.jpeg, ms: CAPTION_MS },
      { jpeg: last.jpeg, ms: index + 1 < scenes.length ? OUTCOME_MS : END_MS },
    ])
    const film = await filmOf(frames)
    expect(film.length).toBeLessThanOrEqual(MOST_BYTES)
    writeFileSync(join(SHOTS!, 'film.webp'), film)
    await shoot(page, 'story')
    await page.close()
  }, 600_000)
})

/** Of every scene what is seen first and last, until the story has ended. */
async function scenesOf(page: Page): Promise<(readonly [Frame, Frame])[]> {
  const scenes: [Frame, Frame][] = []
  for (let hasEnded = false; !hasEnded; ) {
    hasEnded = await page.getByRole('button', { name: '再看一遍' }).isVisible()
    const caption = (await page.locator('#story .caption').textContent()) ?? ''
    const frame = { caption, jpeg: await page.screenshot({ type: 'jpeg', quality: 92 }) }
    const scene = scenes.at(-1)
    if (scene?.[0].caption === caption) scene[1] = frame
    else scenes.push([frame, frame])
  }
  return scenes
}

async function filmOf(frames: readonly { readonly jpeg: Buffer; readonly ms: number }[]): Promise<Buffer> {
  const small = await Promise.all(frames.map(({ jpeg }) => sharp(jpeg).resize({ width: WIDTH }).png().toBuffer()))
  const delay = frames.map(({ ms }) => ms)
  let film = Buffer.alloc(0)
  for (const quality of QUALITIES) {
    film = await sharp(small, { join: { animated: true } })
      .webp({ quality, delay, loop: 0, effort: 4, minSize: true })
      .toBuffer()
    if (film.length <= MOST_BYTES) break
  }
  return film
}
