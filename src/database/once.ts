/** What is done once for a day, a week or a person, remembered for all replicas and across restarts. */
import { Schema } from 'mongoose'
import { type Connection, modelOf } from './connect.js'

interface Done {
  readonly _id: string
  readonly at: Date
}
const schema = new Schema<Done>({ _id: String, at: Date }, { versionKey: false })
schema.index({ at: 1 })

export type Once = ReturnType<typeof createOnce>

export function createOnce(connection: Connection, now: () => Date) {
  const model = modelOf<Done>(connection, 'done', schema)

  const isDone = async (key: string): Promise<boolean> => (await model.exists({ _id: key })) !== null
  async function mark(key: string): Promise<void> {
    await model.updateOne({ _id: key }, { $setOnInsert: { at: now() } }, { upsert: true })
  }

  return {
    isDone,
    mark,
    /** Remembered only after the work: a crash in between does it again, so it must be safe to repeat. */
    async run(key: string, work: () => Promise<unknown>): Promise<boolean> {
      if (await isDone(key)) return false
      await work()
      await mark(key)
      return true
    },
    async purge(before: Date): Promise<number> {
      return (await model.deleteMany({ at: { $lt: before } })).deletedCount
    },
  }
}
