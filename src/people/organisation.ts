import { z } from 'zod'
import { ConfigError } from '../errors.js'
import { readYamlFile } from '../reading/yaml-file.js'
import { checkOrganisation } from './check-organisation.js'
import { misreadBy } from './misread.js'
import { isOf, type Organisation, OrganisationSchema, type OwnRules, wholeSchema } from './organisation-schema.js'

export { chatRules, KINDS, type Kind, type Organisation, type OwnRules, type Rules, regulatedKind } from './organisation-schema.js'

/** Plants, departments and roles. @param own what kinds of case read under `rules` @throws ConfigError with every fault and its line */
export function readOrganisation(file: string, text: string, own: OwnRules): Organisation {
  const { value: raw, faults: unreadable, lineOf } = readYamlFile(file, text)
  if (unreadable.length > 0) throw new ConfigError(unreadable.map((fault) => ({ file, ...fault })))
  const parsed = OrganisationSchema.safeParse(raw)
  const faults = [...misreadBy(wholeSchema(own), raw), ...checkOrganisation(parsed.data ?? readableParts(raw))]
  if (parsed.success && faults.length === 0) return parsed.data
  throw new ConfigError(faults.map(({ path, ...fault }) => ({ ...fault, file, line: lineOf(path), at: path.join('.') })))
}

/** Each part by itself, so that a fault in one does not hide those of the others. */
function readableParts(raw: unknown): Partial<Organisation> {
  const given = z.record(z.string(), z.unknown()).safeParse(raw).data ?? {}
  const { plants, departments, causes, kinds, labItems, roles, people, calendar, rules } = OrganisationSchema.shape
  return {
    plants: plants.safeParse(given.plants).data,
    departments: departments.safeParse(given.departments).data,
    causes: causes.safeParse(given.causes).data,
    kinds: kinds.safeParse(given.kinds).data,
    labItems: labItems.safeParse(given.labItems).data,
    roles: roles.safeParse(given.roles).data,
    people: people.safeParse(given.people).data,
    calendar: calendar.safeParse(given.calendar).data,
    rules: rules.safeParse(given.rules).data,
  }
}

/** Those of a plant with those of the whole company; all of them while it is not known which plant. */
export const departmentsAt = ({ departments }: Pick<Organisation, 'departments'>, plant: string | undefined): Organisation['departments'] =>
  departments.filter((department) => plant === undefined || isOf(department, plant))

/** Departments that answer for a kind of complaint at a plant; at every plant while it is not known which one. */
export function responsibleDepartments(
  { departments }: Organisation,
  kind: string,
  plant: string | undefined,
): Organisation['departments'] {
  const there = departmentsAt({ departments }, plant)
  const named = there.filter(({ kinds }) => kinds.some((one) => one === kind))
  // a kind of the company's own, or one that is offered no more: whoever answers for 其他
  return named.length > 0 ? named : there.filter(({ kinds }) => kinds.includes('OTHER'))
}
