import type { Connection } from '../database/connect.js'
import { casesOf } from './collection.js'

/**
 * Takes what an earlier version has kept in a collection of its own among the cases. Safe to be cut off and to run on several replicas: what is adopted
 * already stays as it is, and what an old replica still writes there is adopted by the next start.
 */
export async function adoptCases(
  connection: Connection,
  { collection, kind }: { readonly collection: string; readonly kind: string },
): Promise<void> {
  const { db } = connection
  if (!db) throw new Error('cases are adopted before the database is open')
  const aside = `${collection}.adopted`
  const exists = async (name: string) => (await db.listCollections({ name }, { nameOnly: true }).toArray()).length > 0
  const takeOver = async () => {
    const into = casesOf(connection, { kind }).collection.collectionName
    const stages = [{ $set: { caseKind: kind } }, { $merge: { into, on: '_id', whenMatched: 'keepExisting' } }]
    await db.collection(aside).aggregate(stages).toArray()
    await db.collection(aside).drop()
  }
  if (await exists(aside)) await takeOver()
  if (!(await exists(collection))) return
  await db.renameCollection(collection, aside)
  await takeOver()
}
