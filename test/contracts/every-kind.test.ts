import { expect, it } from 'vitest'
import { KINDS } from '../../src/app.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { caseContract } from './case-contract.js'

const { texts } = loadDialogues(dialogueSources())

it('no two kinds share the prefix of their numbers', () => {
  const prefixes = KINDS.map(({ prefix }) => prefix)
  expect(prefixes).toEqual([...new Set(prefixes)])
})

for (const kind of KINDS) caseContract({ kind, kinds: KINDS, hasText: (key) => texts.find('zh-CN', key) !== undefined })
