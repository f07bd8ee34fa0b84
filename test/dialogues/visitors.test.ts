/** Who of ours was at a site visit: colleagues who are looked up, one of each side among them (R19.2.b). */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import { fillForm } from '../../src/reports/form.js'
import { readLayout } from '../../src/reports/layout.js'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  await story.chen.taps('受理')
})
afterEach(() => bot.stop())

const begins = async () => {
  await story.chen.says(`查 ${story.no}`)
  await story.chen.taps('更多')
  await story.chen.taps('记录现场核实')
  return story.chen.saysAll('刚才', '刚才')
}
const finishes = async (answers = ['张工', '共 692 袋。', '垛位整齐。']) => {
  await story.chen.saysAll(...answers)
  await story.chen.sendsPhoto()
  await story.chen.sendsPhoto()
  return story.chen.saysAll('完成', '提交')
}
const recorded = async () => (await story.complaint()).events.findLast(({ type }) => type === 'visitRecorded')?.data
const printed = async () => {
  const wording = { phrase: (key: string) => key, field: () => undefined }
  const layout = readLayout(join(ROOT, 'forms/form2.yaml'))
  const { sections } = fillForm(layout, await story.complaint(), { company: '', plantName: () => '', wording })
  return sections
    .flatMap(({ rows }) => rows)
    .flat()
    .find(({ field }) => field === 'visitPeople')?.value
}
const person = (id: string, name: string) => ({ id: `wecom:${id}`, name })
const LIU = person('liuna', '刘娜')
const CHEN = person('chenjing', '陈静')

describe('colleagues at a site visit', () => {
  it.each([
    ['刘娜、陈静', [LIU, CHEN]],
    ['陈静 刘娜', [CHEN, LIU]],
    ['刘娜和陈静', [LIU, CHEN]],
    ['liuna, chenjing', [LIU, CHEN]],
  ])('are recorded with their names and sides: “%s”', async (text, people) => {
    await begins()
    expect(await story.chen.says(text)).toContain(`我方人员：${people.map(({ name }) => name).join('、')}`)
    await finishes()
    expect(await recorded()).toMatchObject({ people, csPeople: ['刘娜'], qcPeople: ['陈静'] })
    expect(await printed()).toBe(people.map(({ name }) => name).join('、'))
  })

  it('the name that nobody has is said, and mended alone', async () => {
    await begins()
    expect(await story.chen.says('刘娜、陈婧')).toContain('没有找到「陈婧」，请只重写这一个；刘娜 已经记下')
    expect(await story.chen.says('陈静')).toContain('我方人员：刘娜、陈静')
    await finishes()
    expect(await recorded()).toMatchObject({ people: [LIU, CHEN] })
  })

  it('are asked for in English', async () => {
    await begins()
    await story.chen.says('English')
    expect(await story.chen.says('刘娜, Chenjin')).toContain(
      'Nothing called “Chenjin” was found. Please write only this one again; 刘娜 is kept.',
    )
    expect(await story.chen.says('chenjing')).toContain('Our people: 刘娜, 陈静')
  })

  it('one side alone is not enough', async () => {
    await begins()
    await story.chen.says('陈静')
    expect(await finishes()).toContain('现场核实要有客服和质检人员都在场')
    await story.chen.saysAll('修改我方人员', '陈静 刘娜', '提交')
    expect(await recorded()).toMatchObject({ people: [CHEN, LIU] })
  })

  it('are understood as they were typed where a dialogue began before they were looked up', async () => {
    const answers = {
      arrivedOn: '2026-11-03T02:00:00.000Z',
      csPeople: '客服刘娜',
      qcPeople: '陈静',
      findings: '垛位整齐。',
      sitePhotos: ['a', 'b'],
    }
    const by = await bot.app.directory.personOf('wecom:chenjing')
    const { visitRecorded } = bot.app.complaints.actions
    await visitRecorded!({ key: 'old.visitRecorded', by, at: new Date(), channel: 'wecom', answers, facts: { no: story.no } })
    expect(await recorded()).toMatchObject({ csPeople: ['刘娜'], qcPeople: ['陈静'] })
    expect(await printed()).toBe('刘娜、陈静')
  })
})
