/** Every change of what the company has set, in chat or in its file: kept for ever, for all replicas, in the order of its numbers. */
import { Schema } from 'mongoose'
import { z } from 'zod'
import { type Connection, modelOf } from '../database/connect.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Person } from './person.js'

/** One thing that is set; absent where it is set no more, or was not yet. */
export interface SettingValue {
  /** `rules.planDays` */
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
}

export interface SettingChange {
  /** Its number; they go up by one, so that of two who change at once one is first. */
  readonly _id: number
  /** Of the request that made it: the same request makes it once. */
  readonly key: string
  readonly at: Date
  /** From when on it holds: never before it was made. */
  readonly from: Date
  /** Absent where the file says something else than when it was last read. */
  readonly by?: Pick<Person, 'id' | 'name'>
  readonly reason?: string
  readonly settings: readonly SettingValue[]
}

const schema = new Schema<SettingChange>(
  { _id: Number, key: { type: String, unique: true }, at: Date, from: Date, by: {}, reason: String, settings: [Schema.Types.Mixed] },
  { versionKey: false, minimize: false },
)

const Whole = z.looseObject({ from: z.date(), settings: z.array(z.looseObject({ path: z.string() })) })

export function createSettingChanges(connection: Connection) {
  const model = modelOf<SettingChange>(connection, 'settingChange', schema)
  return {
    /** Those with a higher number. One that is damaged counts for nothing. */
    async after(number: number): Promise<SettingChange[]> {
      const found = await model
        .find({ _id: { $gt: number } })
        .sort({ _id: 1 })
        .lean<SettingChange[]>()
      return found.map((change) => (Whole.safeParse(change).success ? change : { ...change, from: new Date(0), settings: [] }))
    },
    /** @returns false where another one has that number, or was made by the same request */
    async append(change: SettingChange): Promise<boolean> {
      try {
        await model.create(change)
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
  }
}
