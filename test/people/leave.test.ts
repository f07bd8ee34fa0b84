/** Who is away has a deputy: tasks, reports, reminders and approvals go there as well, and nobody decides on their own work by it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { expectReplayed, fileShortage, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const person = (id: string) => bot.person(id)
/** 赵建国, head of marketing, is away today and tomorrow. */
const away = (deputy: string) => person('zhaojianguo').saysAll('请假', '今天', '明天', deputy, '提交')

describe('taking leave', () => {
  it('is said back with working days, and the deputy hears of it', async () => {
    expect(await away('吴大为')).toContain('赵建国 2026年11月3日（周二）至2026年11月4日（周三）请假，共 2 个工作日，由吴大为代办')
    expect(person('wudawei').transcript()).toContain('这几天请您代办')
  })

  it('asks where there is one on these days already, and keeps it or replaces it', async () => {
    await away('吴大为')
    expect(await person('zhaojianguo').saysAll('请假', '明天', '后天', '孙强')).toContain('这几天已经请过假了')
    await person('zhaojianguo').saysAll('是', '提交')
    await bot.pass(24 * 3_600_000)
    await fileShortage(bot)
    expect(person('wudawei').transcript()).toContain('赵建国 改由孙强代办')
    expect(person('wudawei').transcript()).not.toContain('代赵建国 · ')
  })

  it('refuses a last day before the first, and oneself as deputy', async () => {
    expect(await person('zhaojianguo').saysAll('请假', '后天', '明天', '孙强')).toContain('不能早于开始日期')
    await person('zhaojianguo').says('取消')
    expect(await person('zhaojianguo').saysAll('请假', '明天', '后天', '赵建国')).toContain('代办人不能是赵建国自己')
  })

  it('may be noted by an administrator for somebody else, and by nobody else', async () => {
    await person('linjing').saysAll('请假', '赵建国', '今天', '明天', '吴大为', '提交')
    expect(person('zhaojianguo').transcript()).toContain('林静 已替您登记请假')
    expect(await person('sunqiang').says('销假 赵建国')).toContain('要由系统管理员来做')
    expect(await person('linjing').says('销假 赵建国')).toContain('赵建国 已销假')
  })
})

describe('the deputy', () => {
  beforeEach(async () => {
    await away('吴大为')
    story = await fileShortage(bot)
  })

  it('gets the report, confirms it in the place of whoever is away, and reads the case only meanwhile', async () => {
    const wu = person('wudawei')
    expect(wu.transcript()).toContain('代赵建国 · TS-')
    await wu.taps('收到')
    expect((await story.complaint()).events.at(-1)).toMatchObject({
      type: 'confirmed',
      by: { name: '吴大为' },
      onBehalfOf: { name: '赵建国' },
    })
    expect(await wu.says(`查 ${story.no}`)).toContain('处理经过')
    expect(await wu.says(`记录 ${story.no}`)).toContain('吴大为（代赵建国）（市场营销部负责人，企业微信）')
    await person('zhaojianguo').says('销假')
    expect(await wu.says(`查 ${story.no}`)).toContain('不能查看')
  })

  it('approves in their place, as the card says, and the record names both', async () => {
    const wu = person('wudawei')
    await verify(story)
    await propose(story.sun)
    expect(wu.transcript()).toContain('待办：批准方案\n代赵建国 · TS-')
    await wu.says('我的任务')
    expect(wu.heard()).toContain('代赵建国')
    await wu.taps('批准方案')
    expect((await story.complaint()).events.at(-1)).toMatchObject({
      type: 'planApproved',
      by: { name: '吴大为' },
      onBehalfOf: { name: '赵建国' },
      role: 'MKT_HEAD',
    })
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('吴大为（代赵建国）')
    await expectReplayed(bot)
  })
})

it('a deputy who may do the same themselves, but whose turn it is not, does it in the place of whoever is away', async () => {
  await away('钱卫民')
  story = await fileShortage(bot)
  await verify(story)
  await propose(story.sun)
  expect(story.qian.transcript()).toContain('待办：批准方案\n代赵建国 · TS-')
  await story.qian.says('我的任务')
  expect(await story.qian.taps('批准方案')).toContain('✓ 已记录')
  expect((await story.complaint()).events.at(-1)).toMatchObject({
    type: 'planApproved',
    by: { name: '钱卫民' },
    onBehalfOf: { name: '赵建国' },
    role: 'MKT_HEAD',
  })
  expect((await story.complaint()).state).toBe('PLAN_OFFERED')
  await expectReplayed(bot)
})

it('a deputy who got the report as well says 收到 for each of the two', async () => {
  await away('周敏')
  story = await fileShortage(bot)
  await story.zhou.says(`收到 ${story.no}`)
  await story.zhou.says(`收到 ${story.no}`)
  const confirmed = (await story.complaint()).events.filter(({ type }) => type === 'confirmed')
  expect(confirmed.map(({ by, onBehalfOf }) => [by?.name, onBehalfOf?.name])).toEqual([
    ['周敏', undefined],
    ['周敏', '赵建国'],
  ])
})

it('nobody approves their own plan in the place of somebody else', async () => {
  await away('孙强')
  story = await fileShortage(bot)
  await verify(story)
  await propose(story.sun)
  await story.sun.says('我的任务')
  expect(await story.sun.taps('批准方案')).toContain('自己提的方案要由别人批准')
})

it('what the deputy has begun is finished lawfully after the leave is over', async () => {
  await away('吴大为')
  story = await fileShortage(bot)
  await verify(story)
  await propose(story.sun)
  await person('wudawei').taps('退回方案')
  await story.zhao.says('销假')
  await person('wudawei').says('请写明补货哪天到。')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'planRejected', onBehalfOf: { name: '赵建国' } })
})

it('where the deputy is away too the head acts', async () => {
  await person('sunqiang').saysAll('请假', '今天', '明天', '吴大为', '提交')
  expect(await person('chenjing').saysAll('请假', '今天', '明天', '孙强')).toContain(
    '孙强 2026年11月3日（周二）至2026年11月4日（周三）也请假',
  )
  await person('chenjing').says('提交')
  story = await fileShortage(bot)
  expect(story.zhou.transcript()).toContain('待办：受理\n代陈静 · ')
  expect(story.sun.transcript()).not.toContain('待办：受理')
})

describe('a deputy who is no longer one of ours', () => {
  it('hears and does nothing any more, and the head acts', async () => {
    await away('吴大为')
    story = await fileShortage(bot)
    const wu = person('wudawei')
    expect(wu.transcript()).toContain('代赵建国 · ')
    await setRoles(bot, 'wudawei')
    const before = wu.entries().length
    const { no } = await fileShortage(bot, 'T2611-022')
    expect(wu.entries()).toHaveLength(before)
    expect(story.qian.transcript()).toContain(`代赵建国 · ${no}`)
    await wu.taps('收到')
    expect((await bot.complaints()).flatMap(({ events }) => events.filter(({ type }) => type === 'confirmed'))).toEqual([])
  })

  it('but a contact of a customer is told nothing of the house', async () => {
    await away('吴大为')
    const zhang = { id: 'wecom:zhanggong', name: '张工' }
    await bot.connection.collection('leaves').updateMany({}, { $set: { deputy: zhang } })
    // another replica, which has not read the leaves yet
    const other = await startBot({ databaseName: bot.connection.name, clock: bot.clock })
    await verify(await fileShortage(other))
    expect(other.person('zhanggong').transcript()).toContain('请您答复')
    expect(other.person('zhanggong').transcript()).not.toContain('代赵建国')
    await other.stop()
  })
})
