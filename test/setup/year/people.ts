/** Who sits where in the year, who is away when, and who acts meanwhile: written by hand. */
import type { Leave } from '../../../src/people/leaves.js'
import type { Organisation } from '../../../src/people/organisation.js'
import type { Role } from '../../../src/people/person.js'
import { exampleOrganisation } from '../organisation.js'
import { at, COMPANY_DAYS, daysFrom } from './days.js'

interface Held {
  readonly role: Role
  readonly plant?: string
  readonly department?: string
  readonly users: readonly string[]
}

/** 1 for the plant at 渭南, 2 for that at 铜川. */
const HELD: readonly Held[] = [
  { role: 'MKT_HEAD', users: ['head'] },
  { role: 'CS', users: ['cs-a', 'cs-b', 'cs-c'] },
  { role: 'SALES', users: ['sales-a', 'sales-b'] },
  { role: 'ADMIN', users: ['vice'] },
  { role: 'QC_HEAD', users: ['quality'] },
  { role: 'PROD_TECH', users: ['tech-a', 'tech-b'] },
  { role: 'QC', plant: 'weinan', users: ['qc1-a', 'qc1-b', 'qc1-c'] },
  { role: 'QC', plant: 'tongchuan', users: ['qc2-a', 'qc2-b'] },
  { role: 'DEPT', plant: 'weinan', department: 'weinan-packing', users: ['packing1-a', 'packing1-b'] },
  { role: 'DEPT', plant: 'weinan', department: 'weinan-production', users: ['making1-a', 'making1-b'] },
  { role: 'DEPT', plant: 'tongchuan', department: 'tongchuan-packing', users: ['packing2-a', 'both2'] },
  { role: 'DEPT', plant: 'tongchuan', department: 'tongchuan-production', users: ['making2-a', 'both2'] },
  { role: 'GM', plant: 'weinan', users: ['gm1'] },
  { role: 'GM', plant: 'tongchuan', users: ['gm2'] },
]

/** First and last day away, and by whom they are stood in for. */
const AWAY: readonly (readonly [string, from: string, until: string, deputy: string])[] = [
  ['cs-a', '2026-01-05', '2026-01-16', 'cs-b'],
  ['qc1-a', '2026-01-05', '2026-01-09', 'qc1-b'],
  ['head', '2026-01-12', '2026-01-30', 'vice'],
  // their deputy is away as well: the head acts
  ['packing1-a', '2026-02-02', '2026-02-28', 'packing1-b'],
  ['packing1-b', '2026-02-16', '2026-03-06', 'packing1-a'],
  ['qc1-b', '2026-02-14', '2026-03-08', 'qc1-c'],
  ['gm1', '2026-02-24', '2026-03-20', 'gm2'],
  ['head', '2026-03-09', '2026-03-20', 'cs-b'],
  ['sales-a', '2026-03-02', '2026-03-31', 'sales-b'],
  ['tech-a', '2026-03-09', '2026-03-27', 'tech-b'],
  ['quality', '2026-03-16', '2026-04-10', 'qc2-a'],
  ['cs-b', '2026-05-08', '2026-05-22', 'cs-c'],
  ['qc2-a', '2026-05-09', '2026-05-31', 'qc2-b'],
  ['making1-a', '2026-05-11', '2026-06-05', 'making1-b'],
  ['head', '2026-06-01', '2026-06-26', 'vice'],
  ['gm2', '2026-05-25', '2026-07-03', 'gm1'],
  ['both2', '2026-06-15', '2026-07-31', 'making2-a'],
  ['quality', '2026-07-01', '2026-07-17', 'head'],
  ['cs-c', '2026-07-20', '2026-08-07', 'cs-a'],
  ['tech-b', '2026-07-20', '2026-08-14', 'tech-a'],
  ['sales-b', '2026-09-17', '2026-10-16', 'vice'],
  ['head', '2026-09-21', '2026-10-12', 'vice'],
  ['qc1-c', '2026-09-18', '2026-10-23', 'qc1-a'],
  ['packing2-a', '2026-10-09', '2026-11-06', 'both2'],
  ['gm1', '2026-10-19', '2026-11-13', 'tech-a'],
  ['quality', '2026-11-02', '2026-11-30', 'cs-a'],
  ['head', '2026-12-28', '2027-01-08', 'vice'],
]

/** Above whom each of them stands. */
const HEAD_OF: Partial<Record<Role, Role>> = {
  CS: 'MKT_HEAD',
  SALES: 'MKT_HEAD',
  QC: 'QC_HEAD',
  DEPT: 'GM',
  MKT_HEAD: 'GM',
  QC_HEAD: 'GM',
  PROD_TECH: 'GM',
}

const idOf = (user: string): string => `wecom:${user}`
export const named = (id: string) => ({ id, name: id.slice('wecom:'.length) })

/** Who holds a role at a plant; central roles are held for each. */
export const holdersOf = (role: string, plant?: string): string[] =>
  HELD.filter((held) => held.role === role && (!held.plant || !plant || held.plant === plant)).flatMap(({ users }) => users.map(idOf))
export const membersOf = (departments: readonly string[]): string[] => [
  ...new Set(HELD.filter(({ department = '' }) => departments.includes(department)).flatMap(({ users }) => users.map(idOf))),
]

export const LEAVES: readonly Leave[] = AWAY.map(([user, from, until, deputy], index) => ({
  _id: `leave-${index}`,
  person: named(idOf(user)),
  deputy: named(idOf(deputy)),
  from,
  until,
  startsAt: at(from),
  endsAt: at(daysFrom(until, 1)),
  by: named(idOf(user)),
  at: at('2026-01-01'),
}))

/** Nobody where they are there themselves; their deputy, or where that one is away too everybody who stands above them. */
export function standInsOf(id: string, time: Date): readonly string[] {
  const present = LEAVES.filter(({ startsAt, endsAt }) => startsAt <= time && time < endsAt)
  const own = present.find(({ person }) => person.id === id)
  if (!own) return []
  if (!present.some(({ person }) => person.id === own.deputy.id)) return [own.deputy.id]
  const roles = HELD.filter(({ users }) => users.map(idOf).includes(id))
  return [...new Set(roles.flatMap(({ role, plant }) => holdersOf(HEAD_OF[role] ?? '', plant)))].filter((head) => head !== id)
}

/** Two plants, several holders of most roles, days of their own, a second signature above 5000 yuan and for a gift above 2000. */
export function organisationOfTheYear(): Organisation {
  const example = exampleOrganisation()
  return {
    ...example,
    roles: HELD.map(({ users, ...held }) => ({ ...held, wecom: { users: [...users], departments: [], tags: [] } })),
    calendar: { ...example.calendar, company: [...COMPANY_DAYS] },
    rules: {
      ...example.rules,
      approval: [{ upTo: 5000, by: ['MKT_HEAD'] }, { by: ['MKT_HEAD', 'GM'] }],
      ...{ gift: { limitYuan: 2000 } },
    },
  }
}
