/** What a person typed is shown as typed: never a template, never a reference to another text, never an option of the library. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { ROOT } from '../../src/config.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'
import { useBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

const texts = createTexts(inspectDialogues(dialogueSources()).texts)
const bot = useBot()

const HOSTILE = [
  '{{no}}',
  '{{ customer }}',
  '{{state, word(path: complaint.states)}}',
  '{{name, format(path: complaint.did)}}',
  '{{- no}}',
  '{{}}',
  '{{',
  '}}',
  '$t(complaint.notFound)',
  '$t(plain, {"text": "x"})',
  '$&$1$$',
  '__proto__',
  '{{no}}/{{state, word(path: complaint.states)}}/{{by}}',
  '{{customer}}'.repeat(50),
]
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .array(fc.constantFrom('{', '{{', '}', '}}', '$', '$t(', ')', 'no', 'customer', ', word(path: complaint.states)', ' ', '宏基'), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
)

/** Every text of `common.yaml` with placeholders, by key. */
function keysWithPlaceholders(): { key: string; names: string[] }[] {
  const found: { key: string; names: string[] }[] = []
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      // what `action` shows is two names of ours, never one that was typed
      const names = [...value.matchAll(/\{\{(\w+)(?!\w|, action)/g)].map((match) => match[1]!)
      if (names.length > 0) found.push({ key: path, names: [...new Set(names)] })
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, child] of Object.entries(value)) look(child, path ? `${path}.${name}` : name)
    }
  }
  look(parse(readFileSync(join(ROOT, 'locales/zh-CN/common.yaml'), 'utf8')), '')
  return found
}

describe('in every sentence of ours', () => {
  const KEYS = keysWithPlaceholders()
  const TOKEN = '〇值〇'

  it.each(['zh-CN', 'zh-TW', 'en'])('a hostile value comes out as any other would: %s', (language) => {
    expect(KEYS.length).toBeGreaterThan(150)
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), hostile, ({ key, names }, text) => {
        fc.pre(/\W/.test(text.trim())) // a bare word may be one of our own names
        const values = (value: string) => Object.fromEntries(names.map((name) => [name, value]))
        const plain = texts.phrase(language, { key, values: values(TOKEN) })
        expect(texts.phrase(language, { key, values: values(text) })).toBe(plain.replaceAll(TOKEN, () => text))
      }),
      { numRuns: 1_500 },
    )
  })

  it('also through sentences inside sentences', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, words) => {
        const line = { customer: name, kind: 'CAKING', people: { names: [words, name], count: 0 } }
        expect(texts.phrase('zh-CN', { key: 'digest.line', values: line })).toBe(`在${words}、${name}手里：${name} 受潮结块`)
        const story = texts.phrase('zh-CN', {
          key: 'complaint.storyByName',
          values: { at: '2026-11-03T02:00:00.000Z', by: name, did: { did: 'supplemented', text: words, count: 2 } },
        })
        expect(story).toBe(`11月3日 10:00 ${name} 补充：${words}（附件 2 份）`)
      }),
    )
  })

  it.each(['lng', 'ns', 'context', 'count', 'defaultValue', 'replace', 'postProcess', 'keySeparator', 'returnObjects'])(
    'a value by the name of an option of the library (%s) changes nothing',
    (option) => {
      expect(texts.phrase('zh-CN', { key: 'staff.handOver', values: { name: '张工', [option]: 'en' } })).toContain('张工 请求人工协助')
    },
  )

  it('what is no time, no option and no word is shown as it is', () => {
    expect(texts.phrase('zh-CN', { key: 'forms.day', values: { at: 'soon: {{at}}' } })).toBe('soon: {{at}}')
    expect(texts.phrase('zh-CN', { key: 'complaint.customerState', values: { state: 'common:plain' } })).toBe('common:plain')
  })
})

it('a customer by such a name is listed by that name, and fills one message', async () => {
  const wang = bot().person('wangqiang')
  const name = '{{no}}/{{state, word(path: complaint.states)}}/{{by}}'
  await wang.saysAll('投诉 其他', `新增${name}`)
  await wang.saysAll(
    '1',
    '张工 13991300009',
    '渭南厂',
    'PO42.5',
    '袋装',
    '跳过',
    '跳过',
    '送来的和订的不是一种。',
    '其他',
    ...FACTS,
    '提交',
  )
  const zhao = bot().person('zhaojianguo')
  expect(await zhao.says('本月')).toMatch(
    /· TS-20261103-001 \{\{no\}\}\/\{\{state, word\(path: complaint\.states\)\}\}\/\{\{by\}\} 其他｜已上报，等陈静受理｜2026年11月3日/,
  )
  expect(zhao.heard()).not.toContain('TS-20261103-001/')
})
