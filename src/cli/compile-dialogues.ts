/** The last step of `npm run build`: what dialogues and texts say, so that starting parses none of them but those that have changed since. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../config.js'
import { COMPILED, type Compiled } from '../conversation/compiled.js'
import { loadDialogues } from '../conversation/load-dialogues.js'
import { knownTraditional } from '../conversation/traditional.js'
import { compileYaml } from '../reading/yaml-file.js'
import { dialogueSources } from './dialogue-sources.js'

const texts = ['flows', 'locales'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
)
loadDialogues(dialogueSources()) // converts every text
const compiled: Compiled = { yaml: compileYaml(texts), traditional: knownTraditional() }
writeFileSync(fileURLToPath(COMPILED), JSON.stringify(compiled))
