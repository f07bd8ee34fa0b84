/** Who hears of what happened: what an event calls for is worked off after its write, at once or by a sweep (design.md, promise 5). */
import type { Model } from 'mongoose'
import type { Due } from '../database/due.js'
import type { CaseEvent, CaseRecord } from './case.js'
import { createRemind, type RemindDeps } from './remind.js'
import { createTell, type TellDeps } from './tell.js'

/** What a kind of case does itself with its events. All of it may run twice. */
export interface AfterEvents<R extends CaseRecord = CaseRecord, E extends CaseEvent = CaseEvent> {
  /** Acts that are told in a way of their own. @returns false where it has to be tried again later */
  tellOwn(record: R, event: E): Promise<boolean>
  /** Before the others hear of it. */
  before(record: R, event: E): Promise<void>
  after(record: R, event: E): Promise<void>
}

export interface AnnouncementDeps extends TellDeps, RemindDeps {
  readonly cases: Model<CaseRecord>
  readonly afterEvents: AfterEvents
  readonly due: Due
}

const AGAIN_AFTER_MS = 600_000

/** Called after the write that holds an event. Who calls it need not wait, and a lost call is made good by the sweep. */
export type Announce = (no: string) => void | Promise<void>

export type Announcements = ReturnType<typeof createAnnouncements>

export function createAnnouncements(deps: AnnouncementDeps) {
  const { kind, cases, afterEvents, due, now } = deps
  const tell = createTell(deps)
  const remind = createRemind(deps)

  /**
   * Says what has not been said yet; may run twice, on several replicas: the ids of the deliveries are the same. An event that cannot be
   * told is set aside by itself and holds back no other.
   */
  async function dispatch(no: string): Promise<void> {
    const later = new Map<string, Date>()
    for (;;) {
      const record = await cases.findById(no).lean<CaseRecord>()
      const id = record?.notices?.find((notice) => !later.has(notice))
      if (!record || id === undefined) break
      const event = record.events.find((one) => one?.id === id)
      const again = event && (await toldOrAgainAt(record, event))
      if (again) later.set(id, again)
      else await cases.updateOne({ _id: no }, { $pull: { notices: id } })
    }
    // what was added meanwhile keeps the time at which it was due
    const left = [...later.keys()]
    const next = left.length > 0 && new Date(Math.min(...[...later.values()].map((at) => at.getTime())))
    await cases.updateOne({ _id: no, notices: left }, next ? { $set: { noticeDueAt: next } } : { $unset: { noticeDueAt: true } })
  }

  /** @returns undefined once the event is told, otherwise when to try again */
  async function toldOrAgainAt(record: CaseRecord, event: CaseEvent): Promise<Date | undefined> {
    let isTold = false
    const pausedUntil = await due.attempt('announcements', `${record._id}/${event.id}`, async () => {
      isTold = await announce(record, event)
    })
    return pausedUntil ?? (isTold ? undefined : new Date(now().getTime() + AGAIN_AFTER_MS))
  }

  /** @returns false where it has to be tried again later */
  async function announce(record: CaseRecord, event: CaseEvent): Promise<boolean> {
    if (event.type === 'reminded') return remind(record, event)
    if (kind.acts[event.type]?.telling === 'own') return afterEvents.tellOwn(record, event)
    await afterEvents.before(record, event)
    await tell(record, event)
    await afterEvents.after(record, event)
    return true
  }

  return {
    dispatch,
    /** A reminder that waits to be sent is dropped when what it is about has been done. */
    async isStillWanted(reference: string): Promise<boolean> {
      const [no, key] = reference.split('|')
      return (await cases.exists({ _id: no, clocks: { $elemMatch: { key, stoppedAt: { $exists: false } } } })) !== null
    },
  }
}
