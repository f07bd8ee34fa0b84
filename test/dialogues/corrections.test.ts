/** What customer service corrects counts everywhere: for the visit, for what is asked for, for who must be warned (R3.2, domain.md 4.8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { siteOf } from '../../src/complaints/planned-visit.js'
import { type Bot, startBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { more } from '../setup/stories.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

async function correct(no: string, ...answers: string[]): Promise<void> {
  await more({ ...story, no }, story.liu, '更正')
  await story.liu.saysAll(...answers)
}

it('a place counts for the visit though the customer has sent another one, which stands as what was before', async () => {
  const zhang = bot.person('zhanggong')
  await zhang.says(`查 ${story.no}`)
  await zhang.taps('现在补充')
  await zhang.sendsPlace('错的工地')
  await zhang.says('工地在这里，门口有保安。')
  await correct(story.no, '使用地点', '临渭区前进路12号', '客户发错了位置。')
  const complaint = await story.complaint()
  expect(complaint.events.at(-1)).toMatchObject({ type: 'corrected', data: { before: '错的工地', after: '临渭区前进路12号' } })
  expect(siteOf(complaint)).toMatchObject({ label: '临渭区前进路12号' })
  await expectReplayed(bot)
})

it('a batch that is now that of another customer warns quality control', async () => {
  await correct(story.no, '出厂编号', 'B100', '袋子上看到的。')
  await story.wang.saysAll(
    '投诉 袋数不足',
    '宏远',
    '李会计',
    'PO42.5',
    'T2611-031 陕E12345 昨天 我方承运',
    '700 692',
    '今天上午收货员老李点的',
  )
  await story.wang.sendsPhoto()
  const no = /TS-\d{8}-\d{3}/.exec(await story.wang.saysAll('卸车少了8袋，要求补上', '补货', ...FACTS, '提交'))![0]
  expect(story.chen.transcript()).not.toContain('同编号有两家客户投诉')
  await correct(no, '出厂编号', 'B100', '袋子上看到的。')
  expect(story.chen.heard()).toContain('同编号有两家客户投诉')
})

describe('a delivery note', () => {
  it('that was missing is not asked for any more', async () => {
    const dueAt = new Date(bot.clock.now().getTime() + 2 * 3_600_000)
    const missing = { followUps: [{ field: 'deliveryNo', dueAt }], followUpDueAt: dueAt, 'details.deliveryNo': null }
    await allCases(bot.connection).collection.updateOne({ _id: story.no as never }, { $set: missing })
    await correct(story.no, '提货单号', 'T2611-012', '客户电话里说的。')
    expect((await story.complaint()).followUps).toMatchObject([{ field: 'deliveryNo', doneAt: expect.any(Date) }])
    const before = story.wang.transcript().length
    await bot.pass(26 * 3_600_000)
    expect(story.wang.transcript().slice(before)).not.toContain('提货单')
  })

  it('that looks like the number of a phone is read as it is', async () => {
    await correct(story.no, '提货单号', '13812345678', '写反了。')
    expect(story.chen.transcript()).toContain('改为 13812345678')
  })
})
