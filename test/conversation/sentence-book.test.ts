/** What may be said in the place of a sentence. */
import { beforeAll, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { createLiveDialogues, type LiveDialogues } from '../../src/conversation/live-dialogues.js'
import { inFull, namesOf, placeholdersOf, shortened } from '../../src/conversation/placeholders.js'
import { createSentenceBook } from '../../src/conversation/sentence-book.js'
import type { SentenceBook } from '../../src/people/sentence-book.js'

let live: LiveDialogues
let book: SentenceBook
beforeAll(() => {
  const { lists, ...sources } = dialogueSources()
  live = createLiveDialogues(sources, () => ({ lists, sentences: new Map() }), {
    onUnfit: (error) => {
      throw error
    },
    onSetAside: () => {},
  })
  book = createSentenceBook({ live, changeOf: () => undefined, chars: [{ title: 36, button: 10, rowLabel: 5 }] })
})

const read = (id: string, said: string, language = 'zh-CN') => book.read(id, said, language)
const SETTING = 'zh-CN.complaint.steps.subKind.options.SETTING.label'
const FILED = 'zh-CN.gift.case.rows.warning'
const KEPT = 'zh-CN.common.notes.filesKept'

describe('a sentence', () => {
  it.each([
    [SETTING, '凝结得太快或者太慢的时间', 'long', { max: 10, length: 12 }],
    ['zh-CN.gift.case.steps.giftGive', '登记礼品已经送给了客户', 'long', { max: 10, length: 11 }],
    [FILED, '请您注意一下', 'long', { max: 5, length: 6 }],
    ['zh-CN.gift.case.show.title', `礼品{{no}}${'长'.repeat(35)}`, 'long', { max: 36, length: 37 }],
    [SETTING, '$t(cancel)', 'syntax', { said: '$t(' }],
    [KEPT, '收到 {{count}} 份 {{', 'syntax', { said: '{{' }],
    [KEPT, '收到 {{number}} 份', 'unknownValue', { said: '{{number}}' }],
    [KEPT, '收到 {{count, quantity}} 份', 'unknownValue', { said: '{{count, quantity}}' }],
    [KEPT, '{{count}}', 'empty', { said: '{{count}}' }],
    [SETTING, '凝结时间', 'same', { said: '凝结时间' }],
    [SETTING, '色差', 'sameOption', { said: '色差' }],
    [SETTING, '返回', 'command', { said: '返回' }],
    ['zh-CN.complaint.steps.nothing.ask', '什么？', 'gone', {}],
  ])('%s is not “%s”', (id, said, reason, values) => {
    expect(read(id, said)).toEqual({ ok: false, reason, values })
  })

  it.each([
    [KEPT, '收到 {{ count }} 份', '收到 {{count}} 份', []],
    [KEPT, '收到｛｛count｝｝份', '收到{{count}}份', []],
    [KEPT, '收到了。', '收到了。', ['{{count}}']],
    ['zh-CN.common.staff.phone', '电话：{{value}}', ' 电话：{{value}}', []],
    ['zh-CN.common.labItems.sameName', '已有「{{name}}」。', '已有「{{name}}」。', []],
    ['zh-CN.common.departments.changedBy', '{{by}} 改了部门。', '{{by}} 改了部门。', ['{{after}}', '{{before}}', '{{reason}}']],
  ])('%s may be “%s”', (id, said, text, dropped) => {
    const wanted = read(id, said)
    expect(wanted).toMatchObject({ ok: true, kept: { text } })
    expect(wanted).toHaveProperty('dropped', dropped)
  })

  it('that shows one thing in several forms has a number behind the name of the later ones', () => {
    const names = namesOf(placeholdersOf('{{at, day}} {{by}} {{at, datetime}} {{at, day}}'))
    expect([...names.keys()]).toEqual(['at', 'by', 'at2'])
    expect(inFull(shortened('{{at, datetime}} 由 {{by}}', names), names)).toBe('{{at, datetime}} 由 {{by}}')
  })

  it('written in Traditional characters becomes Simplified, which Traditional is made from', () => {
    expect(read('zh-CN.complaint.steps.kind.ask', '請問是哪一類投訴？', 'zh-TW')).toMatchObject({ kept: { text: '请问是哪一类投诉？' } })
  })

  it('that the company calls otherwise in a list of its own, or that is no sentence, is none of these', () => {
    const ids = [...live.sentences().keys()]
    expect(
      ids.filter((id) => /complaint\.steps\.kind\.options|facts\.steps\.causeCode\.options|\.like$|common\.(comma|plain|menu)/.test(id)),
    ).toEqual([])
    expect(ids).toContain('zh-CN.complaint.customer.steps.kind.ask')
  })
})
