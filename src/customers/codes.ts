/** Codes by which anybody begins a page of their own, as somebody whom this customer may have sent: printed, so the same one for many. */
import { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import { type Locked, makeKey, openWith } from '../people/keys.js'

export interface CustomerCode extends Locked {
  readonly customer: string
  readonly madeBy: string
  readonly madeAt: Date
  readonly expiresAt: Date
  readonly withdrawnAt?: Date
}

const schema = new Schema<CustomerCode>(
  { _id: String, hash: String, customer: String, madeBy: String, madeAt: Date, expiresAt: Date, withdrawnAt: Date },
  { versionKey: false },
)
schema.index({ customer: 1, expiresAt: 1 })
schema.index({ expiresAt: 1 })

export function createCustomerCodes(connection: Connection, now: () => Date) {
  const codes = collectionOf(modelOf<CustomerCode>(connection, 'customerCode', schema))
  const live = () => ({ withdrawnAt: { $exists: false }, expiresAt: { $gt: now() } })

  return {
    /** Each is another one, and all of them are good: what has been printed stays so. @returns what opens it */
    async make(wish: Pick<CustomerCode, 'customer' | 'madeBy' | 'expiresAt'>): Promise<string> {
      const { locked, key } = makeKey()
      await codes.insertOne({ ...locked, ...wish, madeAt: now() })
      return key
    },
    /** Undefined where it opens none, or none any more. */
    open: (key: string): Promise<CustomerCode | undefined> => openWith(key, (_id) => codes.findOne({ _id, ...live() })),
    /** Nobody begins by them any more; whoever has begun goes on. @returns how many there were */
    async withdraw(customer: string): Promise<number> {
      return (await codes.updateMany({ customer, ...live() }, { $set: { withdrawnAt: now() } })).modifiedCount
    },
    async purge(expiredBefore: Date): Promise<number> {
      return (await codes.deleteMany({ expiresAt: { $lt: expiredBefore } })).deletedCount
    },
  }
}
