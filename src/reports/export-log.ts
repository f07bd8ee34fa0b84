/** Every file that left the house: who had it made, what, when, and for whom (domain.md 8). */
import { Schema } from 'mongoose'
import { type Connection, modelOf } from '../database/connect.js'
import type { Notice } from '../delivery/notice.js'
import type { FileRequest } from './requests.js'

export interface Exported extends Pick<FileRequest, 'wanted' | 'by' | 'role' | 'to'> {
  /** The run that made it: making it twice is logged once. */
  readonly _id: string
  readonly at: Date
  readonly files: readonly string[]
}

const schema = new Schema<Exported>(
  { _id: String, at: Date, wanted: {}, by: {}, role: String, to: [String], files: [String] },
  { versionKey: false },
)
schema.index({ at: -1 })

export const exportModel = (connection: Connection) => modelOf<Exported>(connection, 'export', schema)

export function createExportLog(connection: Connection, now: () => Date) {
  const exports = exportModel(connection)

  /** Before anybody gets it. */
  return async function logExport({ run, wanted, by, role, to }: FileRequest, made: readonly Notice[]): Promise<void> {
    const files = made.flatMap((notice) => (notice.type === 'file' && notice.kind === 'file' ? [notice.name] : []))
    if (files.length === 0) return
    const entry = { at: now(), wanted, by, ...(role && { role }), to: [...to], files }
    await exports.updateOne({ _id: run }, { $setOnInsert: entry }, { upsert: true })
  }
}
