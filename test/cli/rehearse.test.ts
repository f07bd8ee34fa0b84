/** A dialogue talked through in the terminal: the real engine and texts, nothing kept or sent. */
import { describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { PHOTO, rehearse } from '../../src/cli/rehearse.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'

const dialogues = loadDialogues(dialogueSources())
const now = () => new Date('2026-11-03T02:00:00Z')
const talk = (id: string, language = 'zh-CN') => rehearse(id, { ...dialogues, language, now })

const BEFORE_THE_SUMMARY = [
  '结块',
  '宏基',
  '张工 13991300001',
  '渭南',
  'PO42.5',
  '袋装',
  'HB2611-07 前天 昨天',
  '700袋 60袋',
  '露天',
  '手捏可碎',
  '已停用',
  PHOTO,
  '完成',
  '卸车后发现结块',
  '退换货',
  '一般',
  '电话',
  '刚才',
  '不清楚',
]

describe('a rehearsal', () => {
  it('asks, confirms, says what it would do, and shows at the end what would be filed', () => {
    const complaint = talk('complaint')
    expect(complaint.opening.join()).toContain('是哪一类投诉？')
    const heard = BEFORE_THE_SUMMARY.map((text) => complaint.says(text).join('\n'))
    expect(heard[0]).toContain('（这一步会执行 meetReporter）')
    expect(heard[1]).toContain('✓ 客户：宏基')
    expect(complaint.isOver).toBe(false)
    expect(heard.at(-1)).toContain('请核对')
    heard.push(complaint.says('提交').join('\n'))
    expect(complaint.isOver).toBe(true)
    const end = heard.at(-1)!
    expect(end).toContain('（这一步会执行 fileComplaint）')
    const filed = end.slice(end.indexOf('── 会登记成这样 ──'))
    for (const line of ['投诉类别：受潮结块', '客户：宏基', '涉及数量：60 袋', '照片：1 份', '初步等级：一般'])
      expect(filed).toContain(line)
  })

  it('asks again where something is not understood', () => {
    expect(talk('complaint').says('天气').join()).toContain('没有这个选项')
  })

  it('goes on with the dialogue that follows', () => {
    const intake = talk('intake')
    expect(intake.says('是').join()).toContain('是哪一类投诉？')
    expect(intake.isOver).toBe(false)
  })

  it('speaks English on request', () => {
    expect(talk('complaint', 'en').opening.join()).toContain('What kind of complaint is it?')
  })

  it('says which dialogue was probably meant', () => {
    expect(() => talk('complant')).toThrow('没有对话 complant，是不是 complaint？')
    expect(() => talk('complant', 'en')).toThrow('Did you mean “complaint”?')
  })
})
