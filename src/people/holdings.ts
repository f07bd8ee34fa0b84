/** Who holds which role: what the organisation file names, as a platform resolves it now. */
import { contactsOn } from './listed-people.js'
import type { Organisation } from './organisation.js'
import type { HeldRole, Role } from './person.js'

/** What the directory needs of a platform's contacts. */
export interface Contacts {
  usersOfDepartment(id: number): Promise<readonly Named[]>
  tag(id: number): Promise<{ userlist: readonly Named[]; partylist: readonly number[] }>
  /** @returns undefined where the platform says that there is no such member (any more) */
  user(id: string): Promise<Named | undefined>
}
interface Named {
  readonly userid: string
  readonly name: string
}

export interface Holder {
  readonly id: string
  readonly name: string
  /** When the platform last named this person. */
  readonly seenAt: Date
}
export interface Holding extends HeldRole {
  readonly holders: readonly Holder[]
  /** Who lost the role because the platform could not be asked about them for too long; whether it has ended is not known. */
  readonly unknown?: readonly Holder[]
}

/** A role that an administrator has to look at. */
export interface RoleAlarm extends HeldRole {
  /** `lost`: somebody was dropped, or nobody is known; `stale`: kept although the platform has not named them for long; `empty`: kept although it names nobody. */
  readonly kind: 'lost' | 'stale' | 'empty'
}

export interface Resolved {
  readonly holdings: readonly Holding[]
  /** Why something could not be resolved, one line for each role. */
  readonly failed: readonly string[]
  readonly alarms: readonly RoleAlarm[]
}

/** These get every report (R19.1.b): a wrong holder is found out, a missing one is not. */
const MANDATORY: readonly Role[] = ['MKT_HEAD', 'QC_HEAD']
const KEPT_MS = 24 * 3_600_000

/** Asks the platform for every role. Holders that it could not be asked about keep their role for a day, the mandatory ones for as long as it takes. */
export async function resolveHoldings(
  roles: Organisation['roles'],
  contacts: Contacts | undefined,
  before: readonly Holding[],
  at: Date,
): Promise<Resolved> {
  const ask = contacts ? createAsk(contacts) : withoutPlatform
  const holdings: Holding[] = []
  const failed: string[] = []
  const alarms: RoleAlarm[] = []
  for (const [key, { held, sources, listed }] of groupsOf(roles)) {
    const { holders: previous = [], unknown: unknownBefore = [] } = before.find((one) => keyOf(one) === key) ?? {}
    const answers = await ask(sources)
    const found = [...uniqueHolders(answers.found, at), ...listed.map((id) => ({ id, name: userIdOf(id), seenAt: at }))]
    const isMissed = ({ id }: Holder) => !found.some((one) => one.id === id) && answers.isOpen(id)
    const missed = previous.filter(isMissed)
    const isMandatory = MANDATORY.includes(held.role)
    const kept = missed.filter(({ seenAt }) => isMandatory || isRecent(seenAt, at))
    const holders = [...found, ...kept]
    const isEmptied = isMandatory && holders.length === 0
    const unknown = [...missed, ...unknownBefore.filter(isMissed)].filter((one) => !kept.includes(one))
    holdings.push({ ...held, holders: isEmptied ? previous : holders, ...(unknown.length > 0 && { unknown }) })
    if (answers.reasons.length > 0) failed.push(`${nameOf(held)}: ${answers.reasons.join('; ')}`)
    const kind = alarmOf({
      isFailed: answers.reasons.length > 0,
      isEmptied,
      isLost: kept.length < missed.length || holders.length === 0,
      kept,
      at,
    })
    if (kind) alarms.push({ ...held, kind })
  }
  return { holdings, failed, alarms }
}

function alarmOf(role: {
  isFailed: boolean
  isEmptied: boolean
  isLost: boolean
  kept: readonly Holder[]
  at: Date
}): RoleAlarm['kind'] | undefined {
  if (role.isEmptied) return 'empty'
  if (role.isFailed && role.isLost) return 'lost'
  return role.kept.some(({ seenAt }) => !isRecent(seenAt, role.at)) ? 'stale' : undefined
}

