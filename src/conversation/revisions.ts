import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { Flow } from '../dialogue/flow.js'

/** Every revision that ever began a session, so that it can finish there after an edit or on another replica. */
interface Revision {
  readonly _id: string
  readonly flow: string
  /** As JSON: ids of steps and guards are no field names of the database. */
  readonly definition: string
}

const schema = new Schema<Revision>({ _id: String, flow: String, definition: String }, { versionKey: false })

export type Revisions = ReturnType<typeof createRevisions>

export function createRevisions(connection: Connection, newest: readonly Flow[]) {
  const model = modelOf<Revision>(connection, 'flowRevision', schema)
  const byRevision = new Map(newest.map((flow) => [flow.revision, flow]))
  const byId = new Map(newest.map((flow) => [flow.id, flow]))

  return {
    /** Keeps the newest revisions for those who will need them after the next edit. */
    async remember(): Promise<void> {
      for (const flow of newest) {
        const document = { _id: flow.revision, flow: flow.id, definition: JSON.stringify(flow) }
        await model.updateOne({ _id: flow.revision }, { $setOnInsert: document }, { upsert: true })
      }
    },
    newest(id: string): Flow {
      const flow = byId.get(id)
      if (!flow) throw new Error(`there is no flow ${id}`)
      return flow
    },
    has: (id: string): boolean => byId.has(id),
    /** The revision a session is pinned to; undefined if nobody remembers it. */
    async of(session: { readonly revision: string }): Promise<Flow | undefined> {
      const known = byRevision.get(session.revision)
      if (known) return known
      const stored = await model.findById(session.revision).lean()
      if (!stored) return undefined
      const flow = JSON.parse(stored.definition) as Flow
      byRevision.set(flow.revision, flow)
      return flow
    },
  }
}
