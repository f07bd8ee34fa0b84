/** One dialogue, one file of texts: a customer reads other words than a colleague where the file has some. */
import { describe, expect, it } from 'vitest'
import { languageFor } from '../../src/conversation/readers.js'
import { createTexts } from '../../src/conversation/texts.js'

const TEXTS = createTexts({
  'zh-CN': {
    common: { greeting: '同事好', farewell: '再见', cases: { states: { OPEN: '待办' } }, customer: { greeting: '您好' } },
    plan: {
      steps: { reason: { ask: '为什么不接受？', examples: '例：太慢', options: { LATE: { label: '太慢' } } } },
      case: { states: { PLANNING: '制定方案' }, now: '现在：{{state, word(path: plan.states)}}，{{at, day}}' },
      customer: {
        steps: { reason: { ask: '请问您哪里不满意？', options: { LATE: { label: '来得太晚' } } } },
        case: { states: { PLANNING: '处理中' } },
      },
    },
  },
  en: { common: { greeting: 'Hello, colleague', customer: { greeting: 'Good day' } } },
})
const read = (language: string, side: 'staff' | 'customer' | 'stranger', key: string, values = {}) =>
  TEXTS.phrase(languageFor(language, side), { key, values })

describe('words for customers', () => {
  it.each([
    ['a colleague', 'staff', '为什么不接受？'],
    ['a customer', 'customer', '请问您哪里不满意？'],
    ['somebody whom nobody knows yet', 'stranger', '请问您哪里不满意？'],
  ] as const)('%s is asked in words of their own', (_name, side, asked) => {
    expect(read('zh-CN', side, 'plan:steps.reason.ask')).toBe(asked)
  })

  it('are those of everybody where the file has no others', () => {
    expect(read('zh-CN', 'customer', 'plan:steps.reason.examples')).toBe('例：太慢')
    expect(read('zh-CN', 'customer', 'farewell')).toBe('再见')
    expect(TEXTS.find(languageFor('zh-CN', 'customer'), 'plan:steps.reason.retry')).toBeUndefined()
  })

  it('stand inside a sentence, too, and dates in it stay dates of the language', () => {
    const values = { state: 'PLANNING', at: '2026-11-03' }
    expect(read('zh-CN', 'staff', 'plan.now', values)).toBe('现在：制定方案，2026年11月3日（周二）')
    expect(read('zh-CN', 'customer', 'plan.now', values)).toBe('现在：处理中，2026年11月3日（周二）')
    expect(read('zh-TW', 'customer', 'plan.now', values)).toBe('現在：處理中，2026年11月3日（週二）')
    expect(read('en', 'customer', 'plan.now', values)).toContain('3 Nov 2026')
  })

  it('are there in every language, and none of them is a language to choose', () => {
    expect(read('en', 'customer', 'greeting')).toBe('Good day')
    expect(read('zh-TW', 'customer', 'greeting')).toBe('您好')
    expect(TEXTS.languages).toEqual(['zh-TW', 'zh-CN', 'en'])
  })

  it('count as answers, whoever gives them', () => {
    expect(TEXTS.words('plan').optionNames('reason', 'LATE')).toEqual(expect.arrayContaining(['太慢', '来得太晚']))
  })
})
