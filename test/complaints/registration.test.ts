/** One session files one record, whoever comes first: its person, the report of 21:00, or both after a crash. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../src/dialogue/session.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { CAKING, FACTS } from '../setup/scripts.js'
import { expectReplayed } from '../setup/story.js'

let bot: Bot
let wang: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const at = (day: string, time: string) => bot.until(day, time)

/** The complaint is written, and the process dies before the conversation is: the dialogue stands at its summary again. */
async function fileAndForget(): Promise<void> {
  const conversations = bot.connection.db!.collection<{ _id: string; version: number; session?: Session; seen: unknown[] }>('conversations')
  const before = (await conversations.findOne({ _id: 'wecom:wangqiang' }))!
  await wang.says('提交')
  const { version } = (await conversations.findOne({ _id: 'wecom:wangqiang' }))!
  await conversations.replaceOne({ _id: 'wecom:wangqiang' }, { ...before, version: version + 1 })
}

describe('after a crash between the complaint and the conversation', () => {
  beforeEach(async () => {
    await wang.saysAll(...CAKING)
    await fileAndForget()
  })

  it('the report of 21:00 is the complaint that is filed already', async () => {
    await at('2026-11-03', '21:10')
    expect(await bot.complaints()).toHaveLength(1)
    expect(bot.person('zhaojianguo').reportCards()).toHaveLength(1)
  })

  it('whoever asks for help and submits again hears the same number', async () => {
    await wang.says('帮助')
    expect(await wang.says('提交')).toContain('TS-20261103-001')
    expect(await bot.complaints()).toHaveLength(1)
    expect((await bot.complaints())[0]!.events.filter(({ type }) => type === 'completed')).toEqual([])
    expect(bot.person('zhaojianguo').reportCards()).toHaveLength(1)
  })

  it('what is corrected before submitting again reaches the record, and is no duplicate of itself', async () => {
    await wang.says('修改批号')
    expect(await wang.says('HB2611-09')).not.toContain('已有一件未结的投诉')
    await wang.sendsPhoto()
    expect(await wang.says('提交')).toContain('TS-20261103-001')
    const [complaint] = await bot.complaints()
    expect(complaint).toMatchObject({ details: { batchNo: 'HB2611-09' }, batchKey: 'hb261109', attachments: [{ kind: 'image' }] })
    expect(await bot.complaints()).toHaveLength(1)
  })
})

describe('a complaint that was reported at 21:00 with what was known', () => {
  it('is completed by its person: one record, one new customer, and what others added stays', async () => {
    await wang.saysAll('投诉 结块', '西安新城建材')
    await wang.taps('新增「西安新城建材」')
    await wang.saysAll('刘经理 13800001111', '渭南厂', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用')
    await at('2026-11-03', '21:10')
    const [partial] = await bot.complaints()
    expect(partial).toMatchObject({ isIncomplete: true })
    await bot.person('liuna').says(`查 ${partial!._id}`)
    await bot.person('liuna').taps('更多')
    await bot.person('liuna').taps('现在补充')
    await bot.person('liuna').sendsPhoto()
    await bot.person('liuna').says('客户又发来一张照片。')
    await wang.sendsPhoto()
    await wang.saysAll('完成', '底层60袋结块，要求换货', ...FACTS, '提交')
    const [complaint, ...others] = await bot.complaints()
    expect(others).toEqual([])
    expect(complaint).toMatchObject({ _id: partial!._id, isIncomplete: false, customer: partial!.customer })
    expect(complaint!.attachments).toHaveLength(2)
    expect(await bot.app.customers.search('西安新城建材')).toHaveLength(1)
  })
})
