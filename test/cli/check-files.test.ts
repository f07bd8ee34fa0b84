/** What whoever keeps the dialogues reads where they have made a mistake, on copies of the real files. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { checkFiles } from '../../src/cli/check-files.js'
import { languageOf } from '../../src/cli/language-of.js'
import { ROOT } from '../../src/config.js'

const root = mkdtempSync(join(tmpdir(), 'huisheng-check-'))
const pathOf = (file: string) => join(root, file)
const read = (file: string) => readFileSync(pathOf(file), 'utf8')
type Edit = readonly [file: string, from: string, to: string]

/** @returns the line of the change */
function edit([file, from, to]: Edit): number {
  const text = read(file)
  expect(text).toContain(from)
  writeFileSync(pathOf(file), text.replace(from, to))
  return text.slice(0, text.indexOf(from)).split('\n').length
}
const check = (language = 'zh-CN', mayDraw = false) => checkFiles({ root, language, mayDraw })
/** Without what is only to be known. */
function faults(language?: string): readonly string[] {
  const { lines, isInOrder } = check(language)
  expect(isInOrder).toBe(false)
  const end = lines.findIndex((line) => line.startsWith('不影响运行') || line.startsWith('To be known'))
  return lines.slice(0, end)
}

beforeEach(() => {
  for (const folder of ['flows', 'locales']) cpSync(join(ROOT, folder), pathOf(folder), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const FLOW = 'flows/complaint.yaml'
const TEXTS = 'locales/zh-CN/complaint.yaml'
const WEATHER = '  weather: { type: question, input: { type: text }, next: customer }\n'
const REACHED: Edit = [FLOW, '  customer:\n', `${WEATHER}  customer:\n`]
const WEATHER_STEP: Edit = [FLOW, 'recentCustomers]\n    next: customer', 'recentCustomers]\n    next: weather']

describe('Each of the seven mistakes of E gives one true sentence in Chinese', () => {
  it('a question added and not reached', () => {
    const line = edit(REACHED)
    expect(faults()).toEqual([`${FLOW} 第 ${line} 行：没有哪一步会走到 weather，请让某一步的 next 指向它，或者删掉它`])
  })

  it('a question without texts, with a block to paste; English may wait', () => {
    edit(REACHED)
    edit(WEATHER_STEP)
    const line = read(TEXTS).split('\n').indexOf('steps:') + 1
    expect(faults()).toEqual([
      `${TEXTS} 第 ${line} 行：步骤 weather 还没有文字（缺 label, ask, examples），请照下面的样子补上（已有的行不用再写），在冒号后面写上文字：
steps:
  weather:
    label:
    ask:
    examples:`,
    ])
    edit([TEXTS, 'steps:\n', 'steps:\n  weather:\n    label: 天气\n    ask: 当时天气怎么样？\n    examples: 晴、雨、雪。\n'])
    expect(check('zh-CN', true)).toMatchObject({
      isInOrder: true,
      lines: expect.arrayContaining([
        'locales/en/complaint.yaml：en 还缺 3 条文字，先用中文：steps.weather.label, steps.weather.ask, steps.weather.examples',
      ]),
    })
  })

  it('wrong indentation', () => {
    const line = edit([FLOW, '    type: action\n    run: assumePacking', '    type: action\n     run: assumePacking'])
    expect(faults()).toEqual([
      `${FLOW} 第 ${line + 1} 行：行首的空格数不对，和上下同级的行没有对齐，同一级的行，行首空格要一样多；属于上一行的内容，多空两格`,
    ])
  })

  it('a Chinese colon', () => {
    const line = edit([FLOW, '    type: action\n    run: assumePacking', '    type: action\n    run：assumePacking']) + 1
    expect(faults()).toEqual([`${FLOW} 第 ${line} 行：用了中文冒号「：」，请换成英文冒号加空格「: 」`])
  })

  it('a misspelt step', () => {
    edit(REACHED)
    const line = edit([FLOW, 'recentCustomers]\n    next: customer', 'recentCustomers]\n    next: wether']) + 1
    expect(faults()).toEqual([`${FLOW} 第 ${line} 行：没有步骤 wether，是不是 weather？`])
  })

  it('an option misspelt in the texts, and a value that nothing supplies', () => {
    const option = edit([TEXTS, '      CAKING:\n        label: 受潮结块', '      CAKIN:\n        label: 受潮结块'])
    const value = edit([TEXTS, '{{recipients}}', '{{recipient}}'])
    expect(faults()).toEqual([
      `${TEXTS} 第 ${option} 行：问题 kind 里没有选项 CAKIN，是不是 CAKING？`,
      `${TEXTS} 第 ${value} 行：steps.filed.text 里的 {{recipient}} 没有地方给出，是不是 recipients？`,
    ])
  })

  it('a type that there is not, which hides no condition on an option that there is not', () => {
    const option = edit([FLOW, '{ when: { kind: QUALITY }, to: subKind }', '{ when: { kind: QUALTY }, to: subKind }'])
    const type = edit([FLOW, 'input: { type: numbers, min: 20, max: 1200 }', 'input: { type: txt }'])
    expect(faults()).toEqual([
      `${FLOW} 第 ${option} 行：条件永远不成立：「kind」没有选项 QUALTY，是不是 QUALITY？`,
      `${FLOW} 第 ${type} 行：没有 txt 这种类型，是不是 text？`,
    ])
  })

  it('one name given to two options', () => {
    // the option stands two lines above its names
    const line = edit([TEXTS, 'names: [质量, 质量问题]', 'names: [质量, 质量问题, 结块]']) - 2
    expect(faults()).toEqual([`${TEXTS} 第 ${line} 行：问题 kind 的两个选项 CAKING 和 QUALITY 都叫「结块」，请只留给其中一个`])
  })
})

describe('what is typed where one types Chinese', () => {
  it.each([
    ['a Chinese colon within braces', 'input: { type: numbers, min: 20, max: 1200 }', 'input: { type：numbers }', '用了中文冒号'],
    ['a Chinese comma within braces', 'input: { type: numbers, min', 'input: { type: numbers，min', '两项之间用了中文「，」'],
    ['a Chinese comma within brackets', 'options: [GROSS, NET]', 'options: [GROSS，NET]', '两项之间用了中文「，」'],
    ['Chinese quotation marks', 'next: weighedAs', 'next: “weighedAs”', '值的两边用了中文引号'],
    ['a full-width blank', '    input: { type: numbers', '　　input: { type: numbers', '行首用了全角空格'],
    ['a tab', '    input: { type: numbers', '\tinput: { type: numbers', '行首用了 Tab 键'],
    ['no blank behind a colon', '    next: weighedAs', '    next:weighedAs', '冒号后面少一个空格'],
    ['a bracket that is not closed', 'options: [GROSS, NET]', 'options: [GROSS, NET', '有「[」没有关上'],
    ['a name that is there twice', '    next: weighedAs', '    next: weighedAs\n    next: weighedAs', '同一处写了两个「next」'],
  ])('%s is recognised, and nothing else is said', (_name, from, to, message) => {
    edit([FLOW, from, to])
    const [found, ...others] = faults()
    expect(found).toContain(message)
    expect(others).toEqual([])
  })

  it('a step that stands within another is said to, and nothing else of what comes of it', () => {
    const step = /^ {2}weighedAs:\n(?: {4}.*\n)+/m.exec(read(FLOW))![0]
    const line = edit([FLOW, step, step.replace(/^/gm, '  ').trimEnd().concat('\n')])
    expect(faults()).toEqual([`${FLOW} 第 ${line} 行：步骤 weighedAs 写到「steps.weights」里面去了，行首空格请和别的步骤一样多`])
  })

  it('a text of several words in a file of texts is looked at likewise', () => {
    const line = edit([TEXTS, '    ask: 是哪一类投诉？', '    ask：是哪一类投诉？'])
    expect(faults()).toEqual([`${TEXTS} 第 ${line} 行：用了中文冒号「：」，请换成英文冒号加空格「: 」`])
  })
})

describe('names that are not known', () => {
  it.each([
    ['an action', FLOW, 'run: assumePacking', 'run: assumePaking', '没有动作 assumePaking，是不是 assumePacking？'],
    ['a lookup', FLOW, 'lookup: customer', 'lookup: custmer', '没有叫 custmer 的查找，是不是 customer？'],
    ['a list', FLOW, '{ list: plants }', '{ list: plant }', '公司没有名单 plant，是不是 plants？'],
    [
      'a dialogue to go on with',
      'flows/intake.yaml',
      'continueWith: complaint',
      'continueWith: complant',
      '没有这个对话，是不是 complaint？',
    ],
    ['a setting', FLOW, 'usualSource]', 'usualSource]\n    nxt: customer', '里没有 nxt 这一项，是不是 next？'],
    ['a fact', FLOW, 'fact: customer.contactName', 'fact: custmer.contactName', '默认取 custmer'],
  ])('%s: with what was meant, in the line where it stands', (_name, file, from, to, message) => {
    edit([file, from, to])
    const [found, ...others] = faults()
    expect(found).toContain(message)
    expect(found).toMatch(/第 \d+ 行/)
    expect(others).toEqual([])
  })

  it('what is asked of fields by one name is listed, and keeps nothing from running', () => {
    edit([TEXTS, 'label: 提货单号\n    names: [单号', 'label: 提货单号\n    names: [批号, 单号'])
    const { isInOrder, lines } = check()
    expect(isInOrder).toBe(true)
    expect(lines.find((line) => line.startsWith(`${TEXTS}：这些叫法不止指一项`))).toContain('批号 (提货单号, 出厂编号)')
  })

  it('two fields of one conversation with one label are refused: nobody could say which is meant', () => {
    edit([TEXTS, 'arrivedAt:\n    label: 到货日期', 'arrivedAt:\n    label: 包装日期'])
    expect(faults()).toEqual([expect.stringContaining('都叫「包装日期」')])
  })
})

describe('the drawings', () => {
  const DRAWING = 'flows/intake.mmd'
  const [from, to] = ['作为投诉登记\n', '登记成投诉\n']

  it('are drawn by the check', () => {
    const before = read(DRAWING)
    edit(['locales/zh-CN/intake.yaml', from, to])
    expect(check('zh-CN', true)).toMatchObject({ isInOrder: true, lines: expect.arrayContaining([`流程图已重画：${DRAWING}`]) })
    expect(read(DRAWING)).not.toBe(before)
    expect(check()).toMatchObject({ isInOrder: true })
  })

  it('are a fault where nobody would see that they were drawn', () => {
    const before = read(DRAWING)
    edit(['locales/zh-CN/intake.yaml', from, to])
    expect(faults()).toEqual([expect.stringContaining(`${DRAWING}：流程图和对话不一致`)])
    expect(read(DRAWING)).toBe(before)
  })
})

describe('the language', () => {
  it('is Chinese unless something else is asked for', () => {
    expect(languageOf([], {})).toBe('zh-CN')
    expect(languageOf([], { DEFAULT_LANGUAGE: 'en' })).toBe('en')
    expect(languageOf(['--lang', 'en'], { DEFAULT_LANGUAGE: 'zh-CN' })).toBe('en')
  })

  it('may be English', () => {
    const line = edit([FLOW, 'run: assumePacking', 'run: assumePaking'])
    expect(faults('en')).toEqual([`${FLOW}:${line} runs “assumePaking”, which is no action; did you mean “assumePacking”?`])
    expect(check('en').lines.at(-1)).toBe('1 thing to mend.')
  })
})
