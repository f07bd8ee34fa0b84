import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { ROOT } from '../../src/config.js'
import { inspectDialogues, loadDialogues } from '../../src/conversation/load-dialogues.js'
import { FlowDefinitionError } from '../../src/errors.js'
import { describeProblem } from '../../src/faults/problem.js'

const root = mkdtempSync(join(tmpdir(), 'huisheng-flows-'))
const edit = (file: string, from: string | RegExp, to: string) => {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  expect(text.search(from)).toBeGreaterThanOrEqual(0)
  writeFileSync(path, text.replace(from, to))
}
const problems = () => inspectDialogues(dialogueSources(root)).problems

beforeEach(() => {
  for (const folder of ['flows', 'locales']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('texts', () => {
  it('are all in order as they are', () => {
    const { problems: found, notes } = inspectDialogues(dialogueSources(root))
    expect(found).toEqual([])
    expect(notes.filter(({ name }) => name !== 'sharedNames')).toEqual([])
  })

  it.each([
    ['a missing text', 'locales/zh-CN/complaint.yaml', /ask: 是哪一类投诉？/, '', '“kind” has no words yet (missing: ask)'],
    [
      'a missing option',
      'locales/zh-CN/complaint.yaml',
      / {8}label: 受潮结块\n/,
      '',
      '“kind” has no words yet (missing: options.CAKING.label)',
    ],
    ['a name nobody supplies', 'locales/zh-CN/complaint.yaml', '{{recipients}}', '{{people}}', 'shows {{people}}, which nothing supplies'],
    ['texts of no step', 'locales/zh-CN/complaint.yaml', '  subKind:', '  oldKind:', 'which is no step'],
    ['a text only one language has', 'locales/en/common.yaml', 'cardDone: Done', 'cardDone: Done\nextra: x', 'has “extra”'],
    ['another name in braces', 'locales/en/common.yaml', 'Now: {{value}}', 'Now: {{worth}}', 'shows {{worth}}'],
    ['a kind of refusal without a text', 'locales/zh-CN/common.yaml', / {2}yesno: .*\n/, '', 'has no text “retry.yesno”'],
    ['a lookup without a text', 'locales/zh-CN/common.yaml', / {4}choose: .*\n/, '', 'has no text “lookups.customer.choose”'],
    ['a lookup that is none', 'flows/complaint.yaml', 'lookup: customer', 'lookup: lorry', 'which is no lookup'],
    [
      'customers’ words missing in a language',
      'locales/en/planAnswer.yaml',
      / {6}ask: What are you not.*\n/,
      '',
      'has no text “customer.steps.reason.ask”',
    ],
    [
      'customers’ words for no text',
      'locales/zh-CN/common.yaml',
      'customer:\n  lookups:',
      'customer:\n  extra: x\n  lookups:',
      'says “extra” to customers',
    ],
    [
      'customers told what nobody supplies',
      'locales/zh-CN/planAnswer.yaml',
      /处理方案：\\n「\{\{planText\}\}/,
      '处理方案：「{{plan}}',
      'shows {{plan}} to customers',
    ],
    ['broken YAML', 'locales/en/common.yaml', 'comma: ', 'comma: [ ', 'opens “[” and does not close it'],
    ['a dialogue that goes on with none', 'flows/intake.yaml', 'continueWith: complaint', 'continueWith: nothing', 'which is no dialogue'],
    ['a file with another name', 'flows/help.yaml', 'id: help', 'id: helper', 'holds the dialogue “helper”'],
  ])('%s is found', (_name, file, from, to, message) => {
    edit(file, from, to)
    const found = problems()
    expect(found.map((problem) => describeProblem(problem, 'en')).join('\n')).toContain(message)
    expect(found.some((problem) => problem.file === file || problem.file.includes('helper'))).toBe(true)
  })

  it.each([
    ['of a question', 'locales/en/leave.yaml', / {4}ask: From which day\?\n/, 'steps.from.ask'],
    ['of no dialogue', 'locales/en/common.yaml', /cardDone: Done\n/, 'cardDone'],
  ])('may be translated later: one %s is read in Chinese, and noted', (_name, file, from, key) => {
    edit(file, from, '')
    const { problems: found, notes } = inspectDialogues(dialogueSources(root))
    expect(found).toEqual([])
    expect(notes.filter(({ name }) => name === 'untranslated')).toMatchObject([{ file, values: { count: 1, keys: key, language: 'en' } }])
  })

  it('of a dialogue may be translated later', () => {
    rmSync(join(root, 'locales/en/help.yaml'))
    const { problems: found, notes } = inspectDialogues(dialogueSources(root))
    expect(found).toEqual([])
    expect(notes.filter(({ name }) => name !== 'sharedNames')).toMatchObject([{ file: 'locales/en/help.yaml', name: 'noFileYet' }])
  })

  it('names the line', () => {
    edit('locales/zh-CN/complaint.yaml', '{{recipients}}', '{{people}}')
    const line =
      readFileSync(join(root, 'locales/zh-CN/complaint.yaml'), 'utf8')
        .split('\n')
        .findIndex((text) => text.startsWith('  filed:')) + 2
    expect(problems()).toMatchObject([{ line }])
  })

  it('keep the server from starting, all faults together', () => {
    edit('locales/zh-CN/complaint.yaml', '{{recipients}}', '{{people}}')
    edit('flows/intake.yaml', 'continueWith: complaint', 'continueWith: nothing')
    const load = () => loadDialogues(dialogueSources(root))
    expect(load).toThrow(FlowDefinitionError)
    expect(load).toThrow(/对话还不能用，请先改好：\n.*没有这个对话.*\n.*\{\{people\}\} 没有地方给出/)
  })
})
