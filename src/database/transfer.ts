import { createReadStream, createWriteStream, fchmodSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import mongoose from 'mongoose'
import type { Connection } from './connect.js'

const { EJSON } = mongoose.mongo.BSON
const BATCH = 500

/** Whole records of people and complaints: only who exports them may read them, also where the folder was there before. */
const PRIVATE = { folder: 0o700, file: 0o600 } as const

/** Writes every collection as one file of JSON lines (types kept) into the folder. */
export async function exportAll(connection: Connection, folder: string): Promise<Record<string, number>> {
  mkdirSync(folder, { recursive: true, mode: PRIVATE.folder })
  const counts: Record<string, number> = {}
  for (const { name } of await connection.db!.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith('system.')) continue
    counts[name] = 0
    const lines = async function* () {
      for await (const document of connection.db!.collection(name).find()) {
        counts[name] = (counts[name] ?? 0) + 1
        yield `${EJSON.stringify(document, { relaxed: false })}\n`
      }
    }
    const file = openSync(join(folder, `${name}.jsonl`), 'w', PRIVATE.file)
    fchmodSync(file, PRIVATE.file)
    await pipeline(Readable.from(lines()), createWriteStream('', { fd: file }))
  }
  return counts
}

/** Reads such a folder into the database; documents that are there already are left as they are, so it may run twice. */
export async function importAll(connection: Connection, folder: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    const name = file.slice(0, -'.jsonl'.length)
    counts[name] = 0
    let batch: mongoose.mongo.AnyBulkWriteOperation[] = []
    const flush = async () => {
      if (batch.length > 0) await connection.db!.collection(name).bulkWrite(batch, { ordered: false })
      batch = []
    }
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      const document: { _id: mongoose.mongo.ObjectId } = EJSON.parse(line)
      batch.push({ updateOne: { filter: { _id: document._id }, update: { $setOnInsert: document }, upsert: true } })
      counts[name]++
      if (batch.length === BATCH) await flush()
    }
    await flush()
  }
  return counts
}
