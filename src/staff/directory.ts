import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { Organisation } from './organisation.js'
import type { HeldRole, Person, Role } from './person.js'

/** What the directory needs of a platform's contacts. */
export interface Contacts {
  usersOfDepartment(id: number): Promise<readonly { userid: string; name: string }[]>
  tag(id: number): Promise<{ userlist: readonly { userid: string; name: string }[]; partylist: readonly number[] }>
  user(id: string): Promise<{ userid: string; name: string }>
}

interface Member {
  readonly _id: string
  readonly name: string
  readonly roles: readonly HeldRole[]
  readonly refreshedAt: Date
}

const schema = new Schema<Member>({ _id: String, name: String, roles: [{}], refreshedAt: Date }, { versionKey: false })
const RELOAD_AFTER_MS = 30_000

export type Directory = Awaited<ReturnType<typeof createDirectory>>

/** Who is who: roles of the organisation file, resolved through the contacts of WeCom and kept in the database for all replicas. */
export async function createDirectory(options: {
  connection: Connection
  organisation: Organisation
  contacts?: Contacts
  now: () => Date
}) {
  const { connection, organisation, contacts, now } = options
  const model = modelOf<Member>(connection, 'member', schema)
  let people = new Map<string, Person>()
  let loadedAt = Number.NEGATIVE_INFINITY

  async function load(): Promise<void> {
    const members = await model.find().lean<Member[]>()
    // a damaged member holds no role, and keeps nobody from being found
    people = new Map(members.map(({ _id, name, roles }) => [_id, { id: _id, name: name ?? _id, roles: Array.isArray(roles) ? roles : [] }]))
    loadedAt = now().getTime()
  }
  async function fresh(): Promise<Map<string, Person>> {
    const age = now().getTime() - loadedAt
    if (age > RELOAD_AFTER_MS || age < 0) await load()
    return people
  }

  /** Asks the platform who holds which role now. What cannot be resolved stays as it was. */
  async function refresh(): Promise<{ failed: string[] }> {
    const failed: string[] = []
    const found = new Map<string, { name: string; roles: HeldRole[] }>()
    const add = (userId: string, name: string, role: HeldRole) => {
      const id = `wecom:${userId.toLowerCase()}`
      const known = found.get(id) ?? { name, roles: [] }
      found.set(id, { name, roles: [...known.roles, role] })
    }
    for (const { role, plant, department, wecom } of organisation.roles) {
      const held: HeldRole = { role, ...(plant && { plant }), ...(department && { department }) }
      try {
        for (const { userid, name } of await resolve(wecom)) add(userid, name, held)
      } catch (error) {
        failed.push(`${role}${plant ? ` of ${plant}` : ''}: ${error instanceof Error ? error.message : error}`)
        const before = await model.find({ roles: { $elemMatch: held } }).lean<Member[]>()
        for (const member of before) add(member._id.slice('wecom:'.length), member.name, held)
      }
    }
    const at = now()
    for (const [_id, { name, roles }] of found) await model.updateOne({ _id }, { $set: { name, roles, refreshedAt: at } }, { upsert: true })
    await model.updateMany({ refreshedAt: { $lt: at } }, { $set: { roles: [] } })
    await load()
    return { failed }
  }

  async function resolve(members: Organisation['roles'][number]['wecom']): Promise<{ userid: string; name: string }[]> {
    if (!members) return []
    if (!contacts) return members.users.map((userid) => ({ userid, name: userid }))
    const departments = [...members.departments]
    const tagged = []
    for (const id of members.tags) {
      const { userlist, partylist } = await contacts.tag(id)
      tagged.push(...userlist)
      departments.push(...partylist)
    }
    const inDepartments = []
    for (const id of departments) inDepartments.push(...(await contacts.usersOfDepartment(id)))
    const named = []
    for (const id of members.users) named.push(await contacts.user(id))
    const all = [...named, ...tagged, ...inDepartments]
    return all.filter(({ userid }, index) => all.findIndex((other) => other.userid.toLowerCase() === userid.toLowerCase()) === index)
  }

  return {
    refresh,
    /** A signed callback proves that the person belongs to the company; without a role they may still report a complaint. */
    async personOf(id: string): Promise<Person> {
      const known = (await fresh()).get(id)
      if (known) return known
      const userId = id.slice(id.indexOf(':') + 1)
      const found = await contacts?.user(userId).catch(() => undefined)
      if (!found) return { id, name: userId, roles: [] }
      const person: Person = { id, name: found.name, roles: [] }
      await model.updateOne({ _id: id }, { $setOnInsert: { name: found.name, roles: [], refreshedAt: now() } }, { upsert: true })
      people.set(id, person)
      return person
    },
    /** Everyone who holds the role for this plant; for any plant where none is named. */
    async holders(role: Role, plant?: string, department?: string): Promise<Person[]> {
      const fits = (held: HeldRole) =>
        held.role === role &&
        (plant === undefined || held.plant === undefined || held.plant === plant) &&
        (department === undefined || held.department === department)
      return [...(await fresh()).values()].filter(({ roles }) => roles.some(fits)).sort((left, right) => (left.id < right.id ? -1 : 1))
    },
  }
}
