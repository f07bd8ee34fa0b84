/** The directory as it is kept: one document, so that no reader ever sees half of it, with a generation that every write compares. */
import { Schema } from 'mongoose'
import { type Connection, collectionOf, modelOf } from '../database/connect.js'
import { claim, type Held, type Lease, release } from '../database/lease.js'
import { isDuplicateKey } from '../database/retry.js'
import type { Holding } from './holdings.js'
import type { Parted } from './parted.js'

interface DirectoryDocument {
  readonly _id: string
  readonly generation: number
  /** How many refreshes were asked for, and how many of these the present holdings answer. */
  readonly asked: number
  readonly answered: number
  readonly holdings: readonly Holding[]
  /** Whose roles have ended, until somebody has been told. */
  readonly parted?: readonly Parted[]
  readonly lease?: Lease
}
export type KnownDirectory = Pick<DirectoryDocument, 'generation' | 'asked' | 'answered' | 'holdings' | 'parted'>
export type LeasedDirectory = Held<DirectoryDocument>

const schema = new Schema<DirectoryDocument>(
  {
    _id: String,
    generation: Number,
    asked: Number,
    answered: Number,
    holdings: [Schema.Types.Mixed],
    parted: { type: [Schema.Types.Mixed], default: undefined },
    lease: {},
  },
  { versionKey: false, minimize: false },
)
const ID = 'directory'
/** Longer than a refresh takes. One that takes longer still loses no more than its work: the generation tells. */
const LEASE_MS = 60_000

export function createDirectoryStore(connection: Connection) {
  const model = modelOf<DirectoryDocument>(connection, 'directory', schema)
  const documents = collectionOf(model)

  /** Notes that somebody wants to know how things are from now on. @returns the number of this wish */
  async function ask(): Promise<number> {
    const first = { generation: 0, answered: 0, holdings: [] }
    const update = () =>
      model
        .findOneAndUpdate({ _id: ID }, { $inc: { asked: 1 }, $setOnInsert: first }, { upsert: true, returnDocument: 'after' })
        .lean<DirectoryDocument>()
    const found = await update().catch((error: unknown) => {
      if (isDuplicateKey(error)) return update() // another replica wrote the first one meanwhile
      throw error
    })
    return found!.asked
  }

  return {
    ask,
    read: (): Promise<KnownDirectory | null> => model.findById(ID).lean<DirectoryDocument>(),
    /** One replica at a time refreshes. */
    lease: (): Promise<LeasedDirectory | undefined> => claim(documents, { _id: ID }, { leaseMs: LEASE_MS }),
    release: (leased: LeasedDirectory): Promise<void> => release(documents, leased),
    /** @returns false where a newer refresh has been written since `from` was read */
    async write(from: KnownDirectory, holdings: readonly Holding[], parted: readonly Parted[]): Promise<boolean> {
      const { matchedCount } = await model.updateOne(
        { _id: ID, generation: from.generation },
        {
          $set: { holdings: [...holdings], answered: from.asked, generation: from.generation + 1 },
          ...(parted.length > 0 && { $push: { parted: { $each: [...parted] } } }),
        },
      )
      return matchedCount === 1
    },
    async forgetParted(key: string): Promise<void> {
      await model.updateOne({ _id: ID }, { $pull: { parted: { key } } })
    },
  }
}
