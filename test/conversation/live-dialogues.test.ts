/** Lists and sentences that change while the program runs (R22): what is wrong with the files then is nobody’s turn. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { ROOT } from '../../src/config.js'
import { createLiveDialogues } from '../../src/conversation/live-dialogues.js'
import type { KeptSentence } from '../../src/people/kept-sentences.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'huisheng-dialogues-'))
  for (const folder of ['flows', 'locales']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

it('keeps the dialogues that it has where the files are at fault, says so once, and reads them at the next change', () => {
  const { lists, ...sources } = { ...dialogueSources(), root }
  let departments = lists.departments!
  const add = (id: string, label: string) => {
    departments = { offered: [...departments.offered, id], labels: { ...departments.labels, [id]: { label } } }
  }
  const faults: unknown[] = []
  const { dialogues, renew } = createLiveDialogues(sources, () => ({ lists: { ...lists, departments }, sentences: new Map() }), {
    onUnfit: (error) => faults.push(error),
    onSetAside: () => {},
  })
  const before = dialogues.flows
  add('lab', '化验室')
  writeFileSync(join(root, 'flows/half.yaml'), 'id: half')
  renew()
  renew()
  expect(faults).toHaveLength(1)
  expect(dialogues.flows).toBe(before)
  rmSync(join(root, 'flows/half.yaml'))
  add('store', '仓库')
  renew()
  expect(dialogues.flows).not.toBe(before)
  expect(dialogues.texts.words('redirect').optionNames('toDepartments', 'lab')).toContain('化验室')
})

describe('a sentence that was changed', () => {
  const KEPT = '照片收到，已作为证据保留（共 {{count}} 份）。请继续回答：'
  const ASKED = '是哪一类投诉？'
  const QUESTION = 'complaint:steps.kind.ask'

  /** @param changes id → what is said, and what the file said when that was written */
  function changed(changes: Record<string, readonly [text: string, written: string]>, formerly: readonly string[] = []) {
    const { lists, ...sources } = { ...dialogueSources(), root }
    let sentences: ReadonlyMap<string, KeptSentence> = new Map()
    const setAside: string[] = []
    const live = createLiveDialogues(sources, () => ({ lists, sentences }), {
      onUnfit(error) {
        throw error
      },
      onSetAside: (found) => setAside.push(...found),
    })
    sentences = new Map(Object.entries(changes).map(([id, [text, written]]) => [id, { text, written, formerly: [...formerly] }]))
    live.renew()
    return { live, texts: live.dialogues.texts, setAside }
  }

  it('is read in its language, and in what is made of that; one that leaves a value out says nothing of the other languages', () => {
    const { texts } = changed({
      'zh-CN.common.notes.filesKept': ['照片收到了。', KEPT],
      'en.complaint.steps.kind.ask': ['What is it?', ''],
    })
    expect(texts.find('zh-CN', 'notes.filesKept', { count: 2 })).toBe('照片收到了。')
    expect(texts.find('zh-TW', 'notes.filesKept', { count: 2 })).toBe('照片收到了。')
    expect(texts.find('en', 'notes.filesKept', { count: 2 })).toContain('2')
    expect(texts.find('en', QUESTION)).toBe('What is it?')
    expect(texts.find('zh-CN', QUESTION)).toBe(ASKED)
  })

  it('that is the name of an option is understood as before, too', () => {
    const { texts } = changed({ 'zh-CN.complaint.steps.subKind.options.SETTING.label': ['凝固快慢', '凝结时间'] }, ['凝固时间'])
    expect(texts.words('complaint').optionNames('subKind', 'SETTING')).toEqual(
      expect.arrayContaining(['凝固快慢', '凝固时间', '凝结时间', '不凝']),
    )
  })

  it('is set aside, and said to be, where the file shows other values now or has it no more', () => {
    const gone = 'zh-CN.complaint.steps.gone.ask'
    const ask = 'zh-CN.complaint.steps.kind.ask'
    const { live, texts, setAside } = changed({ [ask]: ['什么问题？', `{{customer}}，${ASKED}`], [gone]: ['什么？', '什么？'] })
    expect(texts.find('zh-CN', QUESTION)).toBe(ASKED)
    expect(live.setAside()).toEqual([ask, gone])
    expect(setAside).toEqual([ask, gone])
  })
})
