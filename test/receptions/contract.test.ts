import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { RECEPTIONS } from '../../src/receptions/index.js'
import { caseContract } from '../contracts/case-contract.js'

const { texts } = loadDialogues(dialogueSources())

for (const kind of RECEPTIONS.kinds) caseContract({ kind, hasText: (key) => texts.find('zh-CN', key) !== undefined })
