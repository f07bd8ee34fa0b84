/** A case belongs to somebody: whoever has taken it on hears first what comes next; the others of the seat may still do it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { more } from '../setup/stories.js'
import { confirmFacts, expectReplayed, fileShortage, type Story, setLiability } from '../setup/story.js'

let bot: Bot
let story: Story
/** Quality control of the same plant as 陈静. */
let wu: TestPerson
beforeEach(async () => {
  bot = await startBot({ organisation: organisationWith({ role: 'QC', plant: 'weinan', users: ['wudawei'] }) })
  story = await fileShortage(bot)
  wu = bot.person('wudawei')
})
afterEach(() => bot.stop())

const cardsOf = (person: TestPerson, step: string) => person.cards().filter(({ main_title }) => main_title?.title === `待办：${step}`)

describe('who accepts a complaint', () => {
  it('is asked alone for what quality control has to do next, and the others may do it', async () => {
    expect(cardsOf(wu, '受理')).toHaveLength(1)
    await story.chen.taps('受理')
    expect(wu.isReplaced(cardsOf(wu, '受理')[0]!)).toContain('陈静')
    expect(wu.transcript()).not.toContain('待办：厂内核查')
    expect(await wu.says('我的任务')).toContain('在谁手里：陈静')
    await wu.taps('厂内核查')
    await wu.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'deskChecked', by: { name: '吴大为' } })
    // it stays with 陈静
    expect(cardsOf(story.chen, '写核实结论')).toHaveLength(1)
    // shown to whoever did it as what comes next, and not asked of them besides
    expect(cardsOf(wu, '写核实结论')).toHaveLength(1)
    await expectReplayed(bot)
  })

  it('finds it before what others have taken on', async () => {
    await story.chen.taps('受理')
    const second = await fileShortage(bot, 'T2611-022')
    await wu.says('我的任务')
    const listed = wu.heard()
    expect(listed.indexOf(second.no)).toBeLessThan(listed.indexOf(story.no))
  })

  it('is reminded first; once it is late everybody hears of it', async () => {
    await story.chen.taps('受理')
    await bot.until('2026-11-06', '18:30')
    expect(story.chen.transcript()).toContain('今天到期：')
    expect(wu.transcript()).not.toContain('今天到期：')
    await bot.until('2026-11-09', '12:00')
    expect(wu.transcript()).toContain('已超期：')
  })
})

it('where the owner has lost the role everybody on the seat is asked', async () => {
  await story.chen.taps('受理')
  await setRoles(bot, 'chenjing')
  await wu.says('我的任务')
  await wu.taps('厂内核查')
  await setRoles(bot, 'hepeng', { role: 'QC', plant: 'weinan' })
  await wu.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  expect(cardsOf(bot.person('hepeng'), '写核实结论')).toHaveLength(1)
})

it('a head of quality who has taken it on is asked alone', async () => {
  await story.chen.taps('受理')
  await more(story, story.zhou, '我来办')
  await story.zhou.taps('厂内核查')
  await story.zhou.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  expect(cardsOf(story.zhou, '写核实结论')).toHaveLength(1)
  expect(cardsOf(story.chen, '写核实结论')).toHaveLength(0)
})

it('a deputy hands over in the place of whoever is away', async () => {
  await story.chen.taps('受理')
  await story.chen.saysAll('请假', '今天', '明天', '孙强', '提交')
  await more(story, story.sun, '转交')
  await story.sun.saysAll('吴大为', '跳过')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ by: { name: '孙强' }, onBehalfOf: { name: '陈静' } })
  expect((await story.complaint()).owners?.QC?.name).toBe('吴大为')
})

it('a deputy who sits on the same seat reads in whose place it would be done, before what is nobody’s', async () => {
  await story.chen.taps('受理')
  const second = await fileShortage(bot, 'T2611-022')
  await second.chen.taps('受理')
  await more(second, wu, '我来办')
  await story.chen.saysAll('请假', '今天', '明天', '吴大为', '提交')
  const listed = await wu.says('我的任务')
  expect(listed).toMatch(new RegExp(`待办：厂内核查\\n代陈静 · ${story.no}`))
  expect(listed).not.toContain(`代陈静 · ${second.no}`)
  await wu.says('我的任务')
  await wu.tapsOn(wu.cards().findLast(({ main_title: title }) => title?.desc?.includes(`代陈静 · ${story.no}`))!, '厂内核查')
  await wu.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  expect((await story.complaint()).events.at(-1)).toMatchObject({ by: { name: '吴大为' }, onBehalfOf: { name: '陈静' } })
})

