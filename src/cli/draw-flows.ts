/** `npm run flows:draw` */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectDialogues } from '../conversation/load-dialogues.js'
import { FlowDefinitionError } from '../errors.js'
import { dialogueSources } from './dialogue-sources.js'
import { drawings } from './drawings.js'

const sources = dialogueSources(undefined, process.env.ORG_FILE)
const inspected = inspectDialogues(sources)
if (inspected.problems.length > 0) throw new FlowDefinitionError(inspected.problems)
for (const { file, text } of drawings(inspected)) writeFileSync(join(sources.root, file), text)
