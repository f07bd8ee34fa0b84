/** Form 2 is complete with the plan and filed a first time then; what is missing is named, with the buttons that fill it (R19.3.d, Q15). */

import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { acceptPlan, cast, execute, expectReplayed, fileShortage, plan, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

/** The delivery note could not be given when it was told. */
async function withoutNote(): Promise<Story> {
  const wang = bot.person('wangqiang')
  await wang.saysAll(
    '投诉 袋数不足',
    '宏基',
    '张工',
    'PO42.5',
    '陕E12345 昨天',
    '暂无法提供',
    '我方承运',
    '700 692',
    '今天上午收货员老李点的',
  )
  await wang.sendsPhoto()
  const heard = await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  return cast(bot, /TS-\d{8}-\d{3}/.exec(heard)![0])
}

it('with the plan customer service files it, and both filings are dated', async () => {
  const story = await fileShortage(bot)
  await verify(story)
  await propose(story.sun)
  expect(story.liu.heard()).toMatch(/待办：初次备案[\s\S]*时限：11月5日 18:00/)
  await story.liu.taps('初次备案')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'filedFirst', by: { name: '刘娜' } })
  await story.zhao.taps('退回方案')
  await story.zhao.says('请写明补货哪天到。')
  await propose(story.sun)
  expect(story.liu.heard()).not.toContain('待办：初次备案')
})

it('with an empty cell it is not filed: the card names it and offers what fills it', async () => {
  const story = await withoutNote()
  await verify(story)
  await plan(story)
  expect(story.liu.transcript()).toMatch(/待办：初次备案[\s\S]*还缺：提货单号/)
  expect(await story.liu.taps('初次备案')).toContain(`${story.no} 的附件2还缺：提货单号。`)
  await acceptPlan(story)
  await execute(story)
  const refused = await story.chen.taps('提交备案')
  expect(refused).toContain('还缺：提货单号')
  expect(refused).not.toContain('怎么纠正')
  await story.liu.taps('更正')
  await story.liu.saysAll('提货单号', 'T2611-021', '客户补来了')
  await story.liu.taps('初次备案')
  expect((await story.complaint()).events.map(({ type }) => type)).toContain('filedFirst')
  expect(await story.chen.taps('提交备案')).toContain('怎么纠正')
  await story.chen.says('取消')
})

it('what the customer cannot give is noted as such from the same card, by customer service too', async () => {
  const story = await withoutNote()
  await verify(story)
  await propose(story.sun)
  expect(await story.liu.taps('初次备案')).toContain('客户确实给不了的，补充时选「客户给不了」')
  await story.liu.taps('现在补充')
  await story.liu.says('提货单丢了，客户找不到。')
  await story.liu.taps('客户给不了')
  await story.liu.taps('初次备案')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'filedFirst' })
})

it('a plan that the customer refuses is filed no more, and the next one is', async () => {
  const story = await fileShortage(bot)
  await verify(story)
  await plan(story)
  const old = story.liu.cards().findLast(({ main_title }) => main_title?.title === '待办：初次备案')!
  await story.liu.taps('客户答复方案')
  await story.liu.saysAll('不接受', '要求今天送到。', '电话')
  expect((await story.complaint()).state).toBe('PLANNING')
  await story.liu.tapsOn(old, '初次备案')
  expect((await story.complaint()).events.map(({ type }) => type)).not.toContain('filedFirst')
  await propose(story.sun)
  await story.liu.taps('初次备案')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'filedFirst' })
})
