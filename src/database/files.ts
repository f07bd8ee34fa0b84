/** Photos and documents in GridFS, under keys made by us, so that storing twice stores once. */
import { Readable, Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import mongoose, { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from './connect.js'
import { isDuplicateKey } from './retry.js'

export interface FileDetails {
  readonly name: string
  readonly contentType: string
}
export interface StoredFile extends FileDetails {
  readonly bytes: Buffer
}
export interface FileContent extends FileDetails {
  readonly bytes: Buffer | AsyncIterable<Uint8Array>
  /** More than this is refused with FileTooLargeError, before it fills the database. */
  readonly maxBytes?: number
  /** When nobody needs it any more; absent: kept until it is removed. */
  readonly expiresAt?: Date
}

/** What makes an upload a file: written last, in one insert, so that half an upload is none. */
export interface FileName extends FileDetails {
  readonly _id: string
  readonly fileId: mongoose.Types.ObjectId
  readonly length: number
  readonly expiresAt?: Date
}

/** Nothing is kept under this key: not yet, or not any more. */
export class FileNotStoredError extends Error {
  readonly retryable = true

  constructor(readonly key: string) {
    super(`file ${key} is not stored`)
    this.name = 'FileNotStoredError'
  }
}

export class FileTooLargeError extends Error {
  constructor(readonly maxBytes: number) {
    super(`a file of more than ${maxBytes} bytes is not stored`)
    this.name = 'FileTooLargeError'
  }
}

const nameSchema = new Schema<FileName>(
  { _id: String, fileId: Schema.Types.ObjectId, length: Number, name: String, contentType: String, expiresAt: Date },
  { versionKey: false },
)
nameSchema.index({ fileId: 1 })
nameSchema.index({ expiresAt: 1 }, { sparse: true })

export const BUCKET = 'files'

export function fileCollections(connection: Connection) {
  return {
    names: modelOf<FileName>(connection, 'fileName', nameSchema),
    bucket: new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: BUCKET }),
    chunks: connection.db!.collection(`${BUCKET}.chunks`),
  }
}

/**
 * The driver builds these only where it stores the very first file; a database that was imported has files before it. Both are the driver's
 * own, so that building them again changes nothing.
 */
export async function buildFileIndexes(connection: Connection): Promise<void> {
  const { chunks } = fileCollections(connection)
  await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true })
  await connection.db!.collection(`${BUCKET}.files`).createIndex({ filename: 1, uploadDate: 1 })
}

export type FileStore = ReturnType<typeof createFileStore>

/**
 * An upload goes under an id of its own and is named last, after its length has been read back. Whoever is killed in between leaves
 * chunks without a name, which count for nothing and are swept (see file-housekeeping.ts); of two who store one key, the first wins.
 */
export function createFileStore(connection: Connection) {
  const { names, bucket, chunks } = fileCollections(connection)
  const named = collectionOf(names)

  /** Durable and complete when it returns. @throws FileTooLargeError */
  async function store(key: string, { bytes, name, contentType, maxBytes, expiresAt }: FileContent): Promise<void> {
    const content = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : Readable.from(bytes)
    if (await isStored(key, expiresAt)) {
      content.destroy()
      return
    }
    const upload = bucket.openUploadStream(name, { metadata: { contentType } })
    try {
      const counter = countBytes(maxBytes ?? Number.POSITIVE_INFINITY)
      await pipeline(content, counter.stream, upload)
      const length = await storedLength(upload.id)
      if (length !== counter.length()) throw new Error(`of ${counter.length()} bytes ${length} were stored`)
      const file: FileName = { _id: key, fileId: upload.id, length, name, contentType, ...(expiresAt && { expiresAt }) }
      await named.insertOne(file)
    } catch (error) {
      await bucket.delete(upload.id).catch(() => chunks.deleteMany({ files_id: upload.id }).catch(() => {})) // else swept
      if (!isDuplicateKey(error, '_id')) throw error
    }
  }

  async function isStored(key: string, expiresAt: Date | undefined): Promise<boolean> {
    const found = await named.findOneAndUpdate({ _id: key }, [{ $set: { expiresAt: later('$expiresAt', expiresAt) } }])
    return found !== null || (await unnamed(key)) !== null
  }

  /** What the database holds, not what the driver believes to have sent. */
  async function storedLength(fileId: mongoose.Types.ObjectId): Promise<number> {
    const [sum] = await chunks
      .aggregate<{ length: number }>([
        { $match: { files_id: fileId } },
        { $group: { _id: null, length: { $sum: { $binarySize: '$data' } } } },
      ])
      .toArray()
    return sum?.length ?? 0
  }

  /** A file of an earlier version, which was stored directly under its key; the driver's type knows no ids but its own. */
  const unnamed = (key: string) => bucket.find({ _id: key as never }).next()

  /** @throws FileNotStoredError */
  async function open(key: string): Promise<FileDetails & { readonly length: number; readonly stream: Readable }> {
    const file = await names.findById(key).lean<FileName>()
    if (file) return { ...detailsOf(file), length: file.length, stream: bucket.openDownloadStream(file.fileId) }
    const old = await unnamed(key)
    if (!old) throw new FileNotStoredError(key)
    const contentType = String(old.metadata?.contentType ?? 'application/octet-stream')
    return { name: old.filename, contentType, length: old.length, stream: bucket.openDownloadStream(old._id) }
  }

  return {
    store,
    open,
    /** The whole of it in memory: for what must be sent in one piece. @throws FileNotStoredError */
    async read(key: string): Promise<StoredFile> {
      const { stream, name, contentType } = await open(key)
      return { bytes: await buffer(stream), name, contentType }
    },
  }
}

const detailsOf = ({ name, contentType }: FileDetails): FileDetails => ({ name, contentType })

/** A file that is asked for again lives as long as its newest use; one that never ends stays so. */
const later = (field: string, expiresAt: Date | undefined) =>
  expiresAt ? { $cond: [{ $gt: [field, null] }, { $max: [field, expiresAt] }, '$$REMOVE'] } : '$$REMOVE'

function countBytes(maxBytes: number) {
  let length = 0
  const stream = new Transform({
    transform(part: Buffer, _encoding, done) {
      length += part.length
      done(length > maxBytes ? new FileTooLargeError(maxBytes) : null, part)
    },
  })
  return { stream, length: () => length }
}
