/** 查, 找: whatever somebody knows of a complaint, within what they may see (domain.md 8; R16.4). */
import { describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type Bot, startBot } from '../setup/bot.js'
import { more } from '../setup/stories.js'
import { eachStory, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

describe('one complaint is found', () => {
  it.each([
    ['its delivery note', '查 T2611-021'],
    ['the end of its delivery note', '找 021'],
    ['its truck, without the province', '查 E12345'],
    ['the end of a phone number', '查 0001'],
    ['a word of what was said', '搜 卸车少了'],
    ['words in Traditional characters', '查 卸車少了'],
    ['the customer and a word of it', '查 宏基 8袋 卸车'],
    ['who complained', '查 张工'],
    ['its number as lists write it', '查 1103-001'],
  ])('by %s', async (_name, says) => {
    expect(await story.liu.says(says)).toContain(`${story.no} ·`)
  })
})

it('a long number is found whole, as it is written, and by its end', async () => {
  const long = 'HB20261103-WEINAN-0000000012-0007'
  const { liu, no } = await fileShortage(bot, long)
  for (const said of [long, long.slice(4), '0007']) expect(await liu.says(`查 ${said}`)).toContain(`${no} ·`)
})

it.each([
  ['nothing that fits', '查 T2611-999', '没有找到'],
  ['a number in short that nothing has', '查 1102-001', '没有找到'],
  ['words of which one does not fit', '查 宏基 发霉', '没有找到'],
  ['what is too short to look for', '查 21', '「21」太短'],
  ['more words than anybody needs', '查 一个 两个 三个 四个 五个 六个 七个', '1 到 6 个词'],
])('%s: says so', async (_name, says, said) => {
  expect(await story.liu.says(says)).toContain(said)
})

it('many are shown ten at a time, the newest first, with how many there are', async () => {
  for (let count = 1; count <= 11; count++) await fileShortage(bot, `T2611-1${count + 10}`)
  const heard = await story.liu.says('查 宏基')
  expect(heard).toContain('找到 12 件')
  expect(heard).not.toContain(story.no)
  expect(await story.liu.taps('更多')).toContain(story.no)
})

it('a customer finds by what fits, and not all that is theirs', async () => {
  await fileShortage(bot, 'T2611-022')
  const zhang = bot.person('zhanggong')
  expect(await zhang.says('查 T2611-021')).toContain(story.no)
  expect(await zhang.says('查 T9999-999')).toContain('没有找到')
  expect(await zhang.says('查 宏基')).toContain('找到 2 件')
})

it.each([
  ['the number alone', (): string => story.no, 'TS-20261103-001 ·'],
  ['the number as lists write it', (): string => '1103-001', 'TS-20261103-001 ·'],
  ['记录 with the short number', (): string => '记录 1103-001', '王强 登记'],
  ['为什么 with the short number', (): string => '为什么 1103-001', '受理'],
])('%s is understood', async (_name, says, said) => {
  expect(await story.liu.says(says())).toContain(said)
})

it('a phone number finds nothing for those who may not see it', async () => {
  expect(await story.qian.says('查 0001')).not.toContain(story.no)
  expect(await story.qian.says('查 T2611-021')).toContain(story.no)
})

it('nor does one that stands in what was said', async () => {
  await more(story, story.liu, '更正')
  await story.liu.saysAll('投诉内容', '卸车少了8袋，请打13812345678联系。', '补上电话。')
  expect((await story.complaint()).description).toContain('13812345678')
  for (const digits of ['13812345678', '12345678']) expect(await story.qian.says(`查 ${digits}`)).not.toContain(story.no)
})

it('what somebody may not see is not found, and the try is recorded', async () => {
  const hepeng = bot.person('hepeng')
  expect(await hepeng.says('查 1103-001')).toContain('没有找到')
  expect(await hepeng.says('查 T2611-021')).toContain('没有找到')
  const refusals = await bot.connection.db!.collection('refusals').find({ 'by.id': 'wecom:hepeng' }).toArray()
  expect(refusals).toMatchObject([{ action: 'findComplaints', reference: 'T2611-021' }])
})

it('what was corrected and what was added by others is found too', async () => {
  await story.liu.taps('更正')
  await story.liu.saysAll('提货单号', 'T2611-777', '看错一位。')
  expect(await story.liu.says('查 777')).toContain(story.no)
})

it('one that an earlier version wrote is found after the start', async () => {
  await allCases(bot.connection).collection.updateOne({ _id: story.no as never }, { $unset: { search: 1, searchPhones: 1 } })
  const again = await startBot({ databaseName: bot.connection.name, clock: bot.clock })
  await again.until('2026-11-04', '04:00')
  expect(await again.person('liuna').says('查 T2611-021')).toContain(`${story.no} ·`)
  await again.stop()
})

it('本月 counts by a delivery note too', async () => {
  expect(await story.liu.says('本月 T2611-021')).toContain('共 1 件')
})
