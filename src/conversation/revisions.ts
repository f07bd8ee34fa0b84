import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { Flow } from '../dialogue/flow.js'
import { readDefinition, revisionOf } from '../dialogue/read-flow.js'
import { upcastDefinition } from './upcast.js'

/** Every revision that ever began a session, so that it can finish there after an edit or on another replica. */
interface Revision {
  readonly _id: string
  readonly flow: string
  /** As JSON: ids of steps and guards are no field names of the database. */
  readonly definition: string
}

const schema = new Schema<Revision>({ _id: String, flow: String, definition: String }, { versionKey: false })

export type Revisions = ReturnType<typeof createRevisions>

/** `onUnusable` hears of a stored revision that is not used, and why; whoever is on it is told that the dialogue has changed. */
export function createRevisions(
  connection: Connection,
  newest: readonly Flow[],
  onUnusable: (found: { readonly revision: string; readonly faults: readonly string[] }) => void = () => {},
) {
  const model = modelOf<Revision>(connection, 'flowRevision', schema)
  const byRevision = new Map(newest.map((flow) => [flow.revision, flow]))
  const byId = new Map(newest.map((flow) => [flow.id, flow]))

  async function keep(flows: readonly Flow[]): Promise<void> {
    if (flows.length === 0) return
    const once = flows.map((flow) => ({
      updateOne: {
        filter: { _id: flow.revision },
        update: { $setOnInsert: { flow: flow.id, definition: JSON.stringify(flow) } },
        upsert: true,
      },
    }))
    await model.bulkWrite(once, { ordered: false })
  }

  return {
    /** Keeps the newest revisions for those who will need them after the next edit. */
    remember: (): Promise<void> => keep(newest),
    /** New sessions begin on these from now on; kept before any does, as another replica may go on with it. */
    async renew(flows: readonly Flow[]): Promise<void> {
      const changed = flows.filter(({ revision }) => !byRevision.has(revision))
      await keep(changed)
      for (const flow of changed) byRevision.set(flow.revision, flow)
      for (const flow of flows) byId.set(flow.id, flow)
    },
    newest(id: string): Flow {
      const flow = byId.get(id)
      if (!flow) throw new Error(`there is no flow ${id}`)
      return flow
    },
    has: (id: string): boolean => byId.has(id),
    /** The revision a session is pinned to; undefined if nobody remembers it, or if what is remembered passes no check. */
    async of(session: { readonly revision: string }): Promise<Flow | undefined> {
      const known = byRevision.get(session.revision)
      if (known) return known
      const stored = await model.findById(session.revision).lean()
      if (!stored) return undefined
      const read = readStored(session.revision, stored.definition)
      if ('faults' in read) {
        onUnusable({ revision: session.revision, faults: read.faults })
        return undefined
      }
      byRevision.set(session.revision, read.flow)
      return read.flow
    },
  }
}

/** The hash is taken from what is stored: a definition read by a newer schema may carry defaults that it was written without. */
function readStored(revision: string, json: unknown): { flow: Flow } | { faults: readonly string[] } {
  const stored = typeof json === 'string' ? parseJson(json) : undefined
  if (typeof stored !== 'object' || stored === null) return { faults: ['it is no JSON object'] }
  const { revision: _, ...content }: { revision?: unknown } = stored
  if (revisionOf(content) !== revision) return { faults: ['its content is not what its hash says'] }
  const read = readDefinition(upcastDefinition(content))
  return 'faults' in read ? read : { flow: { ...read.definition, revision } }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
