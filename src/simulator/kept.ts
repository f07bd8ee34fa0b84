/** What the simulation keeps in the database of the playground, so that chats, their pictures and the clock are there again after a restart. */
import type { Connection } from '../database/connect.js'
import type { MovedBefore } from './clock.js'
import type { ChatEntry, KeptChats, Medium } from './wecom/corporation.js'

/** A document of the database holds 16 MB; a larger file is gone after a restart. */
const LARGEST_KEPT = 15 * 1024 * 1024

type KeptEntry = Omit<ChatEntry, 'id'> & { readonly _id: number }
type KeptMedium = Omit<Medium, 'id' | 'bytes'> & { readonly _id: string; readonly bytes: Buffer }

export interface Kept {
  readonly chats: KeptChats
  readonly clock: MovedBefore
  /** Waits for what is being written. */
  settled(): Promise<void>
}

/** @param onError told of what could not be kept: the simulation goes on without it */
export async function openKept({ db }: Pick<Connection, 'db'>, onError: (error: unknown) => void): Promise<Kept> {
  const entries = db!.collection<KeptEntry>('simulatedchats')
  const media = db!.collection<KeptMedium>('simulatedmedia')
  const clocks = db!.collection<{ readonly _id: 'clock'; readonly movedMs: number }>('simulatedclock')
  // one after the other: what is said later stands on what was said before
  let writing: Promise<unknown> = Promise.resolve()
  const write = (work: () => Promise<unknown>): void => {
    writing = writing.then(work).catch(onError)
  }

  return {
    chats: {
      entries: (await entries.find().sort({ _id: 1 }).toArray()).map(({ _id, ...entry }) => ({ id: _id, ...entry })),
      media: (await media.find({}, { promoteBuffers: true }).toArray()).map(({ _id, ...medium }) => ({ id: _id, ...medium })),
      keep: ({ id, ...entry }) => write(() => entries.replaceOne({ _id: id }, entry, { upsert: true })),
      keepMedium({ id, ...medium }) {
        if (medium.bytes.length <= LARGEST_KEPT) write(() => media.replaceOne({ _id: id }, medium, { upsert: true }))
      },
      forget: (ids, mediaIds) =>
        write(() => Promise.all([entries.deleteMany({ _id: { $in: [...ids] } }), media.deleteMany({ _id: { $in: [...mediaIds] } })])),
    },
    clock: {
      movedMs: (await clocks.findOne({ _id: 'clock' }))?.movedMs ?? 0,
      keep: (movedMs) => write(() => clocks.replaceOne({ _id: 'clock' }, { movedMs }, { upsert: true })),
    },
    async settled() {
      await writing
    },
  }
}
