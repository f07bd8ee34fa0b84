import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import mongoose from 'mongoose'
import type { Connection } from './connect.js'
import { isDuplicateKey } from './retry.js'

export interface StoredFile {
  readonly bytes: Buffer
  readonly name: string
  readonly contentType: string
}

export type FileStore = ReturnType<typeof createFileStore>

/** Photos and documents in GridFS, under ids made by us, so that storing twice stores once. */
export function createFileStore(connection: Connection) {
  const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: 'files' })

  return {
    async store(id: string, { bytes, name, contentType }: StoredFile): Promise<void> {
      if (await bucket.find({ _id: id as never }, { projection: { _id: 1 } }).hasNext()) return
      const upload = bucket.openUploadStreamWithId(id as never, name, { metadata: { contentType } })
      await pipeline(Readable.from([bytes]), upload).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error
      })
    },
    /** Deletes it, if it is there. */
    async remove(id: string): Promise<void> {
      if (await bucket.find({ _id: id as never }, { projection: { _id: 1 } }).hasNext()) await bucket.delete(id as never)
    },
    async read(id: string): Promise<StoredFile> {
      const file = await bucket.find({ _id: id as never }).next()
      if (!file) throw new Error(`file ${id} is not stored`)
      const chunks: Buffer[] = []
      for await (const chunk of bucket.openDownloadStream(id as never)) chunks.push(chunk as Buffer)
      return {
        bytes: Buffer.concat(chunks),
        name: file.filename,
        contentType: String(file.metadata?.contentType ?? 'application/octet-stream'),
      }
    },
  }
}
