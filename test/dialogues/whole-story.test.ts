/** One transcript for each way a complaint can go (domain.md 2.2), from filing to its end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import {
  acceptPlan,
  callBack,
  confirmFacts,
  execute,
  expectReplayed,
  file,
  fileShortage,
  investigate,
  plan,
  propose,
  setLiability,
} from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

describe('from complaint to closed (R19)', () => {
  it('our fault', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    expect(await story.complaint()).toMatchObject({ state: 'FACTS_PENDING' })
    await confirmFacts(story)
    await setLiability(story, '我方')
    expect(await story.complaint()).toMatchObject({ state: 'PLANNING', liability: 'OURS' })
    await plan(story)
    await acceptPlan(story)
    await execute(story)
    await file(story)
    await callBack(story, '已解决', '5 5 4', '满意')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED', overall: 4, round: 1, isOpen: false, waitingFor: [] })
  })
})
