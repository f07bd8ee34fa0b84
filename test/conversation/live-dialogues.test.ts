/** Lists that change while the program runs (R22): what is wrong with the files then is nobody’s turn. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { ROOT } from '../../src/config.js'
import { createLiveDialogues } from '../../src/conversation/live-dialogues.js'

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
  const { dialogues, renew } = createLiveDialogues(
    sources,
    () => ({ ...lists, departments }),
    (error) => faults.push(error),
  )
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
