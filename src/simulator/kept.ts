/** What the simulation keeps in the database of the playground, so that chats, their pictures and the clock are there again after a restart. */
import type { Connection } from '../database/connect.js'
import type { Entry, KeptChats } from './chats.js'
import type { MovedBefore } from './clock.js'
import type { ChatEntry as DingtalkEntry, Medium as DingtalkMedium } from './dingtalk/company.js'
import type { ChatEntry, Medium } from './wecom/corporation.js'
import type { KfEntry } from './wecom-kf/account.js'

/** A document of the database holds 16 MB; a larger file is gone after a restart. */
const LARGEST_KEPT = 15 * 1024 * 1024

type KeptEntry<E> = Omit<E, 'id'> & { readonly _id: number }
type KeptMedium<M> = Omit<M, 'id'> & { readonly _id: string }
interface Counted {
  readonly _id: 'clock' | 'inbox'
  readonly movedMs?: number
  readonly place?: number
}

/** How far something has been counted, and what keeps how far it is now. */
export interface KeptPlace {
  readonly place: number
  readonly keep: (place: number) => void
}

export interface Kept {
  readonly wecom: KeptChats<ChatEntry, Medium>
  readonly kf: KeptChats<KfEntry, Medium>
  readonly dingtalk: KeptChats<DingtalkEntry, DingtalkMedium>
  readonly clock: MovedBefore
  /** Of what customers have sent: a cursor that was given out before is one still. */
  readonly inbox: KeptPlace
  /** Waits for what is being written. */
  settled(): Promise<void>
}

/** @param onError told of what could not be kept: the simulation goes on without it */
export async function openKept({ db }: Pick<Connection, 'db'>, onError: (error: unknown) => void): Promise<Kept> {
  const counted = db!.collection<Counted>('simulatedclock')
  const [clock, inbox] = await Promise.all([counted.findOne({ _id: 'clock' }), counted.findOne({ _id: 'inbox' })])
  // one after the other: what is said later stands on what was said before
  let writing: Promise<unknown> = Promise.resolve()
  const write = (work: () => Promise<unknown>): void => {
    writing = writing.then(work).catch(onError)
  }

  let lastId = 0
  const nextId = (): number => {
    lastId++
    return lastId
  }

  /** @param name of the collections of a platform */
  async function openChats<E extends Entry, M extends { readonly id: string; readonly bytes: Buffer }>(
    name: string,
  ): Promise<KeptChats<E, M>> {
    const entries = db!.collection<KeptEntry<Entry>>(`simulated${name}chats`)
    const media = db!.collection<KeptMedium<{ readonly id: string }>>(`simulated${name}media`)
    const known = (await entries.find().sort({ _id: 1 }).toArray()).map(({ _id, ...entry }) => ({ id: _id, ...entry }) as E)
    lastId = Math.max(lastId, known.at(-1)?.id ?? 0)
    return {
      entries: known,
      nextId,
      media: (await media.find({}, { promoteBuffers: true }).toArray()).map(
        ({ _id, ...medium }) => ({ id: _id, ...medium }) as unknown as M,
      ),
      keep: ({ id, ...entry }) => write(() => entries.replaceOne({ _id: id }, entry, { upsert: true })),
      keepMedium({ id, ...medium }) {
        if (medium.bytes.length <= LARGEST_KEPT) write(() => media.replaceOne({ _id: id }, medium, { upsert: true }))
      },
      forget: (ids, mediaIds) =>
        write(() => Promise.all([entries.deleteMany({ _id: { $in: [...ids] } }), media.deleteMany({ _id: { $in: [...mediaIds] } })])),
    }
  }

  return {
    wecom: await openChats(''),
    kf: await openChats('kf'),
    dingtalk: await openChats('dingtalk'),
    clock: {
      movedMs: clock?.movedMs ?? 0,
      keep: (movedMs) => write(() => counted.replaceOne({ _id: 'clock' }, { movedMs }, { upsert: true })),
    },
    inbox: {
      place: inbox?.place ?? 0,
      keep: (place) => write(() => counted.replaceOne({ _id: 'inbox' }, { place }, { upsert: true })),
    },
    async settled() {
      await writing
    },
  }
}
