/** What stands on a reminder: the button that stops its clock for whoever may press it, 催办 for whoever may push, and nothing that is refused then. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Rules } from '../../src/people/organisation.js'
import { type Bot, startBot } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { confirmFacts, fileShortage, handle, investigate, type Story, setLiability } from '../setup/story.js'

let bot: Bot
afterEach(() => bot.stop())

async function begin(rules: Partial<Rules> = {}): Promise<Story> {
  const organisation = exampleOrganisation()
  bot = await startBot({ organisation: { ...organisation, rules: { ...organisation.rules, ...rules } } })
  return fileShortage(bot)
}

const buttonsOf = (person: Story['sun'], title: string): string[] | undefined =>
  person
    .cards()
    .findLast(({ main_title }) => main_title?.title?.includes(title))
    ?.button_list?.map(({ text }) => text)

describe('催办', () => {
  it('is not offered to a department, which would be refused, but to the head who may push', async () => {
    const { sun, zhao } = await begin()
    await bot.until('2026-11-03', '16:30') // acceptance is due, and due again an hour later
    expect(buttonsOf(sun, '部门确认收到')).toEqual(['收到', '为什么是这一天', '查看详情'])
    expect(buttonsOf(zhao, '受理')).toContain('催办')
  })
})

it('the reminder of a three-day strength has the button that reports it (T6a)', async () => {
  const { chen } = await begin()
  await chen.taps('受理')
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
  await chen.taps('取样签封')
  await chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
  await bot.until('2026-11-07', '12:05')
  expect(buttonsOf(chen, '3天强度')).toContain('报检验结果')
})

describe('what may be done after several tries is offered after as many as the company has set', () => {
  const DAY = 24 * 3_600_000
  const call = async (story: Story) => {
    await story.liu.taps('投诉回访')
    await story.liu.says('无人接听 电话')
    bot.clock.moveBy(DAY)
    await bot.runJobs()
  }
  it.each([1, 2])('closing without a callback: %i', async (callbackAttempts) => {
    const story = await begin({ callbackAttempts })
    await investigate(story)
    await confirmFacts(story)
    await setLiability(story, '我方')
    await handle(story)
    const isOffered = () => story.zhao.cards().some(({ button_list }) => button_list?.some(({ text }) => text === '联系不上，结案'))
    for (let tried = 1; tried < callbackAttempts; tried++) await call(story)
    expect(isOffered()).toBe(false)
    await call(story)
    expect(isOffered()).toBe(true)
    expect(await story.zhao.taps('联系不上，结案')).toContain('结案')
  })

  it('going on without an answer of the customer', async () => {
    const story = await begin({ confirmAttempts: 3 })
    await investigate(story)
    const isOffered = () => story.zhao.transcript().includes('按未回复继续')
    for (const [tried, offered] of [
      [1, false],
      [2, false],
      [3, true],
    ] as const) {
      await story.liu.taps('客户确认事实')
      await story.liu.saysAll('没联系上', '电话')
      expect([tried, isOffered()]).toEqual([tried, offered])
    }
  })
})
