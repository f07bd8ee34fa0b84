import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { ConfigError } from '../errors.js'
import { ROLES } from './person.js'

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')

export const KINDS = ['BAG_COUNT', 'BAG_WEIGHT', 'BREAKAGE', 'CAKING', 'BULK_SHORT', 'QUALITY', 'OTHER'] as const
export type Kind = (typeof KINDS)[number]

const Members = z.strictObject({
  users: z.array(z.string()).default([]),
  departments: z.array(z.number()).default([]),
  tags: z.array(z.number()).default([]),
})

const days = z.string().regex(/^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$/, 'must be 2026-07-20 or 2026-07-20..2026-07-25')
const time = z.string().regex(/^\d\d:\d\d$/, 'must be HH:mm')
const amount = (otherwise: number) => z.number().positive().default(otherwise)
const count = (otherwise: number) => z.number().int().positive().default(otherwise)

/** What the regulation leaves open, with the defaults of domain.md 9. */
const RulesSchema = z.strictObject({
  /** ‰ of our net weight (domain.md 4.3). */
  bulkTolerancePermille: amount(3),
  /** kg a bag (domain.md 4.2). */
  bagNominalKg: amount(50),
  /** Chasing waits, reports never do (Q14). */
  quietHours: z.tuple([time, time]).default(['22:00', '07:00']),
  officeHours: z
    .array(z.tuple([time, time]))
    .min(1)
    .default([
      ['08:30', '12:00'],
      ['14:00', '18:00'],
    ]),
  /** When managers get their daily message (T8). */
  digestAt: time.default('08:30'),
  /** Working hours and working days of the clocks (domain.md 7). */
  acceptHours: amount(2),
  visitDays: count(1),
  verifyDays: count(3),
  planDays: count(3),
  /** Q1: from the liability, or from the report. */
  planClockStart: z.enum(['liability', 'report']).default('liability'),
  explainDays: count(3),
  confirmDays: count(3),
  filingDays: count(2),
  callbackDays: count(2),
  classifyHours: amount(2),
  opinionDays: count(1),
  meetingDays: count(3),
  /** Q6: tries to reach the customer before it goes on without an answer. */
  confirmAttempts: count(2),
  /** Q8 */
  callbackAttempts: count(3),
  reopenDays: count(30),
  gmFromRound: count(3),
  /** Q5: so many of a kind in so many days propose an improvement meeting. */
  meetingSameKind: count(3),
  meetingWithinDays: count(30),
  /** Days that a sealed sample is kept, by the basis of acceptance (domain.md 4.4). */
  sampleGoodsDays: count(40),
  sampleMakerDays: count(90),
})
export type Rules = z.infer<typeof RulesSchema>

const OrganisationSchema = z
  .strictObject({
    company: z.string(),
    /** 生产企业 */
    plants: z.array(z.strictObject({ id, name: z.string(), shortName: z.string() })).min(1),
    /** 责任部门: who answers for which kinds of complaint. */
    departments: z.array(z.strictObject({ id, name: z.string(), plant: id, kinds: z.array(z.enum(KINDS)).min(1) })).min(1),
    roles: z.array(
      z.strictObject({
        role: z.enum(ROLES),
        plant: id.optional(),
        department: id.optional(),
        wecom: Members.optional(),
        dingtalk: Members.optional(),
      }),
    ),
    /** Years not published yet, plant shutdowns, half days, duty Saturdays (domain.md 6). */
    calendar: z
      .strictObject({
        years: z
          .record(z.string().regex(/^20\d\d$/), z.strictObject({ off: z.array(days), working: z.array(days).default([]) }))
          .default({}),
        company: z
          .array(z.strictObject({ days, plant: id.optional(), works: z.enum(['off', 'on', 'morning', 'afternoon']), note: z.string() }))
          .default([]),
      })
      .prefault({}),
    rules: RulesSchema.prefault({}),
  })
  .superRefine(({ plants, departments, roles }, context) => {
    const plantIds = new Set(plants.map((plant) => plant.id))
    const departmentIds = new Set(departments.map((department) => department.id))
    const missing = (path: (string | number)[], what: string, name: string) =>
      context.addIssue({ code: 'custom', path, message: `names ${what} “${name}”, which is not listed` })
    departments.forEach(({ plant }, index) => {
      if (!plantIds.has(plant)) missing(['departments', index, 'plant'], 'plant', plant)
    })
    roles.forEach(({ plant, department, role }, index) => {
      if (plant && !plantIds.has(plant)) missing(['roles', index, 'plant'], 'plant', plant)
      if (department && !departmentIds.has(department)) missing(['roles', index, 'department'], 'department', department)
      if (role === 'DEPT' && !department) context.addIssue({ code: 'custom', path: ['roles', index], message: 'DEPT needs a department' })
    })
    for (const role of ['MKT_HEAD', 'QC_HEAD'] as const) {
      if (!roles.some((held) => held.role === role))
        context.addIssue({ code: 'custom', path: ['roles'], message: `nobody is ${role}, who must get every report (R19.1.b)` })
    }
  })

export type Organisation = z.infer<typeof OrganisationSchema>

/** Plants, departments and roles. @throws ConfigError with every fault and its line */
export function readOrganisation(file: string, text: string): Organisation {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0)
    throw new ConfigError(document.errors.map((error) => `${file}:${error.linePos?.[0].line ?? 1} ${error.message.split('\n')[0]}`))
  const parsed = OrganisationSchema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  throw new ConfigError(
    parsed.error.issues.map((issue) => `${file}:${lineOf(issue.path as (string | number)[])} ${issue.path.join('.')}: ${issue.message}`),
  )

  function lineOf(path: readonly (string | number)[]): number {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]) : undefined
      const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
}

/** Departments that answer for a kind of complaint at a plant; at every plant while it is not known which one. */
export function responsibleDepartments({ departments }: Organisation, kind: Kind, plant: string | undefined): Organisation['departments'] {
  return departments.filter((department) => department.kinds.includes(kind) && (plant === undefined || department.plant === plant))
}

/** Lists that dialogues may offer: `options: { list: plants }`. */
export function listsOf({ plants, departments }: Organisation): Record<string, Record<string, string>> {
  return {
    plants: Object.fromEntries(plants.map(({ id, shortName }) => [id, shortName])),
    departments: Object.fromEntries(departments.map(({ id, name }) => [id, name])),
  }
}
