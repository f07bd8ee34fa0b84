/** A case belongs to somebody: whoever has taken it on hears first what comes next; the others of the seat may still do it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { organisationWith } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

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
    expect(await wu.says('我的任务')).toContain('负责：陈静')
    await wu.taps('厂内核查')
    await wu.saysAll('698 0 3号道 李明', '否', '否', '提交')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'deskChecked', by: { name: '吴大为' } })
    // it stays with 陈静
    expect(cardsOf(story.chen, '写核实结论')).toHaveLength(1)
    expect(cardsOf(wu, '写核实结论').filter((card) => card.task_id?.startsWith('t'))).toHaveLength(0)
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
  await wu.saysAll('698 0 3号道 李明', '否', '否', '提交')
  expect(cardsOf(bot.person('hepeng'), '写核实结论')).toHaveLength(1)
})