describe('handing a case over', () => {
  beforeEach(() => story.chen.taps('受理'))

  it('gives the card to the colleague, closes the own one, and stands in the record', async () => {
    const [own] = cardsOf(story.chen, '厂内核查').slice(-1)
    await more(story, story.chen, '转交')
    expect(story.chen.heard()).toContain('转给哪位同事')
    expect(await story.chen.says('孙强')).toContain('同岗位的同事里没有「孙强」')
    await story.chen.saysAll('吴大为', '下午出差。')
    expect(cardsOf(wu, '厂内核查')).toHaveLength(1)
    expect(wu.transcript()).toContain('陈静 转交给吴大为：下午出差。')
    const asked = story.chen.cards().filter(({ task_id }) => task_id === own?.task_id)
    expect(asked).not.toEqual([])
    expect((await story.complaint()).owners).toEqual({ QC: { id: 'wecom:wudawei', name: '吴大为' } })
    expect(await story.chen.says(`查 ${story.no}`)).toContain('负责：吴大为（质检人员）')
    expect(await story.chen.says(`记录 ${story.no}`)).toContain('陈静（质检人员，企业微信）转交给吴大为：下午出差。')
    await wu.taps('厂内核查')
    await wu.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    expect(cardsOf(wu, '写核实结论')).not.toEqual([])
    expect(story.chen.transcript()).not.toContain('待办：写核实结论')
    await expectReplayed(bot)
  })

  it('closes what still asks whoever gave it away, and reminds the colleague from then on', async () => {
    await bot.until('2026-11-05', '09:30')
    const asking = story.chen.cards().filter(({ main_title: { title = '' } = {} }) => /^(待办：厂内核查|快到期了)/.test(title))
    expect(asking).toHaveLength(2)
    await more(story, story.chen, '转交')
    await story.chen.saysAll('吴大为', '跳过')
    expect(asking.map((card) => story.chen.isReplaced(card))).toEqual(['已转给吴大为', '已转给吴大为'])
    expect(story.chen.heard()).not.toContain('待办')
    await bot.until('2026-11-06', '12:30')
    expect(wu.transcript()).toContain('今天到期：调查核实')
    expect(story.chen.transcript()).not.toContain('今天到期：调查核实')
    await expectReplayed(bot)
  })

  it('closes the card that asked the one who had it', async () => {
    await more(story, story.chen, '转交')
    await story.chen.saysAll('吴大为', '跳过')
    const [first] = cardsOf(wu, '厂内核查')
    await more(story, wu, '转交')
    await wu.saysAll('陈静', '跳过')
    expect(wu.isReplaced(first!)).toContain('已转给陈静')
  })

  it('gives it to the head of quality, who is asked alone, and nobody else of the plant has it to do', async () => {
    await more(story, story.chen, '转交')
    expect(await story.chen.saysAll('周敏', '下午出差。')).toContain('转交给周敏：下午出差。')
    expect(cardsOf(story.zhou, '厂内核查')).toHaveLength(1)
    expect((await story.complaint()).owners).toEqual({ QC: { id: 'wecom:zhoumin', name: '周敏' } })
    await bot.until('2026-11-04', '08:45')
    expect(wu.transcript()).not.toContain('今日事项')
    await story.zhou.says('我的任务')
    await story.zhou.taps('厂内核查')
    expect(await story.zhou.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')).toContain('✓ 已记录')
    await expectReplayed(bot)
  })

  it('by a word goes on with the only case that waits', async () => {
    await story.chen.saysAll('转交', '吴大为', '跳过')
    expect((await story.complaint()).owners?.QC?.name).toBe('吴大为')
  })

  it('is refused to who sits alone, with what to do instead', async () => {
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    await story.chen.taps('写核实结论')
    await story.chen.saysAll('装车道计数器漏计，少装 8 袋，与客户清点一致。', '包装/装车', '3 号道计数器故障，人工点数漏记。', '提交')
    await confirmFacts(story)
    await setLiability(story, '我方')
    await more(story, story.sun, '转交')
    expect(story.sun.heard()).toContain('没有可以转交的同事')
  })

  it('a colleague takes it over, and who had it is told', async () => {
    await more(story, wu, '我来办')
    expect((await story.complaint()).owners?.QC?.name).toBe('吴大为')
    expect(story.chen.heard()).toContain('吴大为 接手来办（原来由陈静负责）')
    await wu.says(`查 ${story.no}`)
    await wu.taps('更多')
    expect(wu.heard()).not.toContain('我来办')
  })

  it('offers nothing of it to who is not waited for', async () => {
    await story.zhao.says(`查 ${story.no}`)
    await story.zhao.taps('更多')
    expect(story.zhao.heard()).not.toContain('我来办')
    expect(story.zhao.heard()).not.toContain('转交')
  })
})
