import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { gift } from '../../src/gifts/gift.js'
import { caseContract } from '../contracts/case-contract.js'

const { texts } = loadDialogues(dialogueSources())

caseContract({ kind: gift, hasText: (key) => texts.find('zh-CN', key) !== undefined })
