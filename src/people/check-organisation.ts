/** What the schema of the organisation file cannot say: whether its parts fit together. Pure; a part that could not be read is absent. */
import { addDays } from '../calendar/index.js'
import type { Values } from '../dialogue/session.js'
import type { Fault } from '../faults/fault.js'
import { meantBy } from '../reading/nearest.js'
import { isOfRegulation, itemsOf, LISTS, lastOf } from './company-lists.js'
import { contactsOn, listedPeople } from './listed-people.js'
import { isOf, KINDS, type Organisation, PLATFORMS } from './organisation-schema.js'

export interface OrganisationFault extends Fault {
  readonly path: readonly (string | number)[]
  /** For whoever changes it in chat: the values of the text of that name in `settings.unfit`. */
  readonly said?: Values
}
type Parts = Partial<Organisation>
type Tell = (path: OrganisationFault['path'], name: Fault['name'], more?: Omit<OrganisationFault, 'path' | 'name'>) => void

/** A dialogue, a report or a reminder would find nobody, or a clock no time, wherever one of these is broken. */
export function checkOrganisation(parts: Parts): OrganisationFault[] {
  const faults: OrganisationFault[] = []
  const tell: Tell = (path, name, more) => faults.push({ path, name, ...more })
  for (const check of [
    checkIds,
    checkReferences,
    checkLists,
    checkKinds,
    checkHolders,
    checkRoles,
    checkPeople,
    checkOfficeHours,
    checkQuietHours,
    checkDays,
  ])
    check(parts, tell)
  return faults
}

function checkIds({ plants = [], departments = [], causes = [], kinds = [], labItems = [] }: Parts, tell: Tell): void {
  for (const [name, list] of Object.entries({ plants, departments, causes, kinds, labItems }))
    list.forEach(({ id }, index) => {
      if (list.findIndex((other) => other.id === id) < index) tell([name, index, 'id'], 'idTwice', { values: { id } })
    })
}

function checkReferences({ plants, departments, roles = [], calendar }: Parts, tell: Tell): void {
  const names = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)
  const plantIds = plants && names(plants)
  const departmentIds = departments && names(departments)
  const look = (
    path: OrganisationFault['path'],
    unlisted: 'unlistedPlant' | 'unlistedDepartment',
    known: readonly string[] | undefined,
    given: string | undefined,
  ) => {
    if (given && known && !known.includes(given)) tell(path, unlisted, oneOf(given, known))
  }
  for (const [index, { plant }] of (departments ?? []).entries()) look(['departments', index, 'plant'], 'unlistedPlant', plantIds, plant)
  roles.forEach(({ role, plant, department }, index) => {
    look(['roles', index, 'plant'], 'unlistedPlant', plantIds, plant)
    look(['roles', index, 'department'], 'unlistedDepartment', departmentIds, department)
    if (role === 'DEPT' && !department) tell(['roles', index], 'departmentNeeded')
    const own = departments?.find(({ id }) => id === department)?.plant
    if (own && plant && own !== plant)
      tell(['roles', index, 'plant'], 'otherPlant', { values: { department: department ?? '', own, plant } })
  })
  for (const [index, { plant }] of (calendar?.company ?? []).entries())
    look(['calendar', 'company', index, 'plant'], 'unlistedPlant', plantIds, plant)
}

/** Whatever happens can be filed and explained; what the company has added has a name; and nobody answers for what is no kind. */
function checkLists({ causes = [], kinds = [], departments = [] }: Parts, tell: Tell): void {
  for (const list of LISTS)
    ({ causes, kinds })[list].forEach(({ id, name, isOff }, index) => {
      if (isOff && id === lastOf(list)) tell([list, index, 'isOff'], 'lastIsOff', { values: { id } })
      if (name === undefined && !isOfRegulation(list, id)) tell([list, index], 'nameNeeded', { values: { id } })
    })
  const known = itemsOf({ kinds }, 'kinds').map(({ id }) => id)
  departments.forEach((one, index) => {
    const unknown = one.kinds.find((kind) => !known.includes(kind))
    if (unknown) tell(['departments', index, 'kinds'], 'unlistedKind', oneOf(unknown, known))
  })
}

/** A complaint of every kind of the regulation at every plant has somebody who answers for it (R19.1.b). */
function checkKinds({ plants, departments, kinds = [] }: Parts, tell: Tell): void {
  if (!plants || !departments) return
  const wanted = KINDS.filter((kind) => !kinds.some(({ id, isOff }) => id === kind && isOff))
  for (const { id, shortName } of plants) {
    const missing = wanted.filter((kind) => !departments.some((one) => isOf(one, id) && one.kinds.includes(kind)))
    if (missing.length > 0)
      tell(['departments'], 'kindsMissing', {
        values: { plant: id, kinds: missing.join(', ') },
        said: { plant: shortName, kinds: missing },
      })
  }
}

