import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NAMES, OWN_RULES } from '../app.js'
import { ROOT } from '../config.js'
import type { DialogueSources } from '../conversation/load-dialogues.js'
import { listsOf } from '../people/option-lists.js'
import { readOrganisation } from '../people/organisation.js'

/** What the checker and the drawer need without a database: the names are those of the server. @param orgFile the administrator's own, where there is one */
export function dialogueSources(root = ROOT, orgFile = join(ROOT, 'org.example.yaml')): DialogueSources {
  return { root, ...NAMES, lists: listsOf(readOrganisation(orgFile, readFileSync(orgFile, 'utf8'), OWN_RULES)) }
}
