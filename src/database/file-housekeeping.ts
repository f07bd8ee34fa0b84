/** Removes what nobody needs any more, and what a killed upload left behind. */
import mongoose from 'mongoose'
import type { Connection } from './connect.js'
import { BUCKET, type FileName, fileCollections } from './files.js'

/** No upload takes as long; what is younger may still be on its way. */
const UPLOAD_MS = 3_600_000
/** Earlier versions gave no file a date: what they made themselves, and not received, ends after this. */
const UNDATED_MS = 30 * 86_400_000
const BATCH = 200

export type FileHousekeeping = ReturnType<typeof createFileHousekeeping>

/** @param isReceived tells, by its key, a file that a person sent from one that was made here */
export function createFileHousekeeping(connection: Connection, isReceived: RegExp = /^wecom-/) {
  const { names, chunks } = fileCollections(connection)
  const files = connection.db!.collection<{ _id: string | mongoose.Types.ObjectId; uploadDate: Date }>(`${BUCKET}.files`)

  /** The name goes first: whoever reads meanwhile finds nothing rather than half of it, and a crash leaves an orphan to the next sweep. */
  async function removeNamed(found: readonly FileName[]): Promise<void> {
    await names.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })
    for (const { fileId } of found) await removeUpload(fileId)
  }

  async function removeUpload(id: string | mongoose.Types.ObjectId): Promise<void> {
    await chunks.deleteMany({ files_id: id })
    await files.deleteOne({ _id: id })
  }

  async function removeExpired(now: Date): Promise<number> {
    for (let count = 0; ; ) {
      const found = await names
        .find({ expiresAt: { $lte: now } })
        .limit(BATCH)
        .lean<FileName[]>()
      await removeNamed(found)
      count += found.length
      if (found.length < BATCH) return count
    }
  }

  async function removeUndated(now: Date): Promise<number> {
    const old = { $type: 'string', $not: isReceived } as const
    const found = await files.find({ _id: old, uploadDate: { $lte: new Date(now.getTime() - UNDATED_MS) } }).toArray()
    for (const { _id } of found) await removeUpload(_id)
    return found.length
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
    const torn = await tornUploads(atSecond(before))
    for (const { _id } of [...unnamed, ...torn]) await removeUpload(_id)
    return unnamed.length + torn.length
  }

  /** Found by the index alone, as chunks are large; only what has no file is then looked at. */
  async function tornUploads(before: mongoose.Types.ObjectId): Promise<{ _id: string | mongoose.Types.ObjectId }[]> {
    const withoutFile = await chunks
      .aggregate<{ files_id: string | mongoose.Types.ObjectId }>(
        [
          { $match: { n: 0 } },
          { $project: { _id: 0, files_id: 1 } },
          { $lookup: { from: `${BUCKET}.files`, localField: 'files_id', foreignField: '_id', as: 'files' } },
          { $match: { files: [] } },
        ],
        { hint: { files_id: 1, n: 1 } },
      )
      .toArray()
    const torn: { _id: string | mongoose.Types.ObjectId }[] = []
    for (const { files_id } of withoutFile)
      if (!(await chunks.findOne({ files_id, _id: { $gte: before } }, { projection: { _id: 1 } }))) torn.push({ _id: files_id })
    return torn
  }

  return {
    sweepOrphans,
    /** What has passed its date. @returns how many files went */
    purgeExpired: async (now: Date): Promise<number> => (await removeExpired(now)) + (await removeUndated(now)),
    /** These files, at once, whatever their date: with the record that they belonged to. */
    async remove(keys: readonly string[]): Promise<void> {
      await removeNamed(await names.find({ _id: { $in: [...keys] } }).lean<FileName[]>())
      for (const key of keys) await removeUpload(key)
    },
  }
}

const atSecond = (at: Date) => mongoose.Types.ObjectId.createFromTime(Math.floor(at.getTime() / 1000))
