/** `npm run flows:check`: every problem of the organisation file and of every dialogue and text, with file, line and advice; drawings must be current. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KINDS } from '../app.js'
import { checkDialogues } from '../cases/check-dialogues.js'
import { type DialogueSources, inspectDialogues } from '../conversation/load-dialogues.js'
import { ConfigError, describeProblem } from '../errors.js'
import { dialogueSources } from './dialogue-sources.js'
import { drawings } from './drawings.js'

const { sources, faults } = readSources()
const inspected = inspectDialogues(sources)
const problems = [...inspected.problems, ...checkDialogues(KINDS, inspected.flows)]
const stale = problems.length > 0 ? [] : drawings(inspected).filter(({ file, text }) => read(join(sources.root, file)) !== text)
const lines = [...faults, ...problems.map(describeProblem), ...stale.map(({ file }) => `${file} is not current — run npm run flows:draw`)]
process.stdout.write(
  lines.length > 0
    ? `${lines.join('\n')}\n`
    : `${inspected.flows.length} dialogues in ${Object.keys(inspected.texts).length} languages are in order\n`,
)
process.exitCode = lines.length > 0 ? 1 : 0

/** Where the organisation file is at fault, the dialogues are checked with the lists of the example. */
function readSources(): { readonly sources: DialogueSources; readonly faults: readonly string[] } {
  try {
    return { sources: dialogueSources(undefined, process.env.ORG_FILE), faults: [] }
  } catch (error) {
    if (!(error instanceof ConfigError) || process.env.ORG_FILE === undefined) throw error
    return { sources: dialogueSources(), faults: error.issues }
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
