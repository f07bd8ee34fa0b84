/** Documents that each turn reads and writes: those of turns at the same time in one command, each confirmed for itself. */
import mongoose from 'mongoose'
import type { Collection } from './connect.js'
import { createGroup, type Outcome } from './group.js'
import { isUnreachable } from './retry.js'

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo
const DUPLICATE_KEY = 11000
/** Which index it met is told in words alone. */
const OF_ID = /index: _id_/

interface Versioned {
  readonly _id: string
  readonly version: number
}

/** A document in place of the one of this version; of version 0 there is none yet. */
interface Replacing<T extends Versioned> {
  readonly before: Versioned
  readonly next: T
}

export interface GroupedDocuments<T extends Versioned> {
  read(id: string): Promise<T | undefined>
  /**
   * Compares and sets: committed when it returns. Where the document is gone it is there again.
   * @returns false where another version stands there
   */
  replace(before: Versioned, next: T): Promise<boolean>
}

/**
 * Nothing of one touches another: a version that has passed makes the upsert meet the `_id` that is there, so that the server names exactly the one
 * that lost.
 */
export function createGroupedDocuments<T extends Versioned>(collection: Collection<T>): GroupedDocuments<T> {
  const read = createGroup<string, T | undefined>(
    async (ids) => {
      const found = await collection.find({ _id: { $in: [...new Set(ids)] } } as object).toArray()
      const byId = new Map(found.map((document) => [document._id as string, document as unknown as T]))
      return ids.map((id) => ({ status: 'fulfilled', value: byId.get(id) }))
    },
    { isOfAll: () => true },
  )

  const replace = createGroup<Replacing<T>, boolean>(
    async (all) => {
      const operations = all.map(({ before: { _id, version }, next }) => ({
        replaceOne: { filter: { _id, version }, replacement: next, upsert: true },
      }))
      return collection.bulkWrite(operations as object as Parameters<typeof collection.bulkWrite>[0], { ordered: false }).then(
        () => all.map(() => WRITTEN),
        (error: unknown) => outcomesIn(error, all.length),
      )
    },
    { isOfAll: (error) => error instanceof MongoServerError || isUnreachable(error) },
  )

  return { read, replace: (before, next) => replace({ before, next }) }
}

const WRITTEN: Outcome<boolean> = { status: 'fulfilled', value: true }
const LOST: Outcome<boolean> = { status: 'fulfilled', value: false }

/** @throws where the server has not said of each whether it was written */
function outcomesIn(error: unknown, count: number): Outcome<boolean>[] {
  if (!(error instanceof MongoBulkWriteError)) throw error
  const failed = new Map([error.writeErrors].flat().map((one) => [one.index, one]))
  const isCommitted = error.result.getWriteConcernError() === undefined
  if (failed.size === 0 || !isCommitted || error.matchedCount + error.upsertedCount + failed.size !== count)
    throw error.errorResponse instanceof Error ? error.errorResponse : error
  return Array.from({ length: count }, (_, index) => {
    const own = failed.get(index)
    if (!own) return WRITTEN
    return own.code === DUPLICATE_KEY && OF_ID.test(own.errmsg ?? '')
      ? LOST
      : { status: 'rejected', reason: new Error(`not written: ${own.errmsg}`) }
  })
}
