/** Departments with those who answer for them, as one thing that is changed together; the file lists the people under `roles`. Pure. */
import { z } from 'zod'
import { type Organisation, OrganisationSchema } from './organisation-schema.js'

const Line = OrganisationSchema.shape.roles.element
const DepartmentSchema = OrganisationSchema.shape.departments.element
  .omit({ id: true })
  .extend({ people: z.array(Line.omit({ role: true, department: true })) })
/** As it is kept, under its id. */
export type KeptDepartment = z.infer<typeof DepartmentSchema>
export type Department = KeptDepartment & { readonly id: string }

/** @throws ZodError where it is none */
export const readDepartment = (value: unknown): KeptDepartment => DepartmentSchema.parse(value)

export const isDepartment = (value: unknown): boolean => DepartmentSchema.safeParse(value).success

export const departmentPath = (id: string): string => `departments.${id}`

const isHead = ({ role, department }: Organisation['roles'][number]): boolean => role === 'DEPT' && department !== undefined

export const departmentsOf = ({ departments, roles }: Pick<Organisation, 'departments' | 'roles'>): Department[] =>
  departments.map((one) => ({
    ...one,
    people: roles.flatMap(({ role, department, ...line }) => (role === 'DEPT' && department === one.id ? [line] : [])),
  }))

/** What this version cannot read is as the organisation has it, if it has it at all. */
export function departmentsIn(settings: ReadonlyMap<string, unknown>, organisation: Organisation): Department[] {
  const own = departmentsOf(organisation)
  return [...settings].flatMap(([path, value]) => {
    const [head, id = ''] = path.split('.')
    if (head !== 'departments') return []
    const read = DepartmentSchema.safeParse(value)
    return read.success ? [{ id, ...read.data }] : own.filter((one) => one.id === id)
  })
}

export function withDepartments(organisation: Organisation, departments: readonly Department[]): Organisation {
  const heads = departments.flatMap(({ id, people }) => people.map((line) => ({ role: 'DEPT' as const, department: id, ...line })))
  return {
    ...organisation,
    departments: departments.map(({ people: _, ...department }) => department),
    roles: [...organisation.roles.filter((line) => !isHead(line)), ...heads],
  }
}