const isRecent = (seenAt: Date, at: Date): boolean => at.getTime() - seenAt.getTime() < KEPT_MS

/** The same role of the same plant and department, and of neither where none is named: a plant's role is not the company's. */
export const keyOf = ({ role, plant = '', department = '' }: HeldRole): string => `${role}|${plant}|${department}`

const nameOf = ({ role, plant, department }: HeldRole): string =>
  [role, ...(plant ? [`of ${plant}`] : []), ...(department ? [`(${department})`] : [])].join(' ')

type Sources = readonly NonNullable<Organisation['roles'][number]['wecom']>[]

/** The organisation file may name one role on several lines. */
function groupsOf(roles: Organisation['roles']): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const { role, plant, department, wecom, dingtalk } of roles) {
    const held: HeldRole = { role, ...(plant && { plant }), ...(department && { department }) }
    const { sources = [], listed = [] } = groups.get(keyOf(held)) ?? {}
    groups.set(keyOf(held), {
      held,
      sources: wecom ? [...sources, wecom] : sources,
      listed: [...listed, ...contactsOn('dingtalk', dingtalk?.users ?? [])],
    })
  }
  return groups
}

interface Group {
  readonly held: HeldRole
  readonly sources: Sources
  /** Contacts whom the file names by their ids; no platform is asked about them. */
  readonly listed: readonly string[]
}

interface Answers {
  readonly found: readonly Named[]
  readonly reasons: readonly string[]
  /** True for a person about whom the platform could have been asked and did not answer. */
  isOpen(id: string): boolean
}

/** Everything is asked once for all roles. */
function createAsk(contacts: Contacts): (sources: Sources) => Promise<Answers> {
  const user = once((id: string) => contacts.user(id))
  const tag = once((id: number) => contacts.tag(id))
  const department = once((id: number) => contacts.usersOfDepartment(id))
  return async (sources) => {
    const found: Named[] = []
    const reasons: string[] = []
    const openUsers = new Set<string>()
    let isAnyOpen = false
    const attempt = async (work: () => Promise<void>, onFailure: () => void) =>
      work().catch((error: unknown) => {
        reasons.push(error instanceof Error ? error.message : String(error))
        onFailure()
      })
    const ofGroup = (work: () => Promise<void>) =>
      attempt(work, () => {
        isAnyOpen = true
      })
    const addDepartment = async (id: number) => void found.push(...(await department(id)))
    for (const { users, departments, tags } of sources) {
      for (const id of users)
        await attempt(
          async () => {
            const member = await user(id)
            if (member) found.push(member)
            else reasons.push(`there is no member ${id}`)
          },
          () => openUsers.add(idOf(id)),
        )
      for (const id of departments) await ofGroup(() => addDepartment(id))
      for (const id of tags)
        await ofGroup(async () => {
          const { userlist, partylist } = await tag(id)
          found.push(...userlist)
          for (const party of partylist) await addDepartment(party)
        })
    }
    return { found, reasons: [...new Set(reasons)], isOpen: (id) => isAnyOpen || openUsers.has(id) }
  }
}

const withoutPlatform = async (sources: Sources): Promise<Answers> => ({
  found: sources.flatMap(({ users }) => users.map((userid) => ({ userid, name: userid }))),
  reasons: [],
  isOpen: () => false,
})

function once<K, V>(ask: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const answers = new Map<K, Promise<V>>()
  return (key) => {
    const known = answers.get(key)
    if (known) return known
    const answer = ask(key)
    answers.set(key, answer)
    return answer
  }
}

const userIdOf = (contact: string): string => contact.slice(contact.indexOf(':') + 1)
const idOf = (userId: string): string => `wecom:${userId.toLowerCase()}`

function uniqueHolders(found: readonly Named[], at: Date): Holder[] {
  const holders = new Map<string, Holder>()
  for (const { userid, name } of found) if (!holders.has(idOf(userid))) holders.set(idOf(userid), { id: idOf(userid), name, seenAt: at })
  return [...holders.values()]
}
