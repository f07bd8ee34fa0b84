import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENTS } from '../complaints/events.js'
import { ROOT } from '../config.js'
import type { DialogueSources } from '../conversation/load-dialogues.js'
import { listsOf, readOrganisation } from '../people/organisation.js'

const FILES = [
  'complaints/actions.ts',
  'complaints/find-customers.ts',
  'complaints/lookups.ts',
  'complaints/registration.ts',
  'cases/actions.ts',
  'complaints/tasks.ts',
  'jobs/set-aside.ts',
  'reports/actions.ts',
  'reports/lists.ts',
  'people/actions.ts',
]

/** What dialogues may look up. */
const LOOKUPS = ['customer', 'case', 'person']

/** The names of all actions: the acts of the workflow, and what the code offers as `const name: Action`. */
function actionNames(): string[] {
  const named = FILES.flatMap((file) =>
    [...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/const (\w+): Action =/g)].map((match) => match[1]!),
  )
  return [...named, ...Object.keys(EVENTS)]
}

/** What the checker and the drawer need without a database. */
export function dialogueSources(root = ROOT): DialogueSources {
  const file = join(ROOT, 'org.example.yaml')
  return { root, actions: actionNames(), lookups: LOOKUPS, lists: listsOf(readOrganisation(file, readFileSync(file, 'utf8'))) }
}
