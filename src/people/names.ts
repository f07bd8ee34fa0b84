/** Names of people who hold no role, asked of the platform when they first say something. */
import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import { type ContactsOf, type Holding, keyOf } from './holdings.js'
import type { HeldRole } from './person.js'

interface Member {
  readonly _id: string
  readonly name?: string
  /** The platform gave no name; from then on it is asked again. */
  readonly askAgainAt?: Date
  /** Written before the directory became one document. */
  readonly roles?: readonly HeldRole[]
  readonly refreshedAt?: Date
}

const schema = new Schema<Member>({ _id: String, name: String, askAgainAt: Date, roles: [{}], refreshedAt: Date }, { versionKey: false })
schema.index({ askAgainAt: 1 }, { sparse: true })

/** So long a turn waits for a name. Without one it goes on with the user id, and the name comes later. */
const PATIENCE_MS = 500
const ASK_AGAIN_MS = 3_600_000
const ASKED_AT_ONCE = 20
const REMEMBERED = 10_000

export type Names = ReturnType<typeof createNames>

export function createNames({
  connection,
  contacts,
  now,
  patienceMs = PATIENCE_MS,
}: {
  connection: Connection
  contacts: ContactsOf
  now: () => Date
  patienceMs?: number | undefined
}) {
  const model = modelOf<Member>(connection, 'member', schema)
  const known = new Map<string, string>()
  const asking = new Map<string, Promise<string | undefined>>()

  async function nameOf(id: string): Promise<string> {
    const name = known.get(id)
    if (name !== undefined) return name
    if (!contacts[channelOf(id)] || asking.has(id)) return userIdOf(id)
    const member = await model.findById(id).lean<Member>()
    if (member?.name) return remember(id, member.name)
    if (member) return userIdOf(id) // asked before without an answer
    return (await within(patienceMs, ask(id))) ?? userIdOf(id)
  }

  /** One question at a time for each person; its answer, or that there was none, is kept for all replicas. */
  function ask(id: string): Promise<string | undefined> {
    const running = asking.get(id)
    if (running) return running
    const work = askPlatform(id).finally(() => asking.delete(id))
    asking.set(id, work)
    return work
  }

  async function askPlatform(id: string): Promise<string | undefined> {
    const name = await contacts[channelOf(id)]?.user(userIdOf(id)).then(
      (found) => found?.name,
      () => undefined,
    )
    const change = name
      ? { $set: { name }, $unset: { askAgainAt: true } }
      : { $set: { askAgainAt: new Date(now().getTime() + ASK_AGAIN_MS) } }
    await model.updateOne({ _id: id }, change, { upsert: true }).catch(() => {}) // asked again with the next message
    return name && remember(id, name)
  }

  function remember(id: string, name: string): string {
    if (known.size >= REMEMBERED) known.clear()
    known.set(id, name)
    return name
  }

  return {
    nameOf,
    /** Asks again for names that the platform did not give, until it fails to give one. */
    async askMissing(): Promise<void> {
      const due = await model
        .find({ askAgainAt: { $lte: now() } })
        .sort({ askAgainAt: 1 })
        .limit(ASKED_AT_ONCE)
        .lean<Member[]>()
      for (const { _id } of due) if (!(await ask(_id))) return
    },
    /** Roles as they stood before the directory became one document: who starts while the platform is away knows them. */
    async formerHoldings(): Promise<Holding[]> {
      const members = await model.find({ 'roles.0': { $exists: true } }).lean<Member[]>()
      const holdings = new Map<string, Holding>()
      for (const { _id: id, name = userIdOf(id), roles = [], refreshedAt: seenAt = now() } of members)
        for (const held of roles) {
          const before = holdings.get(keyOf(held)) ?? { ...held, holders: [] }
          holdings.set(keyOf(held), { ...before, holders: [...before.holders, { id, name, seenAt }] })
        }
      return [...holdings.values()]
    },
    async settled(): Promise<void> {
      await Promise.all(asking.values())
    },
  }
}

const channelOf = (id: string): string => id.slice(0, id.indexOf(':'))
const userIdOf = (id: string): string => id.slice(id.indexOf(':') + 1)

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
