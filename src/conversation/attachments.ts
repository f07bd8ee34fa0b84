import { Schema } from 'mongoose'
import type { Channel } from '../channels/channel.js'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import type { Due } from '../database/due.js'
import { type FileStore, FileTooLargeError } from '../database/files.js'
import { type Held as HeldItem, heldBy, type Lease } from '../database/lease.js'
import { createQueue } from '../database/queue.js'
import { isDuplicateKey } from '../database/retry.js'
import type { FileRef } from '../dialogue/session.js'
import { ChannelApiError } from '../errors.js'

/** Something a person sent; the platform keeps it for some days only, so it is fetched at once. */
export interface Attachment {
  readonly _id: string
  readonly channel: string
  readonly mediaId: string
  readonly kind: FileRef['kind']
  /** As it was called where it comes from. */
  readonly name?: string
  readonly from: string
  /** Key of the message that brought it. */
  readonly message: string
  readonly at: Date
  readonly state: 'pending' | 'stored' | 'lost'
  readonly reason?: LossReason
  readonly attempts: number
  /** When it is to be fetched, or its loss told; absent when neither. */
  readonly dueAt?: Date
  readonly lease?: Lease
  /** Until the turn that brought it is known to be committed: when to look whether it was. */
  readonly confirmAt?: Date
  /** Of a turn that never was: when it goes. */
  readonly expiresAt?: Date
}
export type LossReason = 'gone' | 'tooLarge'
type Held = HeldItem<Attachment>

const schema = new Schema<Attachment>(
  {
    _id: String,
    channel: String,
    mediaId: String,
    kind: String,
    name: String,
    from: String,
    message: String,
    at: Date,
    state: String,
    reason: String,
    attempts: Number,
    dueAt: Date,
    lease: {},
    confirmAt: Date,
    expiresAt: Date,
  },
  { versionKey: false },
)
schema.index({ dueAt: 1 }, { sparse: true })
schema.index({ confirmAt: 1 }, { sparse: true })
schema.index({ expiresAt: 1 }, { sparse: true })
schema.index({ state: 1 })
schema.index({ from: 1 }) // what whoever is erased has sent

/** Its indexes are built by `buildIndexes`. */
export const attachmentModel = (connection: Connection) => modelOf<Attachment>(connection, 'attachment', schema)

/** Downloads under way in this process; each holds a few hundred kilobytes. */
const LANES = 4
/** A download may pause for ten seconds, so a lease that is renewed three times in its life is never lost by a slow one. */
const LEASE_MS = 60_000
const LONGEST_WAIT_MS = 600_000
const MB = 1024 * 1024
/** By then any platform has given up delivering a message that could not be committed. */
const CONFIRM_AFTER_MS = 600_000
const ENDINGS: Readonly<Record<string, string>> = { image: 'jpg', voice: 'amr', video: 'mp4' }

export interface AttachmentDeps {
  /** To keep what a turn brings. */
  readonly connection: Connection
  /** To fetch it. */
  readonly background: Connection
  readonly channels: ReadonlyMap<string, Channel>
  readonly files: Pick<FileStore, 'store'>
  readonly due: Pick<Due, 'attempt'>
  /** Tells whoever sent it, with the size in megabytes that the platform's limits allow; may be asked again after a crash. */
  readonly onLost: (attachment: Attachment, reason: LossReason, megabytes: number) => Promise<void>
  readonly now: () => Date
}

export type Attachments = ReturnType<typeof createAttachments>

/** The same however often a message is delivered, so that what it brought is kept once. */
export const attachmentId = (channel: string, mediaId: string): string => `${channel}-${mediaId}`

