/** Removes what nobody needs any more, and what a killed upload left behind. */
import mongoose from 'mongoose'
import type { Connection } from './connect.js'
import { type Due, idsOf } from './due.js'
import { BUCKET, type FileName, fileCollections } from './files.js'

/** No upload takes as long; what is younger may still be on its way. */
const UPLOAD_MS = 3_600_000
/** Earlier versions gave no file a date: what they made themselves, and not received, ends after this. */
const UNDATED_MS = 30 * 86_400_000
/** Under the job that removes what has had its time. */
const JOB = 'retention'

type UploadId = string | mongoose.Types.ObjectId

export type FileHousekeeping = ReturnType<typeof createFileHousekeeping>

/** @param isReceived tells, by its key, a file that a person sent from one that was made here */
export function createFileHousekeeping(connection: Connection, due: Pick<Due, 'forEach'>, isReceived: RegExp = /^wecom-/) {
  const { names, chunks } = fileCollections(connection)
  const files = connection.db!.collection<{ _id: UploadId; uploadDate: Date }>(`${BUCKET}.files`)

  /** The name goes first: whoever reads meanwhile finds nothing rather than half of it, and a crash leaves an orphan to the next sweep. */
  async function removeNamed(key: string): Promise<void> {
    const found = await names.findOneAndDelete({ _id: key }).lean<FileName>()
    if (found) await removeUpload(found.fileId)
  }

  async function removeUpload(id: UploadId): Promise<void> {
    await chunks.deleteMany({ files_id: id })
    await files.deleteOne({ _id: id })
  }

  const removeExpired = (now: Date): Promise<number> =>
    due.forEach(JOB, idsOf(names.find({ expiresAt: { $lte: now } }, { _id: 1 }).lean()), removeNamed)

  async function removeUndated(now: Date): Promise<number> {
    const old = { $type: 'string', $not: isReceived } as const
    const found = await files.find({ _id: old, uploadDate: { $lte: new Date(now.getTime() - UNDATED_MS) } }).toArray()
    return eachOf(found, ({ _id }) => removeUpload(_id))
  }

  /** Uploads that were never named, and chunks that never became a file. Their age is in their ids, by the clock of the database's clients. */
  async function sweepOrphans(now = new Date()): Promise<number> {
    const before = new Date(now.getTime() - UPLOAD_MS)
    const unnamed = await files
      .aggregate<{ _id: mongoose.Types.ObjectId }>([
        { $match: { _id: { $type: 'objectId', $lt: atSecond(before) } } },
        { $lookup: { from: names.collection.name, localField: '_id', foreignField: 'fileId', as: 'names' } },
        { $match: { names: [] } },
        { $project: { _id: 1 } },
      ])
      .toArray()
    let swept = await eachOf(unnamed, ({ _id }) => removeUpload(_id))
    await eachOf(await withoutFile(), async ({ _id }) => {
      if (await chunks.findOne({ files_id: _id, _id: { $gte: atSecond(before) } }, { projection: { _id: 1 } })) return
      await removeUpload(_id)
      swept++
    })
    return swept
  }

  /** One that cannot be removed keeps none of the others. @returns how many were done */
  function eachOf<T extends { readonly _id: unknown }>(found: readonly T[], work: (one: T) => Promise<unknown>): Promise<number> {
    const byId = new Map(found.map((one) => [JSON.stringify(one._id), one]))
    return due.forEach(JOB, byId.keys(), (id) => work(byId.get(id)!))
  }

  /** Found by the index alone, as chunks are large; only what has no file is then looked at. */
  const withoutFile = (): Promise<{ _id: UploadId }[]> =>
    chunks
      .aggregate<{ _id: UploadId }>(
        [
          { $match: { n: 0 } },
          { $project: { _id: 0, files_id: 1 } },
          { $lookup: { from: `${BUCKET}.files`, localField: 'files_id', foreignField: '_id', as: 'files' } },
          { $match: { files: [] } },
          { $project: { _id: '$files_id' } },
        ],
        { hint: { files_id: 1, n: 1 } },
      )
      .toArray()

  return {
    sweepOrphans,
    /** What has passed its date. @returns how many files went */
    purgeExpired: async (now: Date): Promise<number> => (await removeExpired(now)) + (await removeUndated(now)),
    /** These files, at once, whatever their date: with the record that they belonged to. */
    async remove(keys: readonly string[]): Promise<void> {
      for (const key of keys) {
        await removeNamed(key)
        await removeUpload(key)
      }
    },
  }
}

const atSecond = (at: Date) => mongoose.Types.ObjectId.createFromTime(Math.floor(at.getTime() / 1000))
