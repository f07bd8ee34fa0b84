/** The clock of the tests: what cron would have run meanwhile has run, in its order and at its times. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { type Bot, startBot } from '../setup/bot.js'
import { passUntil, tickFrom } from '../setup/passing.js'
import { fileShortage } from '../setup/story.js'

it.each([
  ['*/2 * * * * *', '2026-11-03T02:00:01.500Z', '2026-11-03T02:00:02.000Z'],
  ['0 * * * * *', '2026-11-03T02:00:00.000Z', '2026-11-03T02:00:00.000Z'],
  ['15 */5 * * * *', '2026-11-03T02:56:00.000Z', '2026-11-03T03:00:15.000Z'],
  ['35 */10 9-17 * * *', '2026-11-03T10:00:00.000Z', '2026-11-04T01:00:35.000Z'],
  ['0 10 3 * * *', '2026-11-03T02:00:00.000Z', '2026-11-03T19:10:00.000Z'],
])('%s fires next after %s at %s', (cron, from, at) => {
  expect(tickFrom(cron, new Date(from)).toISOString()).toBe(at)
})

describe('time', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.stop())

  it('a night and a day pass reminder by reminder, each at its minute, as if nobody had jumped', async () => {
    const { no, chen, zhou } = await fileShortage(bot)
    await bot.person('wangqiang').saysAll('投诉 袋数不足', '宏远')
    await bot.until('2026-11-04', '09:00')
    const [complaint, partial] = await bot.complaints()
    const reminded = complaint!.events.filter((event) => event.type === 'reminded')
    const ofAcceptance = reminded.filter(({ data }) => data.clock.startsWith('T2#'))
    expect(ofAcceptance.map(({ data }) => data.reminders)).toEqual([['due'], ['again']])
    expect(chen.transcript().split('到时间了：受理').length - 1).toBe(1)
    expect(zhou.transcript()).toMatch(/还没处理：受理[\s\S]*投诉日报/)
    expect(no).toBe(complaint!._id)
    expect(partial).toMatchObject({ isIncomplete: true, registeredAt: instant('2026-11-03', '21:00') })
  })

  it('runs each job at its own second, and only where it may have something to do', async () => {
    const ran: string[] = []
    const jobs = bot.app.jobs.map((job) => ({
      ...job,
      run: async () => {
        ran.push(`${job.name} ${bot.clock.now().toISOString().slice(11, 19)}`)
      },
    }))
    await bot.person('wangqiang').saysAll('投诉 袋数不足', '宏远')
    await passUntil(instant('2026-11-03', '10:32'), { ...bot, app: { ...bot.app, jobs } })
    expect(ran.filter((one) => one.startsWith('unfinished'))).toEqual(['unfinished 02:31:00'])
    await passUntil(instant('2026-11-04', '09:01'), { ...bot, app: { ...bot.app, jobs } })
    for (const at of ['retention 19:10:00', 'digest 00:30:40', 'next-year 01:00:35', 'people 22:00:45']) expect(ran).toContain(at)
  })
})
