/** 转派全部: everything open that somebody owns goes to a colleague, after one confirmation. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let first: Story
let second: Story
let wu: TestPerson
/** 陈静 has two of three complaints; 吴大为 sits where she does. */
beforeEach(async () => {
  bot = await startBot({ organisation: organisationWith({ role: 'QC', plant: 'weinan', users: ['wudawei'] }) })
  first = await fileShortage(bot)
  await first.chen.taps('受理')
  second = await fileShortage(bot, 'T2611-022')
  await second.chen.taps('受理')
  await fileShortage(bot, 'T2611-023')
  wu = bot.person('wudawei')
})
afterEach(() => bot.stop())

const owners = async () => (await bot.complaints()).map((complaint) => complaint.owners?.QC?.name)
const checks = () => wu.cards().filter(({ main_title }) => main_title?.title === '待办：厂内核查').length

it('is confirmed once, with how many and to whom; each is an act of its own, and both hear of each', async () => {
  const { zhao, chen } = first
  expect(await zhao.saysAll('转派全部', '陈静', '吴大为')).toContain('陈静 负责的在办 2 件，转给吴大为。')
  expect(await owners()).toEqual(['陈静', '陈静', undefined])
  expect(await zhao.says('提交')).toContain('已把陈静负责的 2 件转给吴大为，双方都会收到通知。')
  expect(await owners()).toEqual(['吴大为', '吴大为', undefined])
  const done = (await bot.complaints()).flatMap(({ events }) => events.filter(({ type }) => type === 'transferred'))
  expect(done).toMatchObject([1, 2].map(() => ({ by: { name: '赵建国' }, data: { seat: 'QC', formerly: { name: '陈静' } } })))
  expect(new Set(done.map(({ id }) => id)).size).toBe(2)
  expect(checks()).toBe(2)
  expect(chen.transcript().split('赵建国 转交给吴大为')).toHaveLength(3)
  await expectReplayed(bot)
})

it('whoever owns them gives away their own, and nothing of anybody else', async () => {
  const { chen, sun } = first
  expect(await chen.says('转派全部')).toContain('全部转给哪位同事')
  expect(await chen.says('周敏')).toContain('陈静 负责的在办 2 件，转给周敏。')
  expect(await chen.says('提交')).toContain('2 件转给周敏')
  expect(await owners()).toEqual(['周敏', '周敏', undefined])
  expect(await sun.saysAll('转派全部', '吴大为')).toContain('孙强现在没有负责的在办事项')
  await expectReplayed(bot)
})

it('says which are left, and why; none of them keeps another from it', async () => {
  const { zhao } = first
  const { collection } = allCases(bot.connection)
  const { operationKey: _, ...whole } = await first.complaint()
  const damaged = Array.from({ length: 50 }, (_one, index) => ({
    ...whole,
    _id: `TS-20261101-${String(index + 1).padStart(3, '0')}`,
    operationKey: `damaged ${index}`,
    nextDueAt: new Date('2026-11-01T00:00:00Z'),
    owners: { ...whole.owners, DEPT: null },
    clocks: null,
  }))
  await collection.insertMany(damaged as never)
  await collection.updateOne({ _id: first.no as never }, { $set: { plant: 'tongchuan' } })
  expect(await zhao.saysAll('转派全部', '陈静', '吴大为')).toContain('在办 50 件，转给吴大为。另有 2 件')
  const said = await zhao.says('提交')
  expect(said).toContain('已把陈静负责的 1 件转给吴大为')
  expect(said).toContain(`· ${first.no}：接手人不在管这一件的岗位上`)
  expect(said).toMatch(/· TS-20261101-001、[^：]*TS-20261101-020 等 50 件：记录有损坏/)
  expect(said).not.toContain('TS-20261101-021')
  expect((await second.complaint()).owners?.QC?.name).toBe('吴大为')
  expect((await first.complaint()).owners?.QC?.name).toBe('陈静')
})

it('goes on where somebody has left, by an administrator who reads none of them', async () => {
  const lin = bot.person('linjing')
  await setRoles(bot, 'chenjing')
  await lin.saysAll('转派全部', '陈静', '吴大为', '提交')
  expect(await owners()).toEqual(['吴大为', '吴大为', undefined])
  expect(await lin.says(`查 ${first.no}`)).toContain('不能查看')
  await expectReplayed(bot)
})

it('takes one kind only where that is wanted', async () => {
  expect(await first.zhao.saysAll('转派全部', '陈静', '吴大为', '修改范围', '礼品')).toContain('陈静现在没有负责的在办事项')
  expect(await owners()).toEqual(['陈静', '陈静', undefined])
})
