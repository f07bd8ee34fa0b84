/** The wrong plant, or the wrong department (domain.md 2.2, row 6): before and after it was accepted; who hears, and what runs. */
import { expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { more } from '../setup/stories.js'
import { eachStory, fileShortage, propose, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

const running = async () => (await story.complaint()).clocks.filter(({ stoppedAt }) => !stoppedAt).map(({ id }) => id)
async function toTongchuan(person: TestPerson): Promise<void> {
  await more(story, person, '转给其他企业')
  await person.saysAll('铜川厂', '提货单是铜川厂的。')
}
async function toProduction(person: TestPerson): Promise<void> {
  await more(story, person, '转给其他部门')
  await person.saysAll('渭南厂生产部', '是包装前就少的，归生产部。')
}

it.each([
  ['另一家企业', '转给其他企业', ['铜川厂']],
  ['另一个部门', '转给其他部门', ['渭南厂生产部']],
  ['别的类别', '更正', ['类别', '受潮结块']],
])('what somebody confirms while it is given to %s stays confirmed', async (_, button, answers) => {
  const { liu, sun } = story
  await more(story, liu, button)
  await liu.saysAll(...answers)
  const { directory } = bot.app
  const { holders } = directory
  let isBetween = false
  // whoever is to hear of it is looked up between the reading and the writing
  directory.holders = async (...asked) => {
    const found = await holders(...asked)
    if (asked[0] === 'DEPT' && !isBetween) {
      isBetween = true
      const card = sun.reportCards()[0]!
      await bot.simulator.taps('sunqiang', card.task_id!, `do:acknowledgeReport:${story.no}`)
    }
    return found
  }
  await liu.says('登记时选错了。')
  directory.holders = holders
  const { events, report } = await story.complaint()
  expect(events.filter(({ type }) => ['confirmed', 'rerouted', 'redirected', 'corrected'].includes(type))).toHaveLength(2)
  expect(report.recipients.find(({ id }) => id === 'wecom:sunqiang')?.confirmedAt).toBeInstanceOf(Date)
})

it('to the plant where it is: says so, and asks again', async () => {
  await more(story, story.chen, '转给其他企业')
  expect(await story.chen.saysAll('渭南厂', '点错了。')).toContain('现在就在渭南厂')
  expect(await story.chen.saysAll('修改转给', '铜川厂', '提货单是铜川厂的。')).toContain('转给铜川厂')
  expect(await story.complaint()).toMatchObject({ plant: 'tongchuan' })
})

it('whose matter it is no more hears so, with the reason, and their card of the report says it', async () => {
  await toTongchuan(story.liu)
  for (const person of [story.chen, story.sun]) {
    expect(person.heard()).toContain(`${story.no} 已由刘娜转给铜川厂处理，您这边不用再办。原因：提货单是铜川厂的。`)
  }
  const report = story.sun.cards().find(({ task_id: id }) => id?.startsWith('report-'))!
  expect(story.sun.isReplaced(report)).toBe('已转走，不用处理')
  expect(story.zhao.heard()).not.toContain('您这边不用再办')
})

it('accepted already: the other plant accepts it in the usual time and looks into its own records', async () => {
  await story.chen.taps('受理')
  await story.chen.taps('厂内核查')
  await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  await toTongchuan(story.chen)
  expect(await story.complaint()).toMatchObject({ state: 'REPORTED', plant: 'tongchuan' })
  expect(await running()).toContain('T2')
  expect(await running()).not.toContain('T2c')
  const he = bot.person('hepeng')
  await he.taps('受理')
  expect(he.heard()).toContain('待办：厂内核查')
  expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING' })
})

it('what one has taken on is nobody’s until the other plant takes it on', async () => {
  await story.zhou.says(`查 ${story.no}`)
  await story.zhou.taps('受理')
  expect((await story.complaint()).owners).toMatchObject({ QC: { name: '周敏' } })
  await toTongchuan(story.chen)
  expect((await story.complaint()).owners).not.toHaveProperty('QC')
  expect(story.zhou.heard()).toContain('转给铜川厂')
  await bot.person('hepeng').taps('受理')
  expect((await story.complaint()).owners).toMatchObject({ QC: { name: '何鹏' } })
})

it('to another department of the plant: it gets the report, the other one hears; state and clocks stay', async () => {
  const before = await story.complaint()
  await toProduction(story.chen)
  const after = await story.complaint()
  const clockOf = ({ clocks }: typeof before) => clocks.find(({ id }) => id === 'T2')
  expect(after).toMatchObject({ state: 'REPORTED', departments: ['weinan-production'] })
  expect(clockOf(after)).toEqual(clockOf(before))
  expect(bot.person('wudawei').transcript()).toContain('新投诉：袋数不足')
  expect(story.sun.heard()).toContain(`${story.no} 已由陈静转给渭南厂生产部处理，您这边不用再办。`)
  await more(story, story.chen, '转给其他部门')
  // those of the other plant are reached by 转给其他企业
  expect(story.chen.heard()).not.toContain('铜川厂')
  expect(await story.chen.saysAll('渭南厂生产部', '再转一次。')).toContain('现在就归这些部门处理')
})

it('to a department of the whole company, which belongs to no plant: it gets the report and says 收到', async () => {
  const organisation = organisationWith({ role: 'DEPT', department: 'transport', users: ['songbo'] })
  const departments = [...organisation.departments, { id: 'transport', name: '物流运输部', kinds: [] }]
  const own = await startBot({ organisation: { ...organisation, departments } })
  try {
    const filed = await fileShortage(own)
    const { no, chen, song, complaint } = filed
    await more(filed, chen, '转给其他部门')
    expect(chen.heard()).toMatch(/渭南厂生产部.*物流运输部/)
    await chen.saysAll('物流运输部', '袋子是路上丢的。')
    expect(await complaint()).toMatchObject({ state: 'REPORTED', departments: ['transport'] })
    expect(song.reportCards()).toHaveLength(1)
    await song.taps('收到')
    expect((await complaint()).report.recipients.find(({ name }) => name === '宋波')?.confirmedAt).toBeInstanceOf(Date)
    expect(await song.says(`查 ${no}`)).toContain(`${no} ·`)
  } finally {
    await own.stop()
  }
})

it('while the plan is awaited: it is asked of the other department', async () => {
  await verify(story)
  await toProduction(story.chen)
  expect(await story.complaint()).toMatchObject({ state: 'PLANNING', departments: ['weinan-production'] })
  const wu = bot.person('wudawei')
  expect(wu.heard()).toContain('待办：提出方案')
  await propose(wu)
  expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'planProposed', by: { name: '吴大为' } })
})
