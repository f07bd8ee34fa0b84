import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { complaintEngine } from '../../src/complaints/complaint.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { caseContract } from '../contracts/case-contract.js'

const { texts } = loadDialogues(dialogueSources())

caseContract({ kind: complaintEngine.kind, hasText: (key) => texts.find('zh-CN', key) !== undefined })