/** What people send is kept in the turn and fetched beside it. What a crash leaves unfetched is taken by `fetchDue` of any replica once its lease has run out. */
export function createAttachments({ connection, background, channels, files, due, onLost, now }: AttachmentDeps) {
  const collection = collectionOf(attachmentModel(connection))
  const beside = collectionOf(attachmentModel(background))

  /** Durable when it returns; fetching goes on beside. */
  async function keep(item: Pick<Attachment, 'channel' | 'mediaId' | 'kind' | 'name' | 'from' | 'at' | 'message'>): Promise<FileRef> {
    const _id = attachmentId(item.channel, item.mediaId)
    const confirmAt = new Date(now().getTime() + CONFIRM_AFTER_MS)
    const attachment: Attachment = { _id, ...item, state: 'pending', attempts: 0, dueAt: now(), confirmAt }
    try {
      await collection.insertOne(attachment)
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      // delivered again after it was given up: this turn may be committed
      await collection.updateOne({ _id, expiresAt: { $exists: true } }, { $unset: { expiresAt: true }, $set: { confirmAt } })
    }
    fetching.wake()
    return { id: _id, kind: item.kind }
  }

  const fetching = createQueue<Attachment>({
    job: 'attachments',
    due,
    collection: beside,
    lanes: LANES,
    leaseMs: LEASE_MS,
    now,
    work: (item, signal) => (item.state === 'lost' ? tell(item) : fetch(item, signal)).catch(() => putOff(item)),
  })

  async function fetch(item: Held, signal: AbortSignal): Promise<void> {
    try {
      await storeMedium(item, signal)
      await settle(item, { $set: { state: 'stored' }, $unset: { dueAt: true, lease: true } })
    } catch (error) {
      if (signal.aborted) return // somebody else has it now
      const reason = lossOf(error, item, { now: now(), keptMs: channels.get(item.channel)?.limits.mediaKeptMs })
      if (!reason) return putOff(item)
      await settle(item, { $set: { state: 'lost', reason }, $inc: { attempts: 1 } })
      await tell({ ...item, reason })
    }
  }

  async function storeMedium(
    { _id, channel, mediaId, kind, name: called = `${_id}.${ENDINGS[kind] ?? 'bin'}` }: Held,
    signal: AbortSignal,
  ): Promise<void> {
    const ended = new AbortController()
    try {
      const platform = channels.get(channel)!
      const maxBytes = platform.limits.fileBytes.file
      const download = await platform.download(mediaId, AbortSignal.any([signal, ended.signal]))
      const { stream, contentType, name = called, length = 0 } = download
      if (length > maxBytes) throw new FileTooLargeError(maxBytes)
      await files.store(_id, { bytes: stream, contentType, name, maxBytes })
    } finally {
      ended.abort() // what is left of it is not wanted
    }
  }

  async function tell(item: Held): Promise<void> {
    await onLost(item, item.reason ?? 'gone', Math.floor((channels.get(item.channel)?.limits.fileBytes.file ?? 0) / MB))
    await settle(item, { $unset: { dueAt: true, lease: true } })
  }

  async function putOff(item: Held): Promise<void> {
    const wait = Math.min(1_000 * 2 ** item.attempts, LONGEST_WAIT_MS)
    await settle(item, { $set: { dueAt: new Date(now().getTime() + wait) }, $inc: { attempts: 1 }, $unset: { lease: true } })
  }

  /** Only by whoever still holds it. */
  const settle = (item: Held, change: object) => beside.updateOne(heldBy(item), change)

  return {
    keep,
    /** Fetches what is still missing; each by one replica. */
    async fetchDue(): Promise<void> {
      fetching.wake()
      await fetching.ended()
    },
    /** The turn that brought it is committed. */
    async confirm(channel: string, mediaId: string): Promise<void> {
      await collection.updateOne({ _id: attachmentId(channel, mediaId) }, { $unset: { confirmAt: true, expiresAt: true } })
    },
    /** False while one of these is still on its way; what is lost is not. */
    areFetched: async (ids: readonly string[]): Promise<boolean> =>
      (await beside.findOne({ _id: { $in: ids }, state: 'pending' }, { projection: { _id: 1 } })) === null,
    /** For figures: what is not fetched yet, and what will never be. */
    async counts(): Promise<{ pending: number; lost: number }> {
      const count = (state: Attachment['state']) => beside.countDocuments({ state })
      return { pending: await count('pending'), lost: await count('lost') }
    },
    /** Takes nothing more to fetch; another replica or the next start does. */
    stop: fetching.stop,
    /** Waits for what is being fetched; what failed is fetched again by the job. */
    settled: (): Promise<void> => fetching.ended().catch(() => {}),
  }
}

/** Why it will never come; undefined where another try may bring it. */
function lossOf(
  error: unknown,
  { at }: Attachment,
  { now, keptMs = Number.POSITIVE_INFINITY }: { now: Date; keptMs: number | undefined },
): LossReason | undefined {
  if (error instanceof FileTooLargeError) return 'tooLarge'
  const isRefused = error instanceof ChannelApiError && error.reaction === 'permanent'
  return isRefused || now.getTime() - at.getTime() > keptMs ? 'gone' : undefined
}
