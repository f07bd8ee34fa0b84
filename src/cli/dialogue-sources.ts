import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../config.js'
import type { DialogueSources } from '../conversation/load-dialogues.js'
import { readOrganisation } from '../staff/organisation.js'

/** The names of all actions, read from the code that offers them: `const name: Action`. */
function actionNames(): string[] {
  return ['complaints/actions.ts', 'complaints/registration.ts', 'staff/actions.ts'].flatMap((file) =>
    [...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/const (\w+): Action =/g)].map((match) => match[1]!),
  )
}

/** What the checker and the drawer need without a database. */
export function dialogueSources(root = ROOT): DialogueSources {
  const file = join(ROOT, 'org.example.yaml')
  const { plants } = readOrganisation(file, readFileSync(file, 'utf8'))
  return { root, actions: actionNames(), lists: { plants: Object.fromEntries(plants.map(({ id, shortName }) => [id, shortName])) } }
}
