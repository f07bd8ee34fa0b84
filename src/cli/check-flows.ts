/** `npm run flows:check`, `npm run flows:check -- --lang en`: every fault of the organisation file, the dialogues and their texts, with line and advice. */
import { ROOT } from '../config.js'
import { checkFiles } from './check-files.js'
import { languageOf } from './language-of.js'

const { ORG_FILE: orgFile, CI } = process.env
const { lines, isInOrder } = checkFiles({
  root: ROOT,
  ...(orgFile && { orgFile }),
  language: languageOf(process.argv.slice(2), process.env),
  mayDraw: !CI,
})
process.stdout.write(`${lines.join('\n')}\n`)
process.exitCode = isInOrder ? 0 : 1
