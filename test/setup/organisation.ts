import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OWN_RULES } from '../../src/app.js'
import { ROOT } from '../../src/config.js'
import { type Organisation, readOrganisation } from '../../src/people/organisation.js'

export function exampleOrganisation(): Organisation {
  return readOrganisation('org.example.yaml', readFileSync(join(ROOT, 'org.example.yaml'), 'utf8'), OWN_RULES)
}
