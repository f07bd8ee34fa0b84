/** 在谁手里: by name, on what people read of a case. */
import { describe, expect, it } from 'vitest'
import { handValues } from '../../src/cases/in-hands.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import type { Bot } from '../setup/bot.js'
import { eachStory, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

describe('who has it in their hands', () => {
  it('is said where it is looked up, with what they have to do and until when, and can be pushed there', async () => {
    const { zhao, chen, no } = story
    expect(await zhao.says(`查 ${no}`)).toContain('现在在 陈静（渭南厂质检人员）手里：受理，11月3日 14:01 前')
    expect(await zhao.taps('催办')).toContain(
      `已催办 ${no} 的「受理」，陈静（渭南厂质检人员）马上收到。要带句话，回复「@陈静 ${no} 您的话」。`,
    )
    expect(await chen.says(`查 ${no}`)).toContain('现在在您手里：受理')
  })

  it('is said to whoever has done something, be it themselves or somebody else', async () => {
    const { chen, liu } = story
    expect(await chen.taps('受理')).toContain('现在在您手里：厂内核查，11月6日 18:00 前')
    await chen.taps('厂内核查')
    await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
    await chen.taps('写核实结论')
    await chen.saysAll('装车道计数器漏计，少装 8 袋，与客户清点一致。', '包装/装车', '3 号道计数器故障，人工点数漏记。', '提交')
    expect(chen.transcript()).toMatch(/已记录 \S+：核实结论：[^\n]*\n现在在 刘娜（客服人员）手里：客户确认事实/)
    await liu.taps('客户确认事实')
    await liu.saysAll('确认', '张工', '电话')
    await liu.sendsPhoto()
    expect(await liu.says('完成')).toContain('现在在 陈静（渭南厂质检人员）手里：责任判定')
  })

  it('names each with the seat that they hold', async () => {
    const { zhao, no } = story
    await verify(story)
    expect(await zhao.says(`查 ${no}`)).toContain('现在在 陈静（渭南厂质检人员）、孙强（渭南厂包装发运部）手里：提出方案')
  })

  it('stands on a reminder for whoever stands above', async () => {
    await bot.until('2026-11-03', '15:30')
    expect(story.zhao.transcript()).toContain('在谁手里：陈静（渭南厂质检人员）：受理')
  })

  it('is nothing that a customer reads', async () => {
    await story.chen.taps('受理')
    const zhang = bot.person('zhanggong')
    await zhang.says(`查 ${story.no}`)
    expect(zhang.transcript()).not.toMatch(/手里|陈静|质检/)
  })
})

describe('several people', () => {
  const { texts } = loadDialogues(dialogueSources())
  const qc = { role: 'QC', plant: 'weinan' }
  const packing = { department: 'weinan-packing' }
  const said = (...people: readonly (readonly [name: string, place: object])[]) => {
    const seated = people.map(([name, place]) => ({ id: name, name, place }))
    const values = handValues({ task: { id: 'planSubmitted' }, people: seated, place: {} } as never, new Date())
    return texts.phrase('zh-CN', { key: 'complaint.hands.who', values })
  }

  it.each([
    [
      'of one seat',
      [
        ['陈静', qc],
        ['吴工', qc],
      ],
      '陈静、吴工（渭南厂质检人员）',
    ],
    [
      'more of one seat than are named',
      [
        ['陈静', qc],
        ['吴工', qc],
        ['何鹏', qc],
      ],
      '陈静、吴工等 3 人（渭南厂质检人员）',
    ],
    [
      'more than are named, of several seats',
      [
        ['陈静', qc],
        ['孙强', packing],
        ['李明', packing],
      ],
      '陈静（渭南厂质检人员）、孙强（渭南厂包装发运部）等 3 人',
    ],
    [
      'of whom those of another seat are not named',
      [
        ['陈静', qc],
        ['吴工', qc],
        ['孙强', packing],
      ],
      '陈静、吴工（渭南厂质检人员）等 3 人',
    ],
  ] as const)('%s', (_name, people, words) => {
    expect(said(...people)).toBe(words)
  })
})
