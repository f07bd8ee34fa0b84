import { Schema } from 'mongoose'
import type { Channel } from '../channels/channel.js'
import { type Connection, modelOf } from '../database/connect.js'
import type { FileStore } from '../database/files.js'
import { isDuplicateKey } from '../database/retry.js'
import type { FileRef } from '../dialogue/session.js'
import { ChannelApiError } from '../errors.js'

/** Something a person sent; the platform keeps it for three days only, so it is fetched at once. */
export interface Attachment {
  readonly _id: string
  readonly channel: string
  readonly mediaId: string
  readonly kind: FileRef['kind']
  readonly from: string
  readonly at: Date
  readonly state: 'pending' | 'stored' | 'lost'
  readonly attempts: number
  readonly dueAt?: Date
}

const schema = new Schema<Attachment>(
  { _id: String, channel: String, mediaId: String, kind: String, from: String, at: Date, state: String, attempts: Number, dueAt: Date },
  { versionKey: false },
)
schema.index({ dueAt: 1 }, { sparse: true })

const LEASE_MS = 30_000
const LONGEST_WAIT_MS = 600_000

export type Attachments = ReturnType<typeof createAttachments>

export function createAttachments(connection: Connection, channels: ReadonlyMap<string, Channel>, files: FileStore, now: () => Date) {
  const model = modelOf<Attachment>(connection, 'attachment', schema)

  async function fetchOne({ _id, channel, mediaId, kind, attempts }: Attachment): Promise<void> {
    try {
      const { bytes, contentType, name } = await channels.get(channel)!.download(mediaId)
      await files.store(_id, { bytes, contentType, name: name ?? `${_id}.${kind === 'image' ? 'jpg' : kind === 'voice' ? 'amr' : 'mp4'}` })
      await model.updateOne({ _id }, { $set: { state: 'stored' }, $unset: { dueAt: true } })
    } catch (error) {
      const lost = error instanceof ChannelApiError && error.reaction === 'permanent'
      const wait = Math.min(1_000 * 2 ** attempts, LONGEST_WAIT_MS)
      await model.updateOne(
        { _id },
        lost
          ? { $set: { state: 'lost' }, $unset: { dueAt: true }, $inc: { attempts: 1 } }
          : { $set: { dueAt: new Date(now().getTime() + wait) }, $inc: { attempts: 1 } },
      )
    }
  }

  const fetching = new Set<Promise<void>>()
  return {
    /** Durable when it returns; fetching goes on beside. */
    async keep(item: { channel: string; mediaId: string; kind: FileRef['kind']; from: string; at: Date }): Promise<FileRef> {
      const id = `${item.channel}-${item.mediaId}`
      const attachment: Attachment = { _id: id, ...item, state: 'pending', attempts: 0, dueAt: new Date(now().getTime() + LEASE_MS) }
      try {
        await model.collection.insertOne(attachment as never)
        const work: Promise<void> = fetchOne(attachment)
          .catch(() => {})
          .finally(() => fetching.delete(work))
        fetching.add(work)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
      return { id, kind: item.kind }
    },
    /** Fetches what is still missing; each by one replica. */
    async fetchDue(): Promise<void> {
      for (;;) {
        const due = await model
          .findOneAndUpdate({ dueAt: { $lte: now() } }, { $set: { dueAt: new Date(now().getTime() + LEASE_MS) } }, { sort: { dueAt: 1 } })
          .lean<Attachment>()
        if (!due) return
        await fetchOne(due)
      }
    },
    async settled(): Promise<void> {
      await Promise.all(fetching)
    },
  }
}
