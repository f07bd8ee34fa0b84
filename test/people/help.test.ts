/** 帮助 and words that nobody understands: a line or two, and the buttons of whoever reads them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage } from '../setup/story.js'

let bot: Bot
beforeAll(async () => {
  bot = await startBot()
})
afterAll(() => bot.stop())

const saidBy = async (userid: string, text: string) => (await bot.person(userid).says(text)).split('\n')

describe('帮助', () => {
  it.each([
    ['a salesperson', 'wangqiang', '[登记投诉|查进展|我的投诉|全部命令]'],
    ['quality control', 'chenjing', '[查进展|登记投诉|全部命令]'],
    ['a department', 'sunqiang', '[查进展|登记投诉|全部命令]'],
    ['a manager', 'zhoumin', '[日报|图表|查进展|全部命令]'],
    ['a customer', 'zhanggong', '[反映问题|我的投诉|转人工]'],
  ])('%s reads at most four lines, and has their buttons', async (_who, userid, buttons) => {
    const lines = await saidBy(userid, '帮助')
    expect(lines[0]).toBe('我是回声，您要办什么？')
    expect(lines.slice(0, -1).length).toBeLessThanOrEqual(4)
    expect(lines.at(-1)).toBe(buttons)
  })

  it('says first how much waits, and leads there', async () => {
    const { no, chen } = await fileShortage(bot)
    const lines = await saidBy('chenjing', '帮助')
    expect([lines[0], lines.at(-1)]).toEqual(['我是回声，您有 1 件待办', '[我的任务（1）|查进展|登记投诉|全部命令]'])
    expect(await chen.taps('我的任务（1）')).toContain(no)
  })

  it('its buttons do what their words do', async () => {
    const wang = bot.person('wangqiang')
    await wang.says('帮助')
    expect(await wang.taps('全部命令')).toContain('台账 2026年')
    expect(await wang.says('全部命令')).toContain('台账 2026年')
    await wang.says('帮助')
    expect(await wang.taps('登记投诉')).toContain('投诉')
    await wang.says('取消')
  })
})

describe('words that start nothing', () => {
  it('are answered with the commands that are near, on buttons', async () => {
    const zhao = bot.person('zhaojianguo')
    expect(await zhao.says('日抱')).toBe('没看懂「日抱」。您是不是要：\n[日报|帮助]')
    expect(await zhao.taps('日报')).toContain('投诉日报：')
    await zhao.says('周包')
    expect(await zhao.taps('周报')).toContain('投诉周报')
  })

  it('and with the buttons of the role where nothing is near', async () => {
    expect(await saidBy('sunqiang', '随便')).toEqual([
      '没看懂「随便」。可以点下面的按钮。',
      expect.stringMatching(/^\[.*查进展\|登记投诉\|全部命令\]$/),
    ])
  })

  it.each(['谢谢', '谢谢啦，辛苦了', 'thanks'])('%s is answered in kind', async (thanks) => {
    expect(await bot.person('wangqiang').says(thanks)).toBe('好的，有事随时说。')
  })

  it('催办 without a number asks which, and shows it with whoever has it', async () => {
    const { no, zhao } = await fileShortage(bot, 'T2611-077')
    expect(await zhao.says('催办')).toContain('查哪一件？')
    expect(await zhao.says(no)).toContain('现在在')
  })

  it('of a customer offer nothing that is for colleagues, and no button of theirs opens it', async () => {
    expect(await bot.person('zhanggong').says('日抱')).not.toContain('日报')
    const from = { channel: 'wecom' as const, userId: 'zhanggong' }
    const content = { type: 'tap' as const, key: 'do:openDialogue:changeRule', card: 'forged', selected: [] }
    await bot.app.handle({ key: 'forged', from, at: bot.clock.now(), content }, () => false)
    await bot.app.settled()
    expect(bot.person('zhanggong').transcript()).toContain('这个按钮用不了了')
  })
})
