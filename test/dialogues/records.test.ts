/** A question that asks for a case or a colleague: what has one meaning is taken, what has several is chosen. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../src/people/person.js'
import { type Bot, startBot } from '../setup/bot.js'
import { staff } from '../setup/people.js'
import { correctDelivery, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let first: Story
let second: Story
beforeEach(async () => {
  bot = await startBot()
  first = await fileShortage(bot, 'T2611-021')
  second = await fileShortage(bot, 'T2611-022')
})
afterEach(() => bot.stop())

async function begins(story: Story, button: string): Promise<string> {
  await story.liu.says(`查 ${story.no}`)
  await story.liu.taps('更多')
  return story.liu.taps(button)
}

it.each(['001', '1103-001'])('导出, 记录 and 为什么 take a number as lists write it: %s', async (short) => {
  await first.liu.says(`导出 ${short}`)
  expect((await first.complaint()).events.at(-1)).toMatchObject({ type: 'exported', by: { name: '刘娜' } })
  expect(await first.liu.says(`记录 ${short}`)).toContain(`投诉 ${first.no} 的经过`)
  expect(await first.liu.says(`为什么是这一天 ${short}`)).toContain(`${first.no} 受理`)
  expect(await first.song.says(`导出 ${short}`)).toContain('没有找到')
})

describe('the complaint to merge into', () => {
  beforeEach(() => correctDelivery(second, 'T2611-021'))

  it.each([
    ['its number', 'TS-20261103-001'],
    ['its number, written otherwise', 'ts 20261103-001'],
    ['its customer, where nothing else of them is open', '宏基'],
  ])('is taken by %s', async (_title, text) => {
    await begins(second, '合并到另一件')
    expect(await second.liu.says(text)).toContain('合并到：TS-20261103-001')
    expect(await second.complaint()).toMatchObject({ state: 'MERGED', mergedInto: first.no })
  })

  it('is chosen where the customer has several, the newest first and never itself', async () => {
    const third = await fileShortage(bot, 'T2611-023')
    await correctDelivery(third, 'T2611-021')
    await begins(third, '合并到另一件')
    const asked = await third.liu.says('宏基')
    expect(asked).toMatch(/「宏基」有这些在办的投诉：[\s\S]*1\. TS-20261103-002[\s\S]*2\. TS-20261103-001/)
    expect(asked).not.toContain(third.no)
    await third.liu.says('2')
    expect(await third.complaint()).toMatchObject({ state: 'MERGED', mergedInto: first.no })
  })

  it('is asked for again where there is none of that number, and refused where it is none to merge into', async () => {
    await begins(second, '合并到另一件')
    expect(await second.liu.says('TS-20261103-009')).toContain('没有找到「TS-20261103-009」')
    expect(await second.liu.says(second.no)).toContain(`「${second.no}」不能合并`)
    expect(await second.liu.says(first.no)).toContain(`合并到 ${first.no}`)
  })
})

describe('a complaint that is looked up', () => {
  const someone = (parts: Partial<Person>): Person => ({ ...staff('wecom:somebody'), name: '某人', ...parts })
  const found = async (text: string, by: Person) =>
    (await bot.app.complaints.lookups.case(text, by, { facts: {}, channel: 'wecom' })).map(({ id }) => id)

  it('is one that the person may see, by number and by customer', async () => {
    const customer = (await first.complaint()).customer.id
    for (const text of [first.no, '宏基']) {
      expect(await found(text, someone({ roles: [{ role: 'CS', plant: 'weinan' }] }))).toContain(first.no)
      expect(await found(text, someone({ customer }))).toContain(first.no)
      expect(await found(text, someone({ roles: [{ role: 'CS', plant: 'tongchuan' }] }))).toEqual([])
      expect(await found(text, someone({ roles: [{ role: 'SALES' }] }))).toEqual([])
      expect(await found(text, someone({ customer: 'another' }))).toEqual([])
      expect(await found(text, someone({}))).toEqual([])
    }
  })

  it('is recorded as refused where it exists and is not theirs', async () => {
    const { refusals } = bot.app.complaints.models
    await found(first.no, someone({}))
    await found('TS-20261103-099', someone({}))
    expect(await refusals.find().lean()).toMatchObject([
      { reference: first.no, by: { id: 'wecom:somebody' }, action: 'findComplaints', channel: 'wecom' },
    ])
  })
})

describe('the colleague who was phoned', () => {
  it('is taken by name, and refused where they got no report', async () => {
    bot.simulator.faults.busyRate = 1
    const filed = await fileShortage(bot, 'T2611-077')
    bot.simulator.faults.busyRate = 0
    await begins(filed, '补记上报')
    expect(await filed.liu.says('李四')).toContain('没有找到「李四」')
    expect(await filed.liu.says('报给赵建国了')).toContain('上报给：赵建国')
    await filed.liu.says('电话 刚才')
    expect((await filed.complaint()).report.recipients).toMatchObject([{ name: '赵建国', toldBy: 'PHONE' }, {}, {}])
    await begins(filed, '补记上报')
    expect(await filed.liu.saysAll('冯远', '邮件', '刚才')).toContain('要写收到上报的人：赵建国、周敏、孙强')
  })
})

it('a dialogue that began before colleagues and complaints were looked up ends as it would have', async () => {
  await correctDelivery(second, 'T2611-021')
  const { merged, phoned } = bot.app.complaints.actions
  const by = await bot.app.directory.personOf('wecom:liuna')
  const request = { by, at: bot.clock.now(), channel: 'wecom', facts: { no: second.no } }
  await phoned!({ ...request, key: 'old.phoned', answers: { recipient: '周敏', phonedAt: bot.clock.now().toISOString() } })
  await merged!({ ...request, key: 'old.merged', answers: { target: ' ts-20261103-001' } })
  expect(await second.complaint()).toMatchObject({ state: 'MERGED', mergedInto: first.no })
  expect((await second.complaint()).report.recipients).toMatchObject([{}, { name: '周敏', byPhone: true }, {}])
})
