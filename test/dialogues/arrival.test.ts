/** What people see when the platform, the network or a file makes difficulties. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { CAKING } from '../setup/scripts.js'
import { fileShortage } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const wait = (ms: number) => bot.pass(ms)

describe('a link in the name of a customer', () => {
  it('stands in the manager’s list as what it is: words', async () => {
    const link = '<a href="http://evil.cn">宏达集团</a>'
    const wang = bot.person('wangqiang')
    await wang.says(CAKING[0])
    await wang.says(`新增${link}`)
    await wang.says('1') // a new customer
    await wang.saysAll('刘经理', '13800001111', '渭南厂', ...CAKING.slice(3))
    expect(await wang.says('提交')).toContain('TS-20261103-001')
    const list = await bot.person('zhoumin').says('本月')
    expect(list).toContain('TS-20261103-001 ＜a href="http://evil.cn">宏达集团＜/a>')
    expect(list).not.toContain('<')
  })
})

describe('a photo', () => {
  it('that is asked for before it is fetched arrives when it is there, and nobody finds it among the undelivered', async () => {
    bot.simulator.faults.serverErrorRate = 1
    const story = await fileShortage(bot)
    await wait(1_000)
    bot.simulator.faults.serverErrorRate = 0
    await bot.connection.collection('attachments').updateMany({}, { $set: { dueAt: new Date(bot.clock.now().getTime() + 60_000) } })
    await wait(10_000)
    await story.wang.says('查 宏基')
    await story.wang.taps('看附件（1）')
    const received = () => story.wang.entries().filter(({ from, body }) => from === 'app' && body.msgtype === 'image')
    expect(received()).toEqual([])
    await wait(61_000)
    await wait(120_000)
    expect(received()).toHaveLength(1)
    expect(await bot.person('linjing').says('未送达')).toContain('没有')
  })

  it('that the platform does not take is among the undelivered, with the reason; what follows it arrives', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll(...CAKING.slice(0, 8))
    await bot.simulator.sendsImage('wangqiang', Buffer.alloc(11 * 1024 * 1024, 7))
    await bot.app.settled()
    await wang.saysAll('完成', ...CAKING.slice(9), '提交')
    await wang.says('查 宏基')
    await wang.taps('看附件（1）')
    expect(await wang.says('本月')).toContain('共 1 件')
    expect(await bot.person('linjing').says('未送达')).toMatch(/11\.0 MB[\s\S]*wecom:wangqiang/)
  })
})

describe('an answer of the platform that is lost', () => {
  it('shows nobody the same thing twice', async () => {
    bot.simulator.faults.lostAnswerRate = 1
    const story = await fileShortage(bot)
    // to whom nothing has been sent before: what waits for an answer holds up what follows it
    await story.qian.says(`导出 ${story.no}`)
    await bot.app.settled()
    expect(story.qian.transcript()).toContain('正在生成')
    bot.simulator.faults.lostAnswerRate = 0
    for (let minute = 0; minute < 3; minute++) await wait(60_000)
    expect(story.qian.transcript().match(/\[file\]/g)).toHaveLength(1)
    for (const person of [story.zhao, story.zhou]) expect(person.reportCards()).toHaveLength(1)
    expect(await story.complaint()).toMatchObject({ report: { sameDayOk: true } })
  })
})
