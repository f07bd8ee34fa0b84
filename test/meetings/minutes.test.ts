/** 会议纪要 as a document (R19.4.c): asked for by a button of the meeting, sent to whoever asks and may read it. */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { holdMeeting, more } from '../setup/stories.js'
import { fileShortage, filesOf, type Story } from '../setup/story.js'
import { xmlOf } from '../setup/word.js'

const bot = useBot()

async function linesOf(docx: Buffer): Promise<string[]> {
  const xml = await xmlOf(docx)
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)</g)].map(([, text]) => text!.trim()).filter(Boolean)
}

it('the minutes of a meeting say why, who, what was found, and what became of each measure', async () => {
  const story = await fileShortage(bot())
  await more(story, story.liu, '建议开质量分析会')
  await story.liu.says('一个月内 3 号道第三次少袋。')
  await holdMeeting(story)
  await story.sun.taps('报告措施完成')
  await story.sun.saysAll('已换好，连续 3 班无差错。', '完成')
  const [meeting] = await story.cases('meeting')
  const before = { zhao: 0, zhou: 0, qian: 0, sun: 0, liu: 0 }
  const counts = (names: readonly (keyof typeof before)[]) => names.map((name) => filesOf(story[name]).length)
  const everybody = ['zhao', 'zhou', 'qian', 'sun', 'liu'] as const
  expect(counts(everybody)).toEqual([0, 0, 0, 0, 0])

  expect(await paperOf(story, 'zhao', meeting!._id)).toContain('正在生成')
  // a press sends nothing to anybody else
  expect(counts(everybody)).toEqual([1, 0, 0, 0, 0])
  expect(await linesOf(filesOf(story.zhao)[0]!)).toEqual(
    [
      '秦源水泥股份有限公司',
      '会议纪要',
      meeting!._id,
      '一、会议情况',
      ['纪要编号', meeting!._id, '投诉编号', story.no],
      ['会议日期', '2026-11-03', '客户', '渭南宏基商品混凝土有限公司'],
      ['事由', '一个月内 3 号道第三次少袋。'],
      ['参会人员', '钱总、赵部长、孙主任'],
      '二、原因分析',
      ['原因分析', '计数器坏了靠人工点数。'],
      expect.stringMatching(/^三、改进措施 1（GJ-\d{8}-001）$/),
      ['改进措施', '3 号道换计数器。'],
      ['责任部门', '渭南厂包装发运部', '完成期限', '2026-11-13'],
      ['完成情况', expect.stringMatching(/^已换好，连续 3 班无差错。（孙强　2026-11-03 \d\d:\d\d）$/)],
      ['验证', '—'],
      ...['总经理', '市场营销部负责人', '质检部负责人', '责任部门'].map((role) => [role, expect.stringMatching(/^签字（盖章）：/)]),
    ].flat(),
  )

  for (const name of ['zhou', 'qian', 'sun', 'liu'] as const) await paperOf(story, name, meeting!._id)
  expect(counts(everybody)).toEqual([1, 1, 1, 1, 1])
})

async function paperOf(story: Story, name: 'zhao' | 'zhou' | 'qian' | 'sun' | 'liu', no: string): Promise<string> {
  await story[name].says(`查 ${no}`)
  await story[name].taps('更多')
  return story[name].taps('会议纪要文件')
}
