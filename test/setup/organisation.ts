import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OWN_RULES } from '../../src/app.js'
import { ROOT } from '../../src/config.js'
import { type Organisation, readOrganisation } from '../../src/people/organisation.js'
import type { HeldRole } from '../../src/people/person.js'
import type { RuleBook } from '../../src/people/rule-book.js'

export function exampleOrganisation(): Organisation {
  return readOrganisation('org.example.yaml', readFileSync(join(ROOT, 'org.example.yaml'), 'utf8'), OWN_RULES)
}

/** The rules of an organisation in which nothing is ever changed. */
export const rulesOf = ({ rules }: Organisation): RuleBook => ({ present: () => ({ version: 0, rules }), of: async () => rules })

/** The example with more people in some of its roles, who keep them whenever the directory is refreshed. */
export function organisationWith(...more: readonly (HeldRole & { readonly users: readonly string[] })[]): Organisation {
  const example = exampleOrganisation()
  const roles = more.map(({ users, ...held }) => ({ ...held, wecom: { users: [...users], departments: [], tags: [] } }))
  return { ...example, roles: [...example.roles, ...roles] }
}
