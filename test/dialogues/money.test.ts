/** Money and tonnes of a plan, as people type them (F2.F06). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage, type Story, verify } from '../setup/story.js'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

/** As far as the question for money and tonnes. */
async function asked(): Promise<Story> {
  const story = await fileShortage(bot, `T2611-${100 + (await bot.complaints()).length}`)
  await verify(story)
  await story.sun.taps('提出方案')
  await story.sun.saysAll('补发 8 袋，随下一车送到。', '跳过', '补货')
  return story
}

describe('how much the plan costs', () => {
  it.each([
    ['420元', '✓ 金额：420.00 元'],
    ['0.4吨', '✓ 数量：0.4 吨'],
    ['420元 0.4吨', '✓ 金额：420.00 元\n✓ 数量：0.4 吨'],
    ['0.4吨，1.2万', '✓ 金额：12000.00 元\n✓ 数量：0.4 吨'],
    ['不赔钱', '✓ 金额：0.00 元'],
  ])('%s', async (said, heard) => {
    const { sun } = await asked()
    const answer = await sun.says(said)
    for (const line of heard.split('\n')) expect(answer).toContain(line)
    expect(answer).not.toContain('还缺')
    await sun.says('取消')
  })

  it('what is no money is said, and the money is kept', async () => {
    const { sun } = await asked()
    const answer = await sun.says('5件 200元')
    expect(answer).toContain('✓ 金额：200.00 元')
    expect(answer).toContain('没看懂「5件」')
    await sun.says('取消')
  })

  it('may be left out altogether', async () => {
    const { sun } = await asked()
    expect(await sun.says('跳过')).toMatch(/负责/)
    await sun.says('取消')
  })
})
