/** Who is named to carry out a plan is a colleague, hears of it and is reminded (F2.F07). */
import { describe, expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { acceptPlan, eachStory, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory(async (started, filed) => {
  bot = started
  story = filed
  await verify(story)
})

async function propose(...owner: readonly string[]): Promise<string> {
  await story.sun.taps('提出方案')
  return story.sun.saysAll('补发 8 袋，随下一车送到。', '跳过', '补货', '跳过', ...owner)
}

describe('the owner of a plan', () => {
  it('is looked up: whoever works nowhere here is not taken', async () => {
    expect(await propose('随便谁')).toContain('通讯录里没有「随便谁」')
    expect(await story.sun.says('王强')).toContain('✓ 负责人：王强')
    await story.sun.says('取消')
  })

  it('hears of it once the customer has accepted, and may read it, but reports nothing done without the role', async () => {
    await propose('王强', '明天', '提交')
    await story.zhao.taps('批准方案')
    expect(story.wang.heard()).not.toContain('完成期限')
    await acceptPlan(story)
    const card = story.wang.heard()
    expect(card).toContain('补发 8 袋，随下一车送到。')
    expect(card).toMatch(/负责人：王强[\s\S]*完成期限：2026年11月4日/)
    expect(card).not.toMatch(/\[[^\]]*报告执行情况/)
    expect(await story.wang.says(`查 ${story.no}`)).toContain('负责人')
    expect((await story.complaint()).assignee).toEqual({ id: 'wecom:wangqiang', name: '王强' })
    await bot.until('2026-11-04', '12:05')
    expect(story.wang.heard()).toMatch(/今天到期：方案执行/)
  })

  it('who has the role gets the button', async () => {
    await propose('孙强', '明天', '提交')
    await story.zhao.taps('批准方案')
    await acceptPlan(story)
    await story.sun.taps('报告执行情况')
    await story.sun.says('取消')
  })
})
