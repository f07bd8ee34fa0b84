/** What the schema of the organisation file cannot say: whether its parts fit together. Pure; a part that could not be read is absent. */
import { addDays } from '../calendar/index.js'
import type { Values } from '../dialogue/session.js'
import { isOfRegulation, itemsOf, LISTS, lastOf } from './company-lists.js'
import { contactsOn, listedPeople } from './listed-people.js'
import { isOf, KINDS, type Organisation, PLATFORMS } from './organisation-schema.js'

export interface OrganisationFault {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly advice: string
  /** For whoever changes it in chat: a text of `settings.unfit`. */
  readonly said?: { readonly name: string; readonly values: Values }
}
type Parts = Partial<Organisation>
type Fault = (path: OrganisationFault['path'], message: string, advice: string, said?: OrganisationFault['said']) => void

/** A dialogue, a report or a reminder would find nobody, or a clock no time, wherever one of these is broken. */
export function checkOrganisation(parts: Parts): OrganisationFault[] {
  const faults: OrganisationFault[] = []
  const fault: Fault = (path, message, advice, said) => faults.push({ path, message, advice, ...(said && { said }) })
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
    check(parts, fault)
  return faults
}

function checkIds({ plants = [], departments = [], causes = [], kinds = [], labItems = [] }: Parts, fault: Fault): void {
  for (const [name, list] of Object.entries({ plants, departments, causes, kinds, labItems }))
    list.forEach(({ id }, index) => {
      if (list.findIndex((other) => other.id === id) < index)
        fault([name, index, 'id'], `“${id}” is there twice`, 'give each an id of its own')
    })
}

function checkReferences({ plants, departments, roles = [], calendar }: Parts, fault: Fault): void {
  const names = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)
  const plantIds = plants && names(plants)
  const departmentIds = departments && names(departments)
  const look = (path: OrganisationFault['path'], what: string, known: readonly string[] | undefined, name: string | undefined) => {
    if (name && known && !known.includes(name))
      fault(path, `names ${what} “${name}”, which is not listed`, `list it, or name one of: ${known.join(', ')}`)
  }
  for (const [index, { plant }] of (departments ?? []).entries()) look(['departments', index, 'plant'], 'plant', plantIds, plant)
  roles.forEach(({ role, plant, department }, index) => {
    look(['roles', index, 'plant'], 'plant', plantIds, plant)
    look(['roles', index, 'department'], 'department', departmentIds, department)
    if (role === 'DEPT' && !department) fault(['roles', index], 'DEPT needs a department', 'add department: and its id')
    const own = departments?.find(({ id }) => id === department)?.plant
    if (own && plant && own !== plant)
      fault(['roles', index, 'plant'], `“${department}” belongs to “${own}”, not to “${plant}”`, `write plant: ${own}`)
  })
  for (const [index, { plant }] of (calendar?.company ?? []).entries())
    look(['calendar', 'company', index, 'plant'], 'plant', plantIds, plant)
}

/** Whatever happens can be filed and explained; what the company has added has a name; and nobody answers for what is no kind. */
function checkLists({ causes = [], kinds = [], departments = [] }: Parts, fault: Fault): void {
  for (const list of LISTS)
    ({ causes, kinds })[list].forEach(({ id, name, isOff }, index) => {
      if (isOff && id === lastOf(list)) fault([list, index, 'isOff'], `“${id}” takes what fits nothing else`, 'leave it on')
      if (name === undefined && !isOfRegulation(list, id)) fault([list, index], `“${id}” has no name`, 'add name: and what it is called')
    })
  const known = itemsOf({ kinds }, 'kinds').map(({ id }) => id)
  departments.forEach((one, index) => {
    const unknown = one.kinds.find((kind) => !known.includes(kind))
    if (unknown)
      fault(['departments', index, 'kinds'], `names “${unknown}”, which is no kind of complaint`, `name one of: ${known.join(', ')}`)
  })
}

/** A complaint of every kind of the regulation at every plant has somebody who answers for it (R19.1.b). */
function checkKinds({ plants, departments, kinds = [] }: Parts, fault: Fault): void {
  if (!plants || !departments) return
  const wanted = KINDS.filter((kind) => !kinds.some(({ id, isOff }) => id === kind && isOff))
  for (const { id, shortName } of plants) {
    const missing = wanted.filter((kind) => !departments.some((one) => isOf(one, id) && one.kinds.includes(kind)))
    if (missing.length > 0)
      fault(['departments'], `no department of “${id}” answers for ${missing.join(', ')}`, 'add the kinds to one of its departments', {
        name: 'kindsMissing',
        values: { plant: shortName, kinds: missing },
      })
  }
}

