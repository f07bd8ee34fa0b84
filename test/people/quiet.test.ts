/** 免打扰: what can wait comes when somebody wants to be spoken to again; what the regulation does not let wait comes at once. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { eachStory, fileShortage, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

const PROPOSED = /方案待审批|批准方案/
/** 赵建国 signs plans. */
const quiet = (hours: string, onDaysOff = '否') => story.zhao.saysAll('免打扰', hours, onDaysOff, '提交')
const since = (heard: number) => story.zhao.transcript().slice(heard)
async function proposedAt(day: string, time: string): Promise<number> {
  await verify(story)
  await bot.until(day, time)
  const heard = story.zhao.transcript().length
  await propose(story.sun)
  return heard
}

describe('setting it', () => {
  it('says back what was understood, and what comes all the same', async () => {
    expect(await story.zhao.saysAll('免打扰', '晚上八点到早上七点半', '是')).toMatch(/免打扰时段：20:00–07:30\n.*休息日全天：是/)
    expect(await story.zhao.says('提交')).toContain('每天 20:00–07:30 免打扰，休息日全天免打扰')
    expect(await story.zhao.says('免打扰')).toContain('现在：每天 20:00–07:30 免打扰，休息日全天免打扰')
  })

  it('offers the hours in which the office is closed', async () => {
    await story.zhao.says('免打扰')
    await story.zhao.taps('18:00–08:30')
    expect(await story.zhao.saysAll('否', '提交')).toContain('每天 18:00–08:30 免打扰。')
  })

  it.each([
    ['17:00-7:00', '14:00–18:00 是上班时间'],
    ['22:00-9:00', '08:30–12:00 是上班时间'],
    ['22:00-22:00', '开始和结束是同一个时间'],
  ])('%s is refused, and may be mended', async (hours, why) => {
    expect(await story.zhao.saysAll('免打扰', hours)).toContain(why)
    expect(await story.zhao.saysAll('22:00-7:00', '否', '提交')).toContain('每天 22:00–07:00 免打扰')
  })

  it('is for whoever holds a role', async () => {
    await setRoles(bot, 'wudawei')
    expect(await bot.person('wudawei').says('免打扰')).toContain('只给有岗位的同事')
    expect(await bot.person('zhanggong').says('免打扰')).not.toContain('几点到几点')
  })
})

describe('what can wait', () => {
  beforeEach(() => quiet('20:00-7:30'))

  it('comes at the end of the quiet hours, before the reminders of the day', async () => {
    const heard = await proposedAt('2026-11-03', '20:30')
    expect(since(heard)).not.toMatch(PROPOSED)
    await bot.until('2026-11-04', '07:29')
    expect(since(heard)).not.toMatch(PROPOSED)
    await bot.until('2026-11-04', '07:31')
    expect(since(heard)).toMatch(PROPOSED)
    await story.zhao.taps('批准方案')
    expect((await story.complaint()).state).toBe('PLAN_OFFERED')
  })

  it('stands in 我的任务 meanwhile, and comes closed where it has been done', async () => {
    const heard = await proposedAt('2026-11-03', '20:30')
    expect(await story.zhao.says('我的任务')).toContain(story.no)
    await story.zhao.taps('批准方案')
    await bot.until('2026-11-04', '07:31')
    expect(since(heard)).toContain('批准方案')
  })

  it('comes at once outside of them, and after 取消免打扰', async () => {
    const heard = await proposedAt('2026-11-03', '20:30')
    expect(await story.zhao.says('取消免打扰')).toContain('攒着的通知现在发给您')
    expect(since(heard)).toMatch(PROPOSED)
    expect(await story.zhao.says('取消免打扰')).toContain('您没有设免打扰')
  })

  it('comes at once where what was set is damaged, and so does what others hear with it', async () => {
    await bot.connection.collection('quiettimes').updateOne({}, { $set: { hours: null } })
    const heard = await proposedAt('2026-11-03', '20:30')
    expect(since(heard)).toMatch(PROPOSED)
    expect(await story.zhao.says('免打扰')).toContain('每天几点到几点不打扰您？')
  })

  it('goes to the deputy by the hours of the deputy', async () => {
    await story.zhao.saysAll('请假', '今天', '明天', '吴大为', '提交')
    const wu = bot.person('wudawei')
    await proposedAt('2026-11-03', '20:30')
    expect(wu.transcript()).toMatch(PROPOSED)
  })
})

describe('what cannot wait', () => {
  beforeEach(() => quiet('20:00-7:30', '是'))

  it('the same-day report comes at once', async () => {
    await bot.until('2026-11-03', '20:30')
    const heard = story.zhao.transcript().length
    const { no } = await fileShortage(bot, 'T2611-022')
    expect(since(heard)).toContain(no)
  })

  it('a suspected major incident comes at once (R19.5.a)', async () => {
    await bot.until('2026-11-03', '20:30')
    const heard = story.zhao.transcript().length
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('上报重大事故')
    await story.liu.saysAll('客户说楼板开裂，工地停工。', '提交')
    expect(since(heard)).toContain('重大')
  })
})
