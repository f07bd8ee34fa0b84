/** Files on their way from a page, piece by piece: a line that breaks costs one piece, and the next one goes on where the last was kept. */
import { createHash } from 'node:crypto'
import { Schema } from 'mongoose'
import type { Download } from '../../channels/channel.js'
import { type Connection, collectionOf, modelOf } from '../../database/connect.js'
import { isDuplicateKey } from '../../database/retry.js'
import { ChannelApiError } from '../../errors.js'
import { type FileType, fileNameOf, fileTypeOf } from './file-type.js'

export interface Upload {
  readonly _id: string
  /** By which it comes. */
  readonly link: string
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** So much of it is kept. */
  readonly received: number
  /** By its content; absent until its beginning has come. */
  readonly type?: FileType
  readonly begunAt: Date
}

interface Piece {
  readonly _id: string
  readonly upload: string
  readonly offset: number
  readonly bytes: Buffer
}

const schema = new Schema<Upload>(
  { _id: String, link: String, name: String, size: Number, received: Number, type: {}, begunAt: Date },
  { versionKey: false },
)
schema.index({ link: 1, begunAt: 1 })
schema.index({ begunAt: 1 })
const pieceSchema = new Schema<Piece>({ _id: String, upload: String, offset: Number, bytes: Buffer }, { versionKey: false })
pieceSchema.index({ upload: 1, offset: 1 })

/** Of every piece but the last, so that one that is sent again takes the place of the first. */
export const PIECE_BYTES = 256 * 1024
/** Through one link in a day. */
const MOST_FILES = 60
const MOST_BYTES = 600 * 1024 * 1024
const DAY_MS = 86_400_000

export type Wish = Pick<Upload, 'link' | 'name' | 'size'>
/** What is wrong with a file, for whoever sends it. */
export type Refusal = 'tooMany' | 'unknownType'
export type Uploads = ReturnType<typeof createUploads>

export function createUploads(connection: Connection, now: () => Date) {
  const uploads = collectionOf(modelOf<Upload>(connection, 'upload', schema))
  const pieces = collectionOf(modelOf<Piece>(connection, 'uploadPiece', pieceSchema))

  /** With what has been begun just now. */
  async function isTooMuch(link: string): Promise<boolean> {
    const since = new Date(now().getTime() - DAY_MS)
    const [sum] = await uploads
      .aggregate<{ count: number; bytes: number }>([
        { $match: { link, begunAt: { $gte: since } } },
        { $group: { _id: null, count: { $sum: 1 }, bytes: { $sum: '$size' } } },
      ])
      .toArray()
    return (sum?.count ?? 0) > MOST_FILES || (sum?.bytes ?? 0) > MOST_BYTES
  }

  /** @param key made by the page, the same for each try of one file @returns the file as far as it has come, or why it may not */
  async function begin(key: string, wish: Wish): Promise<Upload | Refusal> {
    const _id = createHash('sha256').update(`${wish.link} ${key}`).digest('base64url')
    const known = await uploads.findOne({ _id })
    if (known) return known
    const upload: Upload = { _id, ...wish, received: 0, begunAt: now() }
    await uploads.insertOne(upload).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error
    })
    // counted after it has its place: of many at once none sees less than there is
    if (!(await isTooMuch(wish.link))) return upload
    await uploads.deleteOne({ _id, received: 0 })
    return 'tooMany'
  }

  /** @returns the file with this piece, or as it is where another piece is to come first */
  async function add(upload: Upload, offset: number, bytes: Buffer): Promise<Upload | Refusal> {
    const isNext = offset === upload.received && bytes.length === Math.min(PIECE_BYTES, upload.size - offset)
    if (!isNext || bytes.length === 0) return upload
    const type = offset === 0 ? fileTypeOf(bytes, upload.name) : upload.type
    if (!type) return 'unknownType'
    const _id = `${upload._id}.${offset}`
    await pieces.replaceOne({ _id }, { upload: upload._id, offset, bytes }, { upsert: true })
    const change = { received: offset + bytes.length, type, name: fileNameOf(upload.name, type) }
    const { modifiedCount } = await uploads.updateOne({ _id: upload._id, received: offset }, { $set: change })
    return modifiedCount === 1 ? { ...upload, ...change } : ((await uploads.findOne({ _id: upload._id })) ?? upload)
  }

  async function* bytesOf(upload: string): AsyncGenerator<Uint8Array> {
    for await (const { bytes } of pieces.find({ upload }, { promoteBuffers: true }).sort({ offset: 1 })) yield bytes
  }

  return {
    begin,
    add,
    of: (link: string, id: string): Promise<Upload | null> => uploads.findOne({ _id: id, link }),
    /** @throws ChannelApiError where it is not there whole */
    async download(id: string): Promise<Download> {
      const upload = await uploads.findOne({ _id: id })
      if (!upload?.type || upload.received < upload.size) throw new ChannelApiError('upload', 'gone', 'permanent')
      return { stream: bytesOf(id), contentType: upload.type.contentType, name: upload.name, length: upload.size }
    },
    /** By then they are kept with what they were sent for, or nobody goes on with them. */
    async purge(begunBefore: Date): Promise<number> {
      const old = await uploads.find({ begunAt: { $lt: begunBefore } }, { projection: { _id: 1 } }).toArray()
      for (const { _id } of old) {
        await pieces.deleteMany({ upload: _id })
        await uploads.deleteOne({ _id })
      }
      return old.length
    },
  }
}
