/** Links that open a page for one person and one purpose. Whoever has the link is that person there, so its secret is kept as a hash alone. */
import { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import { type Locked, makeKey, openWith } from './keys.js'

export interface Link extends Locked {
  /** Who speaks through it. */
  readonly contact: string
  /** The contact for which it was made. */
  readonly person: string
  /** Of the one it was made for, for whoever is greeted. */
  readonly name: string
  /** The number of the one case that it opens; absent where one may still be begun, and where it takes files for what is talked about elsewhere. */
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

export type Links = ReturnType<typeof createLinks>

export function createLinks(connection: Connection, now: () => Date) {
  const links = collectionOf(modelOf<Link>(connection, 'link', schema))
  const live = () => ({ withdrawnAt: { $exists: false }, expiresAt: { $gt: now() } })

  return {
    /** Asked for twice it makes two: the first, which nobody was shown, opens nothing that the second does not. @returns what opens it */
    async make(wish: LinkWish): Promise<string> {
      const { locked, key } = makeKey()
      await links.insertOne({ ...locked, ...wish, madeAt: now() })
      return key
    },
    /** The link that this opens; undefined where it opens none, or none any more. */
    open: (key: string): Promise<Link | undefined> => openWith(key, (_id) => links.findOne({ _id, ...live() })),
    /**
     * None of those that open a page for this case open it any more, whomever they were made for.
     * @param contact on which it was begun, if on a page @returns how many there were
     */
    async withdraw(only: string, contact?: string): Promise<number> {
      const meant = contact === undefined ? { only } : { $or: [{ only }, { contact }] }
      return (await links.updateMany({ ...meant, ...live() }, { $set: { withdrawnAt: now() } })).modifiedCount
    },
    /** A link that somebody has used since opens the page of this contact. */
    async isOpen(contact: string, since: Date): Promise<boolean> {
      return (await links.findOne({ contact, seenAt: { $gte: since }, ...live() }, { projection: { _id: 1 } })) !== null
    },
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
