/** The stages of the pipeline updates on a mailbox: each makes one decision inside the write, where no other process can come between. */
import { isFreeFor, leaseFor } from '../database/lease.js'
import type { CardCode, Delivery, Finished, Report } from './model.js'

export interface LeaseRequest {
  /** A new name; the same one where a write is repeated because its answer did not come. */
  readonly lease: string
  readonly leaseMs: number
  readonly now: Date
}

/** What one holder of the lease made of the mailbox. */
export interface Outcome {
  readonly finished: readonly Omit<Finished, 'at'>[]
  /** Deliveries for another try; each replaces the one of the same id. */
  readonly changed: readonly Delivery[]
  readonly sentAt: readonly Date[]
  readonly cards: readonly CardCode[]
  /** Ended with a topic: their domain is still to hear of it. */
  readonly reports: readonly Report[]
  /** Reports whose domain has heard of them, or that are replaced by others of the same id. */
  readonly reported: readonly string[]
  /** When there is something to do again with what was known when the mailbox was taken. */
  readonly dueAt?: Date
  readonly quietUntil?: Date
  /** True where a send is under way, so that the lease is kept with nothing else to do. */
  readonly isBusy: boolean
  /** True where its holder sends nothing more: others may take it at once. */
  readonly isLeaving: boolean
}

/** Longer than anything is asked for again (the reminders of a day). */
const FINISHED_KEPT_MS = 3 * 86_400_000
export const FINISHED_KEPT = 3_000
const CARDS_KEPT = 20
/** Of earlier hours: more than any reply window counts. */
const SENT_KEPT = 10
const HOUR_MS = 3_600_000
/** What may wait for one person. What has a topic finds room where a flood of other messages does not. */
export const ROOM = { count: 800, bytes: 1_000_000 } as const
export const ROOM_WITH_TOPIC = { count: 1_600, bytes: 2_000_000 } as const

const empty = (field: string) => ({ $ifNull: [`$${field}`, []] })
const idsOf = (list: string) => ({ $map: { input: list, in: '$$this.id' } })
const hasNoBatch = { $eq: [{ $type: '$$this.batch' }, 'missing'] }
const isDueBy = (now: Date) => ({ $and: [{ $gt: ['$dueAt', null] }, { $lte: ['$dueAt', now] }] })

/** Every list is there; ids that an earlier version kept without a time get one. */
export function normalise(now: Date): object[] {
  const dated = {
    $map: { input: '$finished', in: { $cond: [{ $eq: [{ $type: '$$this' }, 'string'] }, { id: '$$this', at: now }, '$$this'] } },
  }
  return [
    {
      $set: {
        pending: empty('pending'),
        reports: empty('reports'),
        finished: empty('finished'),
        cards: empty('cards'),
        sent: empty('sent'),
      },
    },
    { $set: { finished: dated } },
  ]
}

/** Adds what is not known yet and finds room; the ids of what finds none are left in `refused`. */
export function add(deliveries: readonly Delivery[]): object[] {
  const known = { $concatArrays: [idsOf('$finished'), idsOf('$pending')] }
  const count = { $add: [{ $size: '$pending' }, { $size: '$fresh' }] }
  const bytes = { $add: [{ $bsonSize: { list: '$pending' } }, { $bsonSize: { list: '$fresh' } }] }
  const fits = (room: { readonly count: number; readonly bytes: number }) => ({
    $and: [{ $lte: [count, room.count] }, { $lte: [bytes, room.bytes] }],
  })
  const isTaken = { $cond: [{ $eq: [{ $type: '$$this.topic' }, 'missing'] }, '$hasRoom', '$hasRoomWithTopic'] }
  const freshAt = { $min: { $map: { input: '$fresh', in: '$$this.notBefore' } } }
  const dueAt = { $max: ['$quietUntil', { $min: ['$dueAt', freshAt] }] }
  return [
    { $set: { fresh: { $filter: { input: { $literal: deliveries }, cond: { $not: [{ $in: ['$$this.id', known] }] } } } } },
    { $set: { hasRoom: fits(ROOM), hasRoomWithTopic: fits(ROOM_WITH_TOPIC) } },
    {
      $set: {
        refused: { $map: { input: { $filter: { input: '$fresh', cond: { $not: [isTaken] } } }, in: '$$this.id' } },
        fresh: { $filter: { input: '$fresh', cond: isTaken } },
      },
    },
    {
      $set: {
        pending: { $concatArrays: ['$pending', '$fresh'] },
        dueAt: { $cond: [{ $gt: [{ $size: '$fresh' }, 0] }, dueAt, { $ifNull: ['$dueAt', '$$REMOVE'] }] },
      },
    },
    { $unset: ['fresh', 'hasRoom', 'hasRoomWithTopic'] },
  ]
}

