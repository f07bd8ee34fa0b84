/** One person who writes by two contacts: hears everything once, finds the same tasks on both, and stays one person for the rule of four eyes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import { optionsOf } from '../../src/simulator/hands.js'
import { type Bot, startBot } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { confirmFacts, fileShortage, investigate, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  const people = [{ id: 'chen', name: '陈静', contacts: { wecom: ['chenjing', 'ZhaoJianguo'] } }]
  bot = await startBot({ organisation: { ...exampleOrganisation(), people } })
})
afterEach(() => bot.stop())

/** Quality control of the plant by the first contact, head of marketing by the second. */
const contactsIn = ({ chen, zhao }: Story) => ({ first: chen, second: zhao })

describe('a person with two contacts', () => {
  it('hears once: where they never wrote on the first listed, later where they wrote last', async () => {
    const story = await fileShortage(bot)
    const { first, second } = contactsIn(story)
    expect(first.reportCards()).toHaveLength(1)
    expect(second.entries()).toEqual([])
    await verify(story)
    await second.says('我的任务')
    await propose(story.sun)
    expect(second.transcript()).toContain('批准方案')
    expect(first.transcript()).not.toContain('批准方案')
    expect((await story.complaint()).report.recipients.filter(({ name }) => name === '陈静')).toMatchObject([
      { id: 'chen', deliveredAt: expect.any(Date) },
    ])
  })

  it('finds the same tasks on both', async () => {
    const story = await fileShortage(bot)
    const { first, second } = contactsIn(story)
    const [report] = first.reportCards()
    expect(await second.says('我的任务')).toContain('待确认收到')
    await second.taps('收到')
    expect((await story.complaint()).report.recipients.find(({ id }) => id === 'chen')).toHaveProperty('confirmedAt')
    expect(await first.tapsOn(report!, '收到')).toBe('')
    expect(first.isReplaced(report!)).toBe('已收到')
  })

  it('cannot approve by one what they proposed by the other, and that they tried is recorded', async () => {
    const story = await fileShortage(bot)
    const { first, second } = contactsIn(story)
    await verify(story)
    await propose(first)
    await second.says(`查 ${story.no}`)
    expect(await second.taps('批准方案')).toContain('自己提的方案要由别人批准')
    expect((await story.complaint()).state).toBe('PLANNING')
    expect(await complaintModels(bot.connection).refusals.find({ reference: story.no }).lean()).toMatchObject([
      { by: { id: 'chen', name: '陈静' }, action: 'planApproved', reason: 'complaint.refused.own' },
    ])
  })

  it('keeps the talk on each contact apart: a word about it goes to the contact that it is with', async () => {
    const story = await fileShortage(bot)
    const { first, second } = contactsIn(story)
    await first.saysAll('投诉 受潮结块', '宏基')
    await second.says('我的任务')
    await bot.pass(31 * 60_000)
    expect(first.transcript()).toContain('还没填完')
    expect(second.transcript()).not.toContain('还没填完')
  })

  it('hears once though it is told again after they have changed to the other contact, and the card changes where it is', async () => {
    const story = await fileShortage(bot)
    const { first, second } = contactsIn(story)
    await investigate(story)
    await confirmFacts(story)
    await story.zhou.says(`查 ${story.no}`)
    await story.zhou.taps('责任判定')
    await story.zhou.saysAll('我方', '渭南厂包装发运部', '提交')
    const asked = first.cards().at(-1)!
    expect(optionsOf(asked)).toContain('提出方案')
    await second.says('帮助')
    const { events } = await story.complaint()
    const { complaints } = complaintModels(bot.connection)
    await complaints.updateOne({ _id: story.no }, { $set: { notices: events.map(({ id }) => id), noticeDueAt: bot.clock.now() } })
    await bot.runJobs()
    expect(second.transcript()).not.toContain('提出方案')
    await propose(story.sun)
    expect(first.isReplaced(asked)).toBe('孙强 已处理')
  })
})
