/** A plan is signed by its amount, read as the customer will read it, and only then sent (R19.3.c; F2.F04, F09). */
import { afterEach, describe, expect, it } from 'vitest'
import type { Complaint, ComplaintEvent } from '../../src/complaints/model.js'
import { createPlanNotices } from '../../src/complaints/plan-notices.js'
import type { Notifier } from '../../src/delivery/notice.js'
import { type Bot, startBot } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { printed } from '../setup/printed.js'
import { more } from '../setup/stories.js'
import { expectReplayed, fileShortage, type Story, verify } from '../setup/story.js'

const INNER = '夜班漏计，班长已扣奖。'
const LONG = '补发 8 袋，随下一车送到，并当面道歉。'.repeat(12)
type Notices = Parameters<Notifier['notify']>[0][number][]
let bot: Bot
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

async function propose(amount: string): Promise<Story> {
  const organisation = exampleOrganisation()
  const approval = [{ upTo: 5000, by: ['MKT_HEAD'] }, { by: ['MKT_HEAD', 'GM'] }] as (typeof organisation)['rules']['approval']
  bot = await startBot({ organisation: { ...organisation, rules: { ...organisation.rules, approval } } })
  const story = await fileShortage(bot)
  await verify(story)
  await story.sun.taps('提出方案')
  await story.sun.saysAll(LONG, INNER, '赔偿', amount, '孙强', '明天', '提交')
  return story
}

it('above the limit the general manager signs too, with a card, a clock and a reminder', async () => {
  const story = await propose('8000元')
  expect(story.qian.transcript()).not.toContain('待办：批准方案')
  expect(story.zhao.heard()).toMatch(/金额：8000.00 元[\s\S]*\[批准方案\|退回方案\|全文\|查看详情\]/)
  const whole = await story.zhao.taps('全文')
  expect(whole).toContain(LONG)
  expect(whole).toContain(`内部说明：${INNER}`)
  await story.zhao.taps('批准方案')
  expect(story.qian.heard()).toMatch(/待办：批准方案[\s\S]*已签：赵建国/)
  expect(story.liu.transcript()).not.toContain('待办：发给客户')
  await bot.until('2026-11-05', '08:35')
  expect(story.qian.transcript()).toContain('总经理会签')
  await story.qian.taps('批准方案')
  expect((await story.complaint()).state).toBe('PLAN_OFFERED')
  expect(story.liu.transcript()).toContain('待办：发给客户')
})

it('who signs last does not sign in the place of who signs first, so that two people do', async () => {
  const story = await propose('8000元')
  await story.zhao.saysAll('请假', '今天', '明天', '钱卫民', '提交')
  await story.qian.says('我的任务')
  expect(await story.qian.taps('批准方案')).toContain('要由市场营销部负责人来做')
  await story.zhao.says('销假')
  await story.zhao.says('我的任务')
  await story.zhao.taps('批准方案')
  await story.qian.taps('批准方案')
  expect((await story.complaint()).state).toBe('PLAN_OFFERED')
})

it('below it one signature does, and customer service reads what the customer will before it goes out', async () => {
  const story = await propose('420元')
  await story.zhao.taps('批准方案')
  const card = story.liu.heard()
  expect(card).toContain('客户会看到：')
  expect(card).not.toContain(INNER)
  const zhang = bot.person('zhanggong')
  expect(zhang.transcript()).not.toContain('答复方案')
  await story.liu.taps('发给客户')
  expect(await zhang.taps('答复方案')).toContain(`我们的处理方案：\n「${LONG}」`)
  expect(zhang.transcript()).not.toContain(INNER)
  await zhang.says('接受')
  expect((await story.complaint()).state).toBe('EXECUTING')
})

describe('a plan that is approved and not sent yet', () => {
  it('is taken back by whoever approved it: it is proposed anew in the time that was left, and whoever heard hears', async () => {
    const story = await propose('420元')
    const t3 = async () => (await story.complaint()).clocks.findLast(({ id }) => id === 'T3')
    const dueAt = (await t3())?.dueAt
    await story.zhao.taps('批准方案')
    const [sending] = story.liu.cards().filter(({ main_title: title }) => title?.title === '待办：发给客户')
    await more(story, story.zhao, '收回方案')
    expect(await story.zhao.says('补货数量写错了，是 10 袋。')).toContain(`✓ 已记录 ${story.no}：收回方案：补货数量写错了，是 10 袋。`)
    expect(await story.complaint()).toMatchObject({ state: 'PLANNING' })
    expect(await t3()).toMatchObject({ dueAt })
    expect((await t3())?.stoppedAt).toBeUndefined()
    expect((await story.complaint()).clocks.findLast(({ id }) => id === 'T4b')?.stoppedAt).toBeDefined()
    expect(story.liu.heard()).toContain('赵建国 收回方案：补货数量写错了，是 10 袋。')
    expect(story.liu.isReplaced(sending!)).toContain('赵建国')
    expect(await story.liu.tapsOn(sending!, '发给客户')).not.toContain('已记录')
    expect(bot.person('zhanggong').transcript()).not.toContain('方案')
    expect(story.sun.heard()).toContain('待办：提出方案')
    await story.sun.taps('提出方案')
    await story.sun.saysAll('补发 10 袋。', '跳过', '补货', '500元 0.5吨', '孙强', '明天', '提交')
    await story.zhao.taps('批准方案')
    await story.liu.taps('发给客户')
    expect(await story.complaint()).toMatchObject({ state: 'PLAN_OFFERED' })
    expect(printed(await story.complaint()).方案退回).toContain('赵建国 收回：补货数量写错了，是 10 袋。')
  })

  it('is taken back by whoever proposed it, while a second signature is awaited', async () => {
    const story = await propose('8000元')
    await story.zhao.taps('批准方案')
    await more(story, story.sun, '收回方案')
    await story.sun.says('金额算错了。')
    expect(story.zhao.heard()).toContain('孙强 收回方案：金额算错了。')
    const [signing] = story.qian.cards().filter(({ main_title: title }) => title?.title === '待办：批准方案')
    expect(story.qian.isReplaced(signing!)).toContain('孙强')
  })

  it('is nobody else’s to take back, nor anybody’s once the customer has it', async () => {
    const story = await propose('420元')
    await story.zhao.taps('批准方案')
    await story.chen.says(`查 ${story.no}`)
    expect(await story.chen.taps('更多')).not.toContain('收回方案')
    await more(story, story.zhao, '收回方案')
    await story.liu.taps('发给客户')
    expect(await story.zhao.says('写错了。')).toContain('已经发给客户了')
    expect(await story.complaint()).toMatchObject({ state: 'PLAN_OFFERED' })
  })
})

it('is read out to a customer of whom nobody chats', async () => {
  bot = await startBot()
  const told: Notices = []
  const tell = createPlanNotices({ seats: { peopleOn: async () => [] }, notifier: { notify: async (all) => void told.push(...all) } })
  const sent = { id: 'e2', type: 'planSent', round: 1, at: new Date(), by: { id: 'wecom:liuna', name: '刘娜' } }
  const plan = { id: 'e1', type: 'planProposed', round: 1, data: { plan: '补发 8 袋。' } }
  await tell({ _id: 'TS-20261103-001', round: 1, events: [plan, sent] } as unknown as Complaint, sent as ComplaintEvent)
  expect(told).toMatchObject([
    { to: 'wecom:liuna', notice: { text: { key: 'complaint.plan.readOut', values: { no: 'TS-20261103-001', plan: '补发 8 袋。' } } } },
  ])
})
