/** 收到 of the departments (R19.2.a; domain.md 2.2, row 5): asked for with the report, chased, and gone up the chain when nobody says it. */
import { expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { more } from '../setup/stories.js'
import { eachStory, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

const receipt = async () => (await story.complaint()).clocks.findLast(({ id }) => id === 'T2a')

it('is chased after two working hours with the button that says it, and an hour later where somebody can call', async () => {
  await bot.until('2026-11-03', '14:02')
  expect(story.sun.heard()).toContain('部门确认收到')
  expect(story.chen.heard()).not.toContain('部门确认收到')
  await bot.until('2026-11-03', '15:02')
  expect(story.liu.heard()).toContain('部门确认收到')
  expect(story.zhao.heard()).not.toContain('部门确认收到')
  await bot.until('2026-11-05', '07:00')
  expect(story.zhao.heard()).toContain('部门确认收到')
  await story.sun.taps('收到')
  expect((await receipt())?.stoppedAt).toBeInstanceOf(Date)
  expect((await story.complaint()).report.recipients.find(({ name }) => name === '孙强')?.confirmedAt).toBeInstanceOf(Date)
})

it.each([
  ['by the button of the report', (): Promise<unknown> => story.sun.taps('收到')],
  ['typed', (): Promise<unknown> => story.sun.says('收到')],
  [
    'by phone, as customer service has noted',
    async () => {
      await more(story, story.liu, '补记上报')
      await story.liu.saysAll('孙强', '电话', '刚才')
    },
  ],
])('%s: nobody is chased', async (_name, say) => {
  await say()
  expect((await receipt())?.stoppedAt).toBeInstanceOf(Date)
  await bot.until('2026-11-03', '16:00')
  expect(story.sun.transcript()).not.toContain('部门确认收到')
})

it('of somebody who was sent a paper nobody knows that they have it', async () => {
  await more(story, story.liu, '补记上报')
  await story.liu.saysAll('孙强', '书面', '刚才')
  expect(await receipt()).not.toHaveProperty('stoppedAt')
})

it('stands in 我的任务 of the department until somebody of it says so, once', async () => {
  expect(await story.sun.says('我的任务')).toContain('待办：收到')
  expect(story.sun.heard().match(new RegExp(story.no, 'g'))).toHaveLength(1)
  await story.sun.taps('收到')
  expect(await story.sun.says('我的任务')).not.toContain('待办：收到')
})

it('begins again for the department that gets it, and lapses once there is more to do', async () => {
  await story.sun.taps('收到')
  await more(story, story.chen, '转给其他部门')
  await story.chen.saysAll('渭南厂生产部', '是包装前就少的。')
  expect(await receipt()).not.toHaveProperty('stoppedAt')
  await verify(story)
  expect((await receipt())?.stoppedAt).toBeInstanceOf(Date)
})

it('begins for the department that a corrected kind names', async () => {
  await story.sun.taps('收到')
  await more(story, story.liu, '更正')
  await story.liu.saysAll('类别', '受潮结块', '客户说清楚了，是结块。')
  expect(await receipt()).not.toHaveProperty('stoppedAt')
})

it('is asked of each of two departments, and ends with the last of them', async () => {
  const production = bot.person('wudawei')
  await more(story, story.chen, '转给其他部门')
  await story.chen.saysAll('渭南厂包装发运部、渭南厂生产部', '两个部门都有关。')
  await story.sun.taps('收到')
  expect(await receipt()).not.toHaveProperty('stoppedAt')
  await production.taps('收到')
  expect((await receipt())?.stoppedAt).toBeInstanceOf(Date)
})
