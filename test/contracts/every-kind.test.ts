import { KINDS } from '../../src/app.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { caseContract } from './case-contract.js'

const { texts } = loadDialogues(dialogueSources())

for (const kind of KINDS) caseContract({ kind, kinds: KINDS, hasText: (key) => texts.find('zh-CN', key) !== undefined })
