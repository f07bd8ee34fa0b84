/** Tells attachments of committed turns from those of turns that never were, and lets the latter go. */
import type { Connection } from '../database/connect.js'
import { type Due, idsOf } from '../database/due.js'
import type { FileHousekeeping } from '../database/file-housekeeping.js'
import { type Attachment, attachmentModel } from './attachments.js'

/** What no turn has used stays a while longer, in case that it can be explained. */
const UNUSED_KEPT_MS = 30 * 86_400_000
const BATCH = 200

export interface AttachmentPurgeDeps {
  readonly connection: Connection
  readonly files: Pick<FileHousekeeping, 'remove'>
  /** All that is kept of the talk with a contact. */
  readonly readTalk: (contactId: string) => Promise<unknown>
  /** Of these, what a record refers to. */
  readonly referenced: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  readonly due: Pick<Due, 'forEach'>
  readonly now: () => Date
}

export type AttachmentPurge = ReturnType<typeof createAttachmentPurge>

/** Each step may be repeated: what a crash leaves undone is due again at the next run. */
export function createAttachmentPurge({ connection, files, readTalk, referenced, due, now }: AttachmentPurgeDeps) {
  const attachments = attachmentModel(connection)

  /**
   * A committed turn remembers its message in the same write that commits it, so the talk knows it, unless it has been forgotten since:
   * then a file that was given as an answer still stands there.
   */
  async function wasCommitted({ _id, from, message }: Attachment): Promise<boolean> {
    const talk = JSON.stringify(await readTalk(from))
    return talk.includes(JSON.stringify(message)) || talk.includes(JSON.stringify(_id))
  }

  async function confirmOne(id: string): Promise<void> {
    const attachment = await attachments.findById(id).lean<Attachment>()
    if (!attachment?.confirmAt) return
    const isCommitted = await wasCommitted(attachment)
    const expiresAt = new Date(now().getTime() + UNUSED_KEPT_MS)
    await attachments.updateOne(
      { _id: id, confirmAt: attachment.confirmAt },
      { $unset: { confirmAt: true }, ...(!isCommitted && { $set: { expiresAt } }) },
    )
  }

  /** At once, with their bytes: as when the record that they belonged to is erased. */
  async function forget(ids: readonly string[]): Promise<void> {
    await files.remove(ids)
    await attachments.deleteMany({ _id: { $in: [...ids] } })
  }

  return {
    /** Looks whether the turns of some minutes ago were committed, where the process ended before it could say so. */
    async confirmDue(): Promise<void> {
      const query = attachments
        .find({ confirmAt: { $lte: now() } }, { _id: 1 })
        .sort({ confirmAt: 1 })
        .lean()
      await due.forEach('attachment-turns', idsOf(query), confirmOne)
    },
    /** @returns how many went; what a record refers to after all stays for good */
    async purge(): Promise<number> {
      const found = await attachments
        .find({ expiresAt: { $lte: now() } }, { _id: 1 })
        .limit(BATCH)
        .lean()
      if (found.length === 0) return 0
      const ids = found.map(({ _id }) => _id)
      const used = await referenced(ids) // every complaint is read for it, so once for all of them
      await attachments.updateMany({ _id: { $in: [...used] } }, { $unset: { expiresAt: true } })
      const unused = ids.filter((id) => !used.has(id))
      return due.forEach('retention', unused, (id) => forget([id]))
    },
    forget,
    sentBy: async (contacts: readonly string[]): Promise<string[]> =>
      (await attachments.find({ from: { $in: [...contacts] } }, { _id: 1 }).lean()).map(({ _id }) => _id),
    /** What stays is kept under another name. */
    async rename(contacts: readonly string[], from: string): Promise<void> {
      await attachments.updateMany({ from: { $in: [...contacts] } }, { $set: { from } })
    },
  }
}
