/** Complaints as they are kept: one document each, changed by appending one event, compared by version (design.md, promises 3 to 5). */
import { setTimeout as wait } from 'node:timers/promises'
import type { Model } from 'mongoose'
import { isDuplicateKey } from '../database/retry.js'
import type { Refusal, Setting } from './guards.js'
import { type Complaint, type ComplaintEvent, EVENT_TYPES, type EventType } from './model.js'
import { apply, replay } from './replay.js'
import { type Act, decide } from './workflow.js'

export interface RecordsDeps extends Setting {
  readonly complaints: Model<Complaint>
  readonly now: () => Date
}

export type Outcome =
  | {
      readonly ok: true
      readonly complaint: Complaint
      readonly event: ComplaintEvent /** It was done before, by the same request. */
      readonly isRepeated: boolean
    }
  | ({ readonly ok: false; readonly complaint: Complaint } & Refusal)

/** Events that somebody hears of; the others only stand in the record. */
const SILENT: ReadonlySet<EventType> = new Set<EventType>([
  'received',
  'addressed',
  'delivered',
  'phoned',
  'supplemented',
  'exported',
  'followUpReminded',
  'absorbed',
  'visitPlanned',
  'missedSameDay',
])
export const ANNOUNCED: ReadonlySet<EventType> = new Set(EVENT_TYPES.filter((type) => !SILENT.has(type)))

/** Many act on one complaint at once; more than so many losses in a row mean that something else is wrong. */
const ATTEMPTS = 30
const JITTER_MS = 10

export type Records = ReturnType<typeof createRecords>

export function createRecords({ complaints, now, rules, calendar }: RecordsDeps) {
  const setting = { rules, calendar }

  const read = (no: string): Promise<Complaint | null> => complaints.findById(no).lean<Complaint>()

  /** A new record from its first acts, in one write. @returns the one that the same request made before, if it did */
  async function create(acts: readonly [Act, ...Act[]], operationKey: string): Promise<Complaint> {
    const [first, ...others] = acts
    let complaint = replay([firstEvent(first)])
    for (const act of others) {
      const decision = decide(complaint, act, setting)
      if (!decision.ok) throw new Error(`a new complaint refuses ${act.type}: ${decision.key}`)
      complaint = apply(complaint, decision.event)
    }
    const notices = complaint.events.filter(({ type }) => ANNOUNCED.has(type)).map(({ id }) => id)
    try {
      await complaints.create({ ...complaint, operationKey, notices, ...(notices.length > 0 && { noticeDueAt: now() }) })
      return complaint
    } catch (error) {
      if (!isDuplicateKey(error, 'operationKey')) throw error
      return (await complaints.findOne({ operationKey }).lean<Complaint>())!
    }
  }

  /**
   * Decides on the newest version and appends the event; who saves second decides again on what the first one saved.
   * @param actOn undefined where nothing is to be done (any more)
   */
  async function perform(no: string, actOn: (complaint: Complaint) => Act | undefined): Promise<Outcome | undefined> {
    for (let attempt = 1; ; attempt++) {
      const complaint = await read(no)
      const act = complaint && actOn(complaint)
      if (!act) return undefined
      const before = complaint.events.find(({ id }) => id === act.id)
      if (before) return { ok: true, complaint, event: before, isRepeated: true }
      const decision = decide(complaint, act, setting)
      if (!decision.ok) return { ...decision, complaint }
      const next = apply(complaint, decision.event)
      if (await save(complaint, next, decision.event)) return { ok: true, complaint: next, event: decision.event, isRepeated: false }
      if (attempt === ATTEMPTS) throw new Error(`${no} is changed too often to decide on it`)
      await wait(Math.random() * JITTER_MS)
    }
  }

  async function save(before: Complaint, next: Complaint, event: ComplaintEvent): Promise<boolean> {
    const changed = Object.entries(next).filter(([field, value]) => field !== 'events' && value !== before[field as keyof Complaint])
    const isNotice = ANNOUNCED.has(event.type)
    const { matchedCount } = await complaints.updateOne(
      { _id: before._id, version: before.version },
      {
        $set: { ...Object.fromEntries(changed.filter(([, value]) => value !== undefined)), ...(isNotice && { noticeDueAt: now() }) },
        $unset: Object.fromEntries(changed.filter(([, value]) => value === undefined).map(([field]) => [field, true])),
        $push: { events: event, ...(isNotice && { notices: event.id }) },
      },
    )
    return matchedCount === 1
  }

  return { read, create, perform }
}

function firstEvent({ id, type, at, by, channel, data, record }: Act): ComplaintEvent {
  return {
    id,
    type,
    at,
    round: 1,
    to: 'DRAFT',
    ...(by && { by }),
    ...(channel && { channel }),
    ...(data && { data }),
    ...(record && { record }),
  }
}

/** What this program does by itself. */
export const bySystem = (type: EventType, id: string, at: Date, data?: Act['data']): Act => ({
  id,
  type,
  at,
  actors: ['SYSTEM'],
  ...(data && { data }),
})
