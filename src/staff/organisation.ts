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
    rules: z
      .strictObject({
        /** ‰ of our net weight (domain.md 4.3). */
        bulkTolerancePermille: z.number().positive().default(3),
        /** kg a bag (domain.md 4.2). */
        bagNominalKg: z.number().positive().default(50),
        /** 22:00–07:00 by default (Q14). */
        quietHours: z.tuple([z.string(), z.string()]).default(['22:00', '07:00']),
      })
      .default({ bulkTolerancePermille: 3, bagNominalKg: 50, quietHours: ['22:00', '07:00'] }),
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