function checkHolders({ plants = [], departments = [], roles }: Parts, tell: Tell): void {
  if (!roles) return
  for (const role of ['MKT_HEAD', 'QC_HEAD'] as const)
    if (!roles.some((held) => held.role === role)) tell(['roles'], 'roleNeeded', { values: { role } })
  departments.forEach(({ id }, index) => {
    if (!roles.some(({ role, department }) => role === 'DEPT' && department === id))
      tell(['departments', index], 'answererNeeded', { values: { id } })
  })
  plants.forEach(({ id }, index) => {
    if (!roles.some(({ role, plant }) => role === 'QC' && (plant === undefined || plant === id)))
      tell(['plants', index], 'inspectorNeeded', { values: { id } })
  })
}

function checkRoles({ roles = [] }: Parts, tell: Tell): void {
  roles.forEach(({ wecom, dingtalk }, index) => {
    const named = [wecom, dingtalk].flatMap((members) => (members ? [...members.users, ...members.departments, ...members.tags] : []))
    if (named.length === 0) tell(['roles', index], 'holderNeeded')
  })
}

/** One contact is one person's: who approves their own work would otherwise only have to come by another way. */
function checkPeople({ people = [] }: Parts, tell: Tell): void {
  const platforms: readonly string[] = PLATFORMS
  const listed = listedPeople(people)
  const owners = new Map<string, string>()
  people.forEach(({ name, contacts }, index) => {
    const { id, contacts: own } = listed[index]!
    const path = ['people', index, 'contacts']
    if (own.length === 0) tell(path, 'contactNeeded')
    for (const [platform, userIds] of Object.entries(contacts)) {
      if (!platforms.includes(platform)) tell([...path, platform], 'unknownPlatform', oneOf(platform, platforms))
      for (const contact of contactsOn(platform, userIds)) {
        const owner = owners.get(contact)
        if (owner) tell([...path, platform], 'contactTwice', { values: { contact, owner } })
        owners.set(contact, name)
      }
    }
    const isTaken = listed.some((other, place) => place !== index && (other.contacts.includes(id) || (place < index && other.id === id)))
    if (isTaken && id !== '' && !own.includes(id)) tell(['people', index, 'id'], 'idTaken', { values: { id } })
  })
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const LEAST_MINUTES_A_WEEK = 60
const DAYS_A_WEEK = 5

/** Working hours are added up along them: they must go forward and leave time to work. */
function checkOfficeHours({ rules }: Parts, tell: Tell): void {
  if (!rules) return
  const { officeHours } = rules
  const path = ['rules', 'officeHours']
  officeHours.forEach(([from, to], index) => {
    if (from >= to) tell([...path, index], 'hoursBackwards', inChatToo({ from, to }))
    const before = officeHours[index - 1]
    if (before && from < before[1])
      tell([...path, index], 'hoursOverlap', inChatToo({ from, to, beforeFrom: before[0], beforeTo: before[1] }))
  })
  const minutes = officeHours.reduce((sum, [from, to]) => sum + Math.max(0, minutesOf(to) - minutesOf(from)), 0)
  if (minutes * DAYS_A_WEEK < LEAST_MINUTES_A_WEEK) tell(path, 'hoursFew', inChatToo({ minutes }))
}

function checkQuietHours({ rules }: Parts, tell: Tell): void {
  const [from, to] = rules?.quietHours ?? ['', ' ']
  if (from === to) tell(['rules', 'quietHours'], 'noTime', inChatToo({ from, to }))
}

const MOST_DAYS = 400

function checkDays({ calendar }: Parts, tell: Tell): void {
  const look = (path: OrganisationFault['path'], range: string): void => {
    const [first = '', last = first] = range.split('..')
    const unreal = [first, last].find((day) => !isRealDay(day))
    if (unreal !== undefined) tell(path, 'noDay', { values: { day: unreal } })
    else if (last < first) tell(path, 'daysBackwards', { values: { range } })
    else if (last > addDays(first, MOST_DAYS)) tell(path, 'daysEndless', { values: { range, limit: MOST_DAYS } })
  }
  for (const [year, { off, working }] of Object.entries(calendar?.years ?? {})) {
    for (const [index, range] of off.entries()) look(['calendar', 'years', year, 'off', index], range)
    for (const [index, range] of working.entries()) look(['calendar', 'years', year, 'working', index], range)
  }
  for (const [index, { days }] of (calendar?.company ?? []).entries()) look(['calendar', 'company', index, 'days'], days)
}

function isRealDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(day)
}

/** What was written is none of those that there are. */
function oneOf(given: string, known: readonly string[]): Pick<OrganisationFault, 'values' | 'nearest'> {
  const nearest = meantBy(given, known)
  return { values: { given, known: known.join(', ') }, ...(nearest !== undefined && { nearest }) }
}

const inChatToo = (values: Readonly<Record<string, string | number>>) => ({ values, said: values })
