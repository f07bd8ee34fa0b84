/** Who is away, and who acts in their place. Kept for all replicas; a leave that has ended is kept as it was. */
import { Schema } from 'mongoose'
import { z } from 'zod'
import { DAY_MS } from '../calendar/index.js'
import { type Connection, modelOf } from '../database/connect.js'
import { reuseFor } from '../database/reuse-for.js'
import type { Person } from './person.js'

type Named = Pick<Person, 'id' | 'name'>

export interface Leave {
  /** Of the request that took it: the same request takes it once. */
  readonly _id: string
  readonly person: Named
  readonly deputy: Named
  /** First and last day, in Asia/Shanghai. */
  readonly from: string
  readonly until: string
  readonly startsAt: Date
  /** The midnight after the last day, or when it was ended before that. */
  readonly endsAt: Date
  /** Who wrote it down, and when. */
  readonly by: Named
  readonly at: Date
}

const schema = new Schema<Leave>(
  { _id: String, person: {}, deputy: {}, from: String, until: String, startsAt: Date, endsAt: Date, by: {}, at: Date },
  { versionKey: false },
)
schema.index({ endsAt: 1 }) // those that are not over
schema.index({ 'person.id': 1, endsAt: 1 })

const someone = z.looseObject({ id: z.string(), name: z.string() })
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Whole = z.looseObject({ person: someone, deputy: someone, from: day, until: day, startsAt: z.date(), endsAt: z.date() })
/** One that is damaged counts for nothing: every turn of everybody reads them all. */
const wholeOf = (leaves: readonly Leave[]): Leave[] => leaves.filter((leave) => Whole.safeParse(leave).success)

/** Every turn asks: what another replica writes is seen after so long at the latest, as a leave begins and ends with a day. */
const REUSED_MS = 1_000
const REMEMBERED_MS = 7 * DAY_MS

export type Leaves = ReturnType<typeof createLeaves>

export function createLeaves(connection: Connection) {
  const model = modelOf<Leave>(connection, 'leave', schema)
  let askedFor = new Date(0)
  const asked = () =>
    reuseFor(REUSED_MS, () =>
      model
        .find({ endsAt: { $gt: new Date(askedFor.getTime() - REMEMBERED_MS) } })
        .lean<Leave[]>()
        .then(wholeOf),
    )
  let recent = asked()
  return {
    /** Those that have begun by that time and were not over at the earlier one, some days before that at most. */
    async begunAt(at: Date, notOverAt: Date = at): Promise<Leave[]> {
      askedFor = at
      return (await recent()).filter(({ startsAt, endsAt }) => startsAt <= at && endsAt > notOverAt)
    },
    /** Of one person: those that have a moment between the two. */
    between: (person: string, startsAt: Date, endsAt: Date): Promise<Leave[]> =>
      model
        .find({ 'person.id': person, startsAt: { $lt: endsAt }, endsAt: { $gt: startsAt } })
        .sort({ startsAt: 1 })
        .lean<Leave[]>()
        .then(wholeOf),
    async take(leave: Leave): Promise<void> {
      const { _id, ...fields } = leave
      await model.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true })
      recent = asked()
    },
    /** Of one person: those that are not over, begun or not. */
    openOf: (person: string, at: Date): Promise<Leave[]> =>
      model
        .find({ 'person.id': person, endsAt: { $gt: at } })
        .sort({ startsAt: 1 })
        .lean<Leave[]>()
        .then(wholeOf),
    async purge(endedBefore: Date): Promise<number> {
      return (await model.deleteMany({ endsAt: { $lt: endedBefore } })).deletedCount
    },
    /** None is made longer by it. */
    async end({ _id }: Pick<Leave, '_id'>, at: Date): Promise<void> {
      await model.updateOne({ _id, endsAt: { $gt: at } }, { $set: { endsAt: at } })
      recent = asked()
    },
  }
}
