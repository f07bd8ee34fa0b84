import { afterEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import { type Bot, startBot, textOf } from '../setup/bot.js'
import { card } from '../setup/delivery.js'

const isText = ({ type }: OutgoingMessage) => type === 'text'
let bot: Bot
afterEach(() => bot.stop())

describe('how a reply goes out', () => {
  it('in the HTTP answer when it is one short text', async () => {
    bot = await startBot()
    await bot.person('wangqiang').says('投诉 破损')
    expect(bot.simulator.stats().calls).toBe(0 + (await callsOfStart()))
  })

  it('through delivery when the turn took more than three seconds, and once', async () => {
    let ms = 0
    // so slow that three seconds have passed when the reply is ready, and not yet four and a half
    bot = await startBot({ elapsed: () => (ms += 1_000) })
    const wang = bot.person('wangqiang')
    const before = await callsOfStart()
    expect(await wang.says('投诉 破损')).toContain('哪个客户')
    expect(bot.simulator.stats().calls).toBeGreaterThan(before)
    expect(wang.entries().filter(({ from }) => from === 'app')).toHaveLength(1)
  })

  it('goes behind what still waits for the person, and into the HTTP answer again when nothing does', async () => {
    bot = await startBot()
    const wang = bot.person('wangqiang')
    const say = async (key: string, text: string) => {
      const from = { channel: 'wecom', userId: 'wangqiang' }
      const handled = await bot.app.handle({ key, from, at: bot.clock.now(), content: { type: 'text', text } }, isText)
      await bot.app.settled()
      return handled.reply
    }
    expect(await say('begin', '投诉 破损')).toMatchObject({ type: 'text' })
    const cards = Array.from({ length: 28 }, (_, index) => ({ ...card(`c${index}`), buttons: [{ key: 'do:x:1', label: 'x' }] }))
    await bot.app.delivery.enqueue(cards.map((message, index) => ({ id: `c${index}`, to: 'wecom:wangqiang', message })))
    await bot.app.settled()
    expect(wang.entries()).toHaveLength(25) // as many as one person may get in a minute
    expect(await say('help', '帮助')).toBeUndefined()
    expect(wang.entries()).toHaveLength(25)
    bot.clock.moveBy(61_000)
    await bot.runJobs()
    expect(wang.entries()).toHaveLength(29)
    expect(textOf(wang.entries().at(-1)!)).toContain('随时可说')
    bot.clock.moveBy(10_000)
    expect(await say('again', '帮助')).toMatchObject({ type: 'text' })
  })

  it('stays under the limit of the app, all people together', async () => {
    bot = await startBot({ sendsPerMinute: 3 })
    for (const person of ['wangqiang', 'liuna', 'zhoumin', 'chenjing', 'sunqiang']) {
      await bot.app.handle(
        { key: person, from: { channel: 'wecom', userId: person }, at: bot.clock.now(), content: { type: 'text', text: '投诉' } },
        () => false,
      )
      await bot.app.settled()
      bot.clock.moveBy(1_100)
    }
    const arrived = () =>
      ['wangqiang', 'liuna', 'zhoumin', 'chenjing', 'sunqiang'].filter((person) => bot.person(person).cards().length > 0)
    expect(arrived()).toHaveLength(3)
    bot.clock.moveBy(61_000)
    await bot.runJobs()
    bot.clock.moveBy(61_000)
    await bot.runJobs()
    expect(arrived()).toHaveLength(5)
  })

  it('greets who opens the app, and not again soon', async () => {
    bot = await startBot()
    await bot.simulator.opensApp('liuna')
    await bot.app.settled()
    expect(bot.person('liuna').heard()).toContain('我是回声')
    bot.clock.moveBy(60_000)
    await bot.simulator.opensApp('liuna')
    await bot.app.settled()
    expect(bot.person('liuna').entries()).toHaveLength(1)
  })

  it('the menu starts what it names', async () => {
    bot = await startBot()
    for (const [key, words] of [
      ['MENU_TASKS', '现在没有待办'],
      ['MENU_LOOKUP', '查哪一件'],
      ['MENU_HELP', '我是回声'],
    ] as const) {
      await bot.simulator.clicksMenu('liuna', key)
      await bot.app.settled()
      expect(bot.person('liuna').transcript()).toContain(words)
      bot.clock.moveBy(5_000)
    }
  })
})

/** Calls that resolving the people takes at start. */
async function callsOfStart(): Promise<number> {
  const other = await startBot()
  const { calls } = other.simulator.stats()
  await other.stop()
  return calls
}