function checkHolders({ plants = [], departments = [], roles }: Parts, fault: Fault): void {
  if (!roles) return
  for (const role of ['MKT_HEAD', 'QC_HEAD'] as const)
    if (!roles.some((held) => held.role === role))
      fault(['roles'], `nobody is ${role}, who must get every report (R19.1.b)`, `add a line with role: ${role}`)
  departments.forEach(({ id }, index) => {
    if (!roles.some(({ role, department }) => role === 'DEPT' && department === id))
      fault(['departments', index], `nobody answers for “${id}”`, `add a line { role: DEPT, department: ${id}, … } to roles`)
  })
  plants.forEach(({ id }, index) => {
    if (!roles.some(({ role, plant }) => role === 'QC' && (plant === undefined || plant === id)))
      fault(['plants', index], `“${id}” has no QC, who must accept its complaints`, `add a line { role: QC, plant: ${id}, … } to roles`)
  })
}

function checkRoles({ roles = [] }: Parts, fault: Fault): void {
  roles.forEach(({ wecom }, index) => {
    if (!wecom || wecom.users.length + wecom.departments.length + wecom.tags.length === 0)
      fault(['roles', index], 'names nobody of WeCom', 'add wecom: { users: [userid] }, or departments or tags by number')
  })
}

/** One contact is one person's: who approves their own work would otherwise only have to come by another way. */
function checkPeople({ people = [] }: Parts, fault: Fault): void {
  const platforms: readonly string[] = PLATFORMS
  const listed = listedPeople(people)
  const owners = new Map<string, string>()
  people.forEach(({ name, contacts }, index) => {
    const { id, contacts: own } = listed[index]!
    const path = ['people', index, 'contacts']
    if (own.length === 0) fault(path, 'names no contact', 'add the user id on each platform, as { wecom: wangqiang }')
    for (const [platform, userIds] of Object.entries(contacts)) {
      if (!platforms.includes(platform)) fault([...path, platform], `“${platform}” is no platform`, `write one of: ${platforms.join(', ')}`)
      for (const contact of contactsOn(platform, userIds)) {
        const owner = owners.get(contact)
        if (owner) fault([...path, platform], `“${contact}” is listed for ${owner} already`, 'list each contact once')
        owners.set(contact, name)
      }
    }
    const isTaken = listed.some((other, place) => place !== index && (other.contacts.includes(id) || (place < index && other.id === id)))
    if (isTaken && id !== '' && !own.includes(id))
      fault(['people', index, 'id'], `“${id}” is somebody else’s`, 'give each an id of its own, or leave it out')
  })
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const LEAST_MINUTES_A_WEEK = 60
const DAYS_A_WEEK = 5

/** Working hours are added up along them: they must go forward and leave time to work. */
function checkOfficeHours({ rules }: Parts, fault: Fault): void {
  if (!rules) return
  const { officeHours } = rules
  const path = ['rules', 'officeHours']
  officeHours.forEach(([from, to], index) => {
    if (from >= to)
      fault([...path, index], `${from} to ${to} ends before it begins`, 'write the earlier time first; one day ends at 24:00', {
        name: 'hoursBackwards',
        values: { from, to },
      })
    const before = officeHours[index - 1]
    if (before && from < before[1])
      fault(
        [...path, index],
        `${from} to ${to} begins before ${before[0]} to ${before[1]} is over`,
        'list the hours in order, without overlap',
        { name: 'hoursOverlap', values: { from, to, beforeFrom: before[0], beforeTo: before[1] } },
      )
  })
  const minutes = officeHours.reduce((sum, [from, to]) => sum + Math.max(0, minutesOf(to) - minutesOf(from)), 0)
  if (minutes * DAYS_A_WEEK < LEAST_MINUTES_A_WEEK)
    fault(path, `leaves ${minutes} minutes a day to work`, 'open at least an hour a week', {
      name: 'hoursFew',
      values: { minutes },
    })
}

function checkQuietHours({ rules }: Parts, fault: Fault): void {
  const [from, to] = rules?.quietHours ?? ['', ' ']
  if (from === to)
    fault(
      ['rules', 'quietHours'],
      `${from} to ${to} is no time at all`,
      'write when chasing stops and begins again, as ["22:00", "07:00"]',
      {
        name: 'noTime',
        values: { from, to },
      },
    )
}

const MOST_DAYS = 400

function checkDays({ calendar }: Parts, fault: Fault): void {
  const look = (path: OrganisationFault['path'], range: string): void => {
    const [first = '', last = first] = range.split('..')
    const unreal = [first, last].find((day) => !isRealDay(day))
    if (unreal !== undefined) fault(path, `${unreal} is no day`, 'write days that exist, as 2026-07-20')
    else if (last < first) fault(path, `${range} ends before it begins`, 'write the earlier day first')
    else if (last > addDays(first, MOST_DAYS))
      fault(path, `${range} is longer than ${MOST_DAYS} days`, 'check the year, or write several ranges')
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
