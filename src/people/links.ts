/** Links that open a page for one person and one purpose. Whoever has the link is that person there, so its secret is kept as a hash alone. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'

export interface Link {
  readonly _id: string
  readonly hash: string
  /** Who speaks through it. */
  readonly contact: string
  /** The contact for which it was made. */
  readonly person: string
  /** Of the one it was made for, for whoever is greeted. */
  readonly name: string
  /** The number of the one case that it opens; absent where it only takes files for what is being talked about elsewhere. */
  readonly only?: string
  readonly madeBy: string
  readonly madeAt: Date
  readonly expiresAt: Date
  readonly withdrawnAt?: Date
  /** When it was opened last. */
  readonly seenAt?: Date
}

export type LinkWish = Pick<Link, 'contact' | 'person' | 'name' | 'only' | 'madeBy' | 'expiresAt'>

const schema = new Schema<Link>(
  {
    _id: String,
    hash: String,
    contact: String,
    person: String,
    name: String,
    only: String,
    madeBy: String,
    madeAt: Date,
    expiresAt: Date,
    withdrawnAt: Date,
    seenAt: Date,
  },
  { versionKey: false },
)
schema.index({ contact: 1, expiresAt: 1 })
schema.index({ only: 1, expiresAt: 1 })
schema.index({ person: 1, only: 1, seenAt: 1 })
schema.index({ expiresAt: 1 })

const ID_BYTES = 9
const SECRET_BYTES = 24
const KEY = /^([\w-]{12})\.([\w-]{32})$/

export type Links = ReturnType<typeof createLinks>

export function createLinks(connection: Connection, now: () => Date) {
  const links = collectionOf(modelOf<Link>(connection, 'link', schema))
  const live = () => ({ withdrawnAt: { $exists: false }, expiresAt: { $gt: now() } })

  return {
    /** Asked for twice it makes two: the first, which nobody was shown, opens nothing that the second does not. @returns what opens it */
    async make(wish: LinkWish): Promise<string> {
      const [id, secret] = [randomBytes(ID_BYTES).toString('base64url'), randomBytes(SECRET_BYTES).toString('base64url')]
      await links.insertOne({ _id: id, hash: hashOf(secret), ...wish, madeAt: now() })
      return `${id}.${secret}`
    },
    /** The link that this opens; undefined where it opens none, or none any more. */
    async open(key: string): Promise<Link | undefined> {
      const [, id, secret] = KEY.exec(key) ?? []
      if (!id || !secret) return undefined
      const found = await links.findOne({ _id: id, ...live() })
      return found && isSame(found.hash, hashOf(secret)) ? found : undefined
    },
    /** None of those that open a page for this case open it any more, whomever they were made for. @returns how many there were */
    async withdraw(only: string): Promise<number> {
      return (await links.updateMany({ only, ...live() }, { $set: { withdrawnAt: now() } })).modifiedCount
    },
    isOpen: async (contact: string): Promise<boolean> => (await links.findOne({ contact, ...live() }, { projection: { _id: 1 } })) !== null,
    async noteSeen(id: string): Promise<void> {
      await links.updateOne({ _id: id }, { $max: { seenAt: now() } })
    },
    /** The pages for this case that somebody has opened since, while a link opens them. */
    async seenPages(person: string, only: string, since: Date): Promise<string[]> {
      const found = await links.find({ person, only, seenAt: { $gte: since }, ...live() }, { projection: { contact: 1 } }).toArray()
      return [...new Set(found.map(({ contact }) => contact))]
    },
    /** The contacts by which these people speak on their pages. */
    async pagesOf(people: readonly string[]): Promise<string[]> {
      return links.distinct('contact', { person: { $in: [...people] } })
    },
    async forget(contacts: readonly string[]): Promise<void> {
      await links.deleteMany({ $or: [{ contact: { $in: [...contacts] } }, { person: { $in: [...contacts] } }] })
    },
    /** @returns how many went */
    async purge(expiredBefore: Date): Promise<number> {
      return (await links.deleteMany({ expiresAt: { $lt: expiredBefore } })).deletedCount
    },
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other))
