/** Who holds which role: what the organisation file names, as a platform resolves it now. */
import { ChannelApiError } from '../errors.js'
import { contactsOn } from './listed-people.js'
import type { Organisation } from './organisation.js'
import type { Members } from './organisation-schema.js'
import type { HeldRole, Role } from './person.js'

/** What the directory needs of a platform's contacts. */
export interface Contacts {
  /** And of those below it. */
  usersOfDepartment(id: number): Promise<readonly Named[]>
  /** 标签, or 角色 where the platform calls them so. */
  tag(id: number): Promise<{ userlist: readonly Named[]; partylist: readonly number[] }>
  /** @returns undefined where the platform says that there is no such member (any more) */
  user(id: string): Promise<Named | undefined>
  /** True where an app may do everything else without being allowed to ask here. */
  readonly needsPermission?: boolean
}
/** By channel. */
export type ContactsOf = Readonly<Record<string, Contacts>>

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
  contacts: ContactsOf,
  before: readonly Holding[],
  at: Date,
): Promise<Resolved> {
  const ask = createAsk(contacts, new Map(before.flatMap(({ holders }) => holders.map(({ id, name }) => [id, name] as const))))
  const holdings: Holding[] = []
  const failed: string[] = []
  const alarms: RoleAlarm[] = []
  for (const [key, { held, sources }] of groupsOf(roles)) {
    const { holders: previous = [], unknown: unknownBefore = [] } = before.find((one) => keyOf(one) === key) ?? {}
    const answers = await ask(sources)
    const found = answers.found.map((member) => ({ ...member, seenAt: at }))
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

interface Source {
  readonly channel: string
  readonly members: Members
}

/** The organisation file may name one role on several lines. */
function groupsOf(roles: Organisation['roles']): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const { role, plant, department, wecom, dingtalk } of roles) {
    const held: HeldRole = { role, ...(plant && { plant }), ...(department && { department }) }
    const { sources = [] } = groups.get(keyOf(held)) ?? {}
    const named = Object.entries({ wecom, dingtalk }).flatMap(([channel, members]) => (members ? [{ channel, members }] : []))
    groups.set(keyOf(held), { held, sources: [...sources, ...named] })
  }
  return groups
}

interface Group {
  readonly held: HeldRole
  readonly sources: readonly Source[]
}

interface Answers {
  /** Each once. */
  readonly found: readonly Member[]
  readonly reasons: readonly string[]
  /** True for a person about whom the platform could have been asked and did not answer. */
  isOpen(id: string): boolean
}

interface Member {
  readonly id: string
  readonly name: string
}

/**
 * Everything is asked once for all roles. Whom the file names by their id is known without a platform to ask, and with one that does not permit it; where that
 * one only gives no answer just now, whoever held a role keeps it, with their name.
 */
function createAsk(contacts: ContactsOf, known: ReadonlyMap<string, string>): (sources: readonly Source[]) => Promise<Answers> {
  const asked = new Map(Object.entries(contacts).map(([channel, own]) => [channel, askedOnce(own)]))
  return async (sources) => {
    const found = new Map<string, Member>()
    const reasons: string[] = []
    const openUsers = new Set<string>()
    let isAnyOpen = false
    const attempt = async (work: () => Promise<void>, onFailure: (error: unknown) => void) =>
      work().catch((error: unknown) => {
        reasons.push(error instanceof Error ? error.message : String(error))
        onFailure(error)
      })
    const ofGroup = (work: () => Promise<void>) =>
      attempt(work, () => {
        isAnyOpen = true
      })
    for (const { channel, members } of sources) {
      const platform = asked.get(channel)
      const take = (...users: readonly Named[]) => {
        for (const { userid, name } of users) {
          const id = idOf(channel, userid)
          if (!found.has(id)) found.set(id, { id, name })
        }
      }
      if (!platform) {
        take(...members.users.map((userid) => ({ userid, name: userid })))
        continue
      }
      const takeDepartment = async (id: number) => take(...(await platform.usersOfDepartment(id)))
      for (const userid of members.users)
        await attempt(
          async () => {
            const member = await platform.user(userid)
            if (member) take(member)
            else reasons.push(`there is no member ${userid}`)
          },
          (error) => {
            const id = idOf(channel, userid)
            if (!platform.needsPermission) openUsers.add(id)
            else if (known.has(id) || known.size === 0 || isForbidden(error)) take({ userid, name: known.get(id) ?? userid })
          },
        )
      for (const id of members.departments) await ofGroup(() => takeDepartment(id))
      for (const id of members.tags)
        await ofGroup(async () => {
          const { userlist, partylist } = await platform.tag(id)
          take(...userlist)
          for (const party of partylist) await takeDepartment(party)
        })
    }
    return { found: [...found.values()], reasons: [...new Set(reasons)], isOpen: (id) => isAnyOpen || openUsers.has(id) }
  }
}

const isForbidden = (error: unknown): boolean => error instanceof ChannelApiError && error.reaction === 'configuration'

const askedOnce = (contacts: Contacts): Contacts => ({
  ...contacts,
  user: once((id: string) => contacts.user(id)),
  tag: once((id: number) => contacts.tag(id)),
  usersOfDepartment: once((id: number) => contacts.usersOfDepartment(id)),
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

const idOf = (channel: string, userId: string): string => contactsOn(channel, [userId])[0]!
