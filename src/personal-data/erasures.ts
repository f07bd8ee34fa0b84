/** Who has asked to be erased, until it is done (personal information law, article 47). */
import { randomBytes } from 'node:crypto'
import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import { idsOf } from '../database/due.js'
import type { Person } from '../people/person.js'
import { asKept, type Kept, type Known } from './identities.js'

export interface Erasure extends Kept {
  /** Of the person. */
  readonly _id: string
  readonly askedAt: Date
  /** What stands in place of their ids from then on: by it nobody can be found again. */
  readonly token: string
  /** What is erased; kept from the moment that it begins, as what it is taken from goes too. */
  readonly identity?: Known
  /** What comes from there later is of somebody whom we do not know. */
  readonly begunAt?: Date
  /** Nothing is left but cases that could not be rewritten yet. */
  readonly isForgotten?: true
}

/** So long after what they said last it can be taken back, and what was said to them can still arrive. */
export const PATIENCE_MS = 10 * 60_000
const TOKEN_BYTES = 6

const schema = new Schema<Erasure>(
  { _id: String, contacts: [String], customer: String, askedAt: Date, token: String, identity: {}, begunAt: Date, isForgotten: Boolean },
  { versionKey: false },
)
schema.index({ askedAt: 1 })

export type Erasures = ReturnType<typeof createErasures>

export function createErasures(connection: Connection, now: () => Date) {
  const model = modelOf<Erasure>(connection, 'erasure', schema)
  return {
    /** Asked for twice it is one. */
    async ask(person: Person): Promise<void> {
      const token = `erased-${randomBytes(TOKEN_BYTES).toString('hex')}`
      await model.updateOne({ _id: person.id }, { $setOnInsert: { ...asKept(person), askedAt: now(), token } }, { upsert: true })
    },
    /** @returns false where there was none, or it has begun */
    async takeBack(person: string): Promise<boolean> {
      return (await model.deleteOne({ _id: person, identity: { $exists: false } })).deletedCount === 1
    },
    of: (person: string): Promise<Erasure | null> => model.findById(person).lean<Erasure>(),
    /** Ids, the oldest first. */
    due: (): AsyncIterable<string> =>
      idsOf(
        model
          .find({ askedAt: { $lte: new Date(now().getTime() - PATIENCE_MS) } }, { _id: 1 })
          .sort({ askedAt: 1 })
          .lean(),
      ),
    /** From here on it cannot be taken back. @returns false where it has been, or others have begun it */
    async begin(person: string, identity: Known): Promise<boolean> {
      const change = { $set: { identity, begunAt: now() } }
      return (await model.updateOne({ _id: person, identity: { $exists: false } }, change)).matchedCount === 1
    },
    async noteForgotten(person: string): Promise<void> {
      await model.updateOne({ _id: person }, { $set: { isForgotten: true } })
    },
    async end(person: string): Promise<void> {
      await model.deleteOne({ _id: person })
    },
  }
}
