/** 免打扰: when somebody does not want to be rung up about what can wait. Kept for all replicas. */
import { Schema } from 'mongoose'
import { addDays, type Calendar, dayOf, instant, isWithin, type Span, timeOf } from '../calendar/index.js'
import { type Connection, modelOf } from '../database/connect.js'

export interface QuietTime {
  /** Of the person. */
  readonly _id: string
  /** Of every day; may cross midnight. */
  readonly hours: Span
  /** Days off are quiet as a whole, too. */
  readonly isOnDaysOff: boolean
  readonly at: Date
}

const schema = new Schema<QuietTime>({ _id: String, hours: [String], isOnDaysOff: Boolean, at: Date }, { versionKey: false })

export type QuietTimes = ReturnType<typeof createQuietTimes>

export function createQuietTimes(connection: Connection) {
  const model = modelOf<QuietTime>(connection, 'quietTime', schema)
  return {
    of: (person: string): Promise<QuietTime | null> => model.findById(person).lean<QuietTime>(),
    among: (people: readonly string[]): Promise<QuietTime[]> => model.find({ _id: { $in: people } }).lean<QuietTime[]>(),
    async set({ _id, ...fields }: QuietTime): Promise<void> {
      await model.updateOne({ _id }, { $set: fields }, { upsert: true })
    },
    /** False where there was none. */
    remove: async (person: string): Promise<boolean> => (await model.deleteOne({ _id: person })).deletedCount > 0,
  }
}

/** The end of the quiet time that a moment falls into; undefined where it falls into none. @param calendar of the person's plant, for days off */
export function quietUntil({ hours, isOnDaysOff }: QuietTime, at: Date, isWorkingDay: (day: string) => boolean): Date | undefined {
  const end = afterQuiet(at, hours, isOnDaysOff ? isWorkingDay : () => true)
  return end > at ? end : undefined
}

function afterQuiet(at: Date, hours: Span, isWorkingDay: Calendar['isWorkingDay']): Date {
  const day = dayOf(at)
  const time = timeOf(at)
  const [from, until] = hours
  if (!isWorkingDay(day)) return afterQuiet(instant(addDays(day, 1)), hours, isWorkingDay)
  if (!isWithin(time, hours)) return at
  const end = instant(time >= from && from > until ? addDays(day, 1) : day, until)
  return afterQuiet(end, hours, isWorkingDay)
}
