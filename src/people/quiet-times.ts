/** 免打扰: when somebody does not want to be rung up about what can wait. Kept for all replicas. */
import { Schema } from 'mongoose'
import { z } from 'zod'
import { addDays, dayOf, instant, isWithin, type Span, timeOf } from '../calendar/index.js'
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

const time = z.string().regex(/^\d\d:\d\d$/)
const Whole = z.looseObject({ _id: z.string(), hours: z.tuple([time, time]), isOnDaysOff: z.boolean() })
/** One that is damaged counts for nothing: nobody else may miss a message for it. */
const isWhole = (found: QuietTime): boolean => Whole.safeParse(found).success

export type QuietTimes = ReturnType<typeof createQuietTimes>

export function createQuietTimes(connection: Connection) {
  const model = modelOf<QuietTime>(connection, 'quietTime', schema)
  const among = async (people: readonly string[]): Promise<QuietTime[]> =>
    (await model.find({ _id: { $in: people } }).lean<QuietTime[]>()).filter(isWhole)
  return {
    among,
    of: async (person: string): Promise<QuietTime | undefined> => (await among([person]))[0],
    async set({ _id, ...fields }: QuietTime): Promise<void> {
      await model.updateOne({ _id }, { $set: fields }, { upsert: true })
    },
    /** False where there was none. */
    remove: async (person: string): Promise<boolean> => (await model.deleteOne({ _id: person })).deletedCount > 0,
  }
}

/**
 * The end of the quiet time that a moment falls into; undefined where it falls into none. Nobody is out of reach while the office is open, whatever
 * has been set since.
 * @param officeOn hours of a day at the person's plant; none on a day off
 */
export function quietUntil(time: QuietTime, at: Date, officeOn: (day: string) => readonly Span[]): Date | undefined {
  let end = at
  for (let next = nextChange(time, end, officeOn); next; next = nextChange(time, end, officeOn)) end = next
  return end > at ? end : undefined
}

/** When it may be over; undefined where it is not quiet. */
function nextChange({ hours, isOnDaysOff }: QuietTime, at: Date, officeOn: (day: string) => readonly Span[]): Date | undefined {
  const [day, now] = [dayOf(at), timeOf(at)]
  const office = officeOn(day)
  const isDayOff = isOnDaysOff && office.length === 0
  if (office.some((span) => isWithin(now, span)) || !(isDayOff || isWithin(now, hours))) return undefined
  const later = [hours[1], ...office.map(([opens]) => opens)].filter((one) => one > now).sort()
  const [first] = isDayOff ? [] : later
  return first === undefined ? instant(addDays(day, 1)) : instant(day, first)
}