/** What was wished for later goes as soon as the limits of the person allow it: also whoever holds the box finds it as if it had just arrived. */
export function dueNow(now: Date): object[] {
  const asArrived = { $unsetField: { field: 'batch', input: { $mergeObjects: ['$$this', { notBefore: now, wishedFor: now }] } } }
  const released = { $cond: [{ $gt: ['$$this.wishedFor', now] }, asArrived, '$$this'] }
  return [
    { $set: { pending: { $map: { input: '$pending', in: released } } } },
    { $set: { dueAt: { $max: ['$quietUntil', { $min: ['$dueAt', now] }] } } },
  ]
}

/** Leases the box if something is due in it and nobody else holds it. */
export function takeLease({ lease, now, leaseMs }: LeaseRequest): object[] {
  const isTakeable = { $and: [isFreeFor(lease), isDueBy(now)] }
  return [{ $set: { lease: { $cond: [isTakeable, leaseFor(lease, leaseMs), { $ifNull: ['$lease', null] }] } } }, batch(lease)]
}

/** What was sent, and what must follow from it: true whoever holds the box by now. */
export function recordEnded({ finished, sentAt, cards, reports, reported }: Outcome, now: Date): object {
  const since = (ms: number) => new Date(now.getTime() - ms)
  const fresh = (list: string, field: string, ms: number) => ({ $filter: { input: list, cond: { $gt: [field, since(ms)] } } })
  const without = (list: string, ids: readonly string[]) => ({
    $filter: { input: list, cond: { $not: [{ $in: ['$$this.id', { $literal: ids }] }] } },
  })
  const ended = { $literal: finished.map((one) => ({ ...one, at: now })) }
  return {
    $set: {
      pending: without(
        '$pending',
        finished.map(({ id }) => id),
      ),
      finished: { $slice: [{ $concatArrays: [fresh('$finished', '$$this.at', FINISHED_KEPT_MS), ended] }, -FINISHED_KEPT] },
      reports: { $concatArrays: [without('$reports', reported), { $literal: reports }] },
      cards: { $slice: [{ $concatArrays: ['$cards', { $literal: cards }] }, -CARDS_KEPT] },
      sent: sentOf(sentAt, since(HOUR_MS)),
    },
  }
}

/** All of the running hour, and as many as a reply window may count. */
function sentOf(sentAt: readonly Date[], hourAgo: Date): object {
  const all = { $concatArrays: ['$sent', sentAt] }
  const ofHour = { $filter: { input: all, cond: { $gt: ['$$this', hourAgo] } } }
  return { $cond: [{ $gte: [{ $size: ofHour }, SENT_KEPT] }, ofHour, { $slice: [all, -SENT_KEPT] }] }
}

/** What is to be tried again and when, as only the holder of the lease may say. */
export function putOff({ changed, dueAt, quietUntil }: Outcome, lease: string, now: Date): object[] {
  const isOurs = { $eq: ['$lease.by', lease] }
  const replacement = { $first: { $filter: { input: { $literal: changed }, as: 'other', cond: { $eq: ['$$other.id', '$$this.id'] } } } }
  // what was not tried under this lease may be merged with what comes later
  const loosened = { $cond: [{ $eq: ['$$this.batch', lease] }, { $unsetField: { field: 'batch', input: '$$this' } }, '$$this'] }
  const arrived = { $filter: { input: '$pending', cond: hasNoBatch } }
  // also reports that came in from elsewhere meanwhile
  const next = { $min: [dueAt ?? null, '$arrivedAt', { $min: '$reports.notBefore' }] }
  return [
    { $set: { arrivedAt: { $min: { $map: { input: arrived, in: '$$this.notBefore' } } } } },
    {
      $set: {
        pending: { $cond: [isOurs, { $map: { input: '$pending', in: { $ifNull: [replacement, loosened] } } }, '$pending'] },
        quietUntil: quietUntil ?? '$$REMOVE',
        dueAt: {
          $cond: [isOurs, { $cond: [{ $gt: [next, null] }, { $max: [next, quietUntil ?? null] }, '$$REMOVE'] }, { $min: ['$dueAt', now] }],
        },
      },
    },
    { $unset: 'arrivedAt' },
  ]
}

/** Keeps our lease while there is something to do, and leaves another's alone. */
export function keepLease({ isBusy, isLeaving }: Outcome, { lease, now, leaseMs }: LeaseRequest): object[] {
  const isKept = isBusy || (!isLeaving && isDueBy(now))
  const kept = { $cond: [isKept, leaseFor(lease, leaseMs), null] }
  return [{ $set: { lease: { $cond: [{ $eq: ['$lease.by', lease] }, kept, '$lease'] } } }, batch(lease)]
}

/** Where the lease is ours, what has no batch yet belongs to this one. */
export function batch(lease: string): object {
  const inBatch = { $cond: [hasNoBatch, { $mergeObjects: ['$$this', { batch: { $literal: lease } }] }, '$$this'] }
  return { $set: { pending: { $cond: [{ $eq: ['$lease.by', lease] }, { $map: { input: '$pending', in: inBatch } }, '$pending'] } } }
}
