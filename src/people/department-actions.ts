/** 部门, 增加部门, 修改部门 and 部门记录: which departments answer for what, and who answers for them. */
import { createHash } from 'node:crypto'
import { type Notifier, say } from '../delivery/notice.js'
import { isObject, type Value, type Values } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import { keyOf } from '../reading/normalise.js'
import type { Action, ActionRequest, ActionsNamed } from './action.js'
import { type Department, departmentPath, departmentsOf, type KeptDepartment, readDepartment } from './departments.js'
import type { Directory } from './directory.js'
import { holdsRole, type Person, type Role } from './person.js'
import type { SettingChange } from './setting-changes.js'
import type { CompanySettings } from './settings.js'

export const DEPARTMENT_ACTIONS = [
  'listDepartments',
  'checkDepartments',
  'departmentAdded',
  'showDepartment',
  'departmentChanged',
  'listDepartmentChanges',
] as const

export interface DepartmentActionDeps {
  readonly settings: Pick<CompanySettings, 'organisation' | 'change' | 'history'>
  readonly directory: Pick<Directory, 'personOf' | 'holders'>
  readonly notifier: Notifier
  /** Asks soon who holds which role. */
  readonly refreshPeople: () => void
}

/** Lists are theirs (domain.md 8). */
const CHANGERS: readonly Role[] = ['CS', 'ADMIN']
const CHANGES_LISTED = 10

export function createDepartmentActions({
  settings,
  directory,
  notifier,
  refreshPeople,
}: DepartmentActionDeps): ActionsNamed<typeof DEPARTMENT_ACTIONS> {
  const all = (): Department[] => departmentsOf(settings.organisation)

  const listDepartments: Action = async ({ by }) => {
    refuseOutsiders(by)
    const lines = await Promise.all(all().map(async (one) => ({ value: await shown(one) })))
    return { say: [say('departments.list', { lines })] }
  }

  /** Refuses whoever may not before they are asked anything. */
  const checkDepartments: Action = async ({ by }) => {
    refuseOthers(by)
    return {}
  }

  const departmentAdded: Action = async (request) => {
    refuseOthers(request.by)
    const { key, answers } = request
    const id = `added-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
    const name = nameIn(answers.name, id)
    const plant = settings.organisation.plants.find(({ id }) => id === answers.plant)?.id
    const people = await peopleIn(answers.people, plant)
    return changed(request, id, undefined, { name, ...(plant && { plant }), kinds: kindsIn(answers.kinds), people })
  }

  const showDepartment: Action = async ({ by, answers }) => {
    refuseOthers(by)
    const { id, ...department } = named(answers)
    return { facts: { present: await shown(department), read: JSON.stringify(department) } }
  }

  const departmentChanged: Action = async (request) => {
    refuseOthers(request.by)
    const { answers, facts } = request
    const { id } = named(answers)
    const before = readDepartment(JSON.parse(String(facts.read)))
    return changed(request, id, before, { ...before, ...(await wanted(id, before, answers)) })
  }

  async function wanted(id: string, { plant }: KeptDepartment, answers: Values): Promise<Partial<KeptDepartment>> {
    if (answers.part === 'NAME') return { name: nameIn(answers.newName, id) }
    if (answers.part === 'KINDS') return { kinds: kindsIn(answers.newKinds) }
    return { people: await peopleIn(answers.newPeople, plant) }
  }

  async function changed({ key, at, by, answers }: ActionRequest, id: string, before: KeptDepartment | undefined, after: KeptDepartment) {
    const change = await settings.change({
      key,
      at,
      from: at,
      by: { id: by.id, name: by.name },
      reason: String(answers.reason),
      settings: [{ path: departmentPath(id), before, after }],
    })
    refreshPeople()
    const values = await changeValues(change)
    await tellAdministrators(key, by, values)
    return { say: [say('departments.changed', values)] }
  }

  async function tellAdministrators(key: string, by: Person, values: Values): Promise<void> {
    const others = (await directory.holders('ADMIN')).filter(({ id }) => id !== by.id)
    await notifier.notify(others.map(({ id }) => ({ id: `${key}.${id}`, to: id, notice: say('departments.changedBy', values) })))
  }

  const listDepartmentChanges: Action = async ({ by }) => {
    refuseOutsiders(by)
    const changes = (await settings.history()).flatMap((change) =>
      change.settings.flatMap((setting) => (setting.path.startsWith(departmentPath('')) ? [{ ...change, settings: [setting] }] : [])),
    )
    if (changes.length === 0) return { say: [say('departments.noChanges')] }
    const lines = await Promise.all(changes.slice(0, CHANGES_LISTED).map(changeValues))
    return { say: [say('departments.changes', { lines, count: changes.length })] }
  }

  async function changeValues({ at, by, reason, settings: [setting] }: SettingChange): Promise<Values> {
    const [before, after] = await Promise.all(
      [setting?.before, setting?.after].map((one) => (one ? shown(readDepartment(one)) : undefined)),
    )
    return { at: at.toISOString(), by: by?.name, file: by === undefined, reason, before, after }
  }

  /** With the names of those who answer for it; groups of the platform by their number. */
  async function shown({ name, plant, kinds, people }: KeptDepartment): Promise<Values> {
    const users = people.flatMap(({ wecom }) => wecom?.users ?? [])
    const persons = await Promise.all(users.map((user) => directory.personOf(`wecom:${user}`)))
    return {
      name,
      plant: settings.organisation.plants.find(({ id }) => id === plant)?.shortName,
      isCentral: plant === undefined,
      kinds,
      isNamedOnly: kinds.length === 0,
      people: persons.map((person) => person.name),
      groups: people.flatMap(({ wecom }) => [...(wecom?.departments ?? []), ...(wecom?.tags ?? [])]),
    }
  }

  /** @throws UserFacingError where another one is called so: people choose departments by their names */
  function nameIn(answer: Value | undefined, id: string): string {
    const name = String(answer)
    if (all().some((one) => one.id !== id && keyOf(one.name) === keyOf(name))) throw new UserFacingError('departments.sameName', { name })
    return name
  }

  /** @throws UserFacingError where one of them cannot be reached in WeCom */
  async function peopleIn(answer: Value | undefined, plant: string | undefined): Promise<KeptDepartment['people']> {
    const chosen = Array.isArray(answer) ? answer.filter(isObject) : []
    const persons = await Promise.all(chosen.map(({ id }) => directory.personOf(String(id))))
    const users = persons.map(({ name, contacts }) => {
      const contact = contacts.find((one) => one.startsWith('wecom:'))
      if (contact === undefined) throw new UserFacingError('departments.noAccount', { name })
      return contact.slice('wecom:'.length)
    })
    return [{ ...(plant && { plant }), wecom: { users, departments: [], tags: [] } }]
  }

  /** @throws UserFacingError where a dialogue of an earlier version offers what is no department any more */
  function named({ department: id }: Values): Department {
    const found = all().find((one) => one.id === id)
    if (!found) throw new UserFacingError('departments.gone', {}, true)
    return found
  }

  return { listDepartments, checkDepartments, departmentAdded, showDepartment, departmentChanged, listDepartmentChanges }
}

const kindsIn = (answer: Value | undefined): KeptDepartment['kinds'] =>
  Array.isArray(answer) ? answer.filter((kind) => typeof kind === 'string') : []

function refuseOutsiders({ roles }: Person): void {
  if (roles.length === 0) throw new NotAllowedError('departments.onlyStaff')
}

function refuseOthers(by: Person): void {
  if (!holdsRole(by, CHANGERS)) throw new NotAllowedError('departments.notAllowed', { roles: CHANGERS })
}
