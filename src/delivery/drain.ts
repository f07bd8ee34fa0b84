import { setTimeout as wait } from 'node:timers/promises'
import type { Limits } from '../channels/channel.js'
import { retryWhileAway } from '../database/retry.js'
import type { Attempt } from './attempt.js'
import { type HeldMailbox, holdMailbox } from './lease.js'
import { type Mailboxes, settle, type Taken } from './mailbox.js'
import type { Report } from './model.js'
import { firstToSend, type Group, isFile } from './order.js'
import { allowedAt, waitAfter } from './policy.js'
import type { DeliveryReport } from './report.js'
import { type Effect, type Round, startRound } from './round.js'

/** How soon something urgent is seen while a file is under way. */
const LOOK_AGAIN_MS = 1_000
/** So long other messages wait for a file that stands before them. */
const PATIENCE_WITH_FILE_MS = 5_000

export interface DrainDeps {
  readonly mailboxes: Mailboxes
  readonly attempt: Attempt
  /** Of the channel of this contact; undefined while it is off. */
  readonly limitsOf: (to: string) => Limits | undefined
  readonly leaseMs: number
  /** Nothing more is to be sent by this process. */
  readonly isStopped: () => boolean
  readonly now: () => Date
  readonly random: () => number
  readonly onReport: (report: DeliveryReport) => Promise<void>
  readonly onError: (error: unknown, to: string) => void
}

/** A file that is being sent beside the other messages: an upload may take minutes. */
interface FileUnderWay {
  readonly id: string
  readonly startedAt: number
  readonly effect: Promise<Effect>
}

interface Beside {
  file?: FileUnderWay
}

/** Sends what is due in a mailbox until nothing is left to do now. What was sent is recorded first, and its domain told afterwards. */
export function createDrain({ mailboxes, attempt, limitsOf, leaseMs, isStopped, now, random, onReport, onError }: DrainDeps) {
  return async function drain(first: Taken): Promise<void> {
    const lease = holdMailbox(mailboxes, first, leaseMs)
    const beside: Beside = {}
    let last = first
    try {
      for (let taken: Taken | undefined = first; taken; ) {
        last = taken
        taken = await sendRound(taken, lease, beside)
      }
    } finally {
      // the lease was lost, or the database is away: what becomes of a file is recorded if it can be
      if (beside.file) await recordFile(last, beside.file, lease)
      lease.stop()
    }
  }

  /** What was sent is recorded also where something else failed meanwhile. */
  async function sendRound(taken: Taken, lease: HeldMailbox, beside: Beside): Promise<Taken | undefined> {
    const round = startRound(taken.mailbox)
    try {
      await report(taken, round)
      await sendDue(taken, round, lease, beside)
    } catch (error) {
      await record(taken, round, lease, false)
      throw error
    }
    return record(taken, round, lease, beside.file !== undefined)
  }

  async function record(taken: Taken, round: Round, lease: HeldMailbox, isBusy: boolean): Promise<Taken | undefined> {
    const outcome = round.outcome({ isBusy, isLeaving: isStopped() })
    const after = await retryWhileAway(() => settle(mailboxes, taken, outcome, { now: now(), leaseMs }))
    if (after) lease.renewedAt(after.takenAt)
    return after
  }

  async function recordFile(taken: Taken, { effect }: FileUnderWay, lease: HeldMailbox): Promise<void> {
    const round = startRound(taken.mailbox)
    round.apply(await effect)
    await record(taken, round, lease, false)
  }

  /** Tells the domain what became of its deliveries, until it has heard of it. */
  async function report({ mailbox }: Taken, round: Round): Promise<void> {
    for (const one of mailbox.reports.filter(({ notBefore }) => notBefore <= now())) {
      try {
        await onReport(reportOf(one, mailbox._id))
        round.reported(one.id)
      } catch (error) {
        onError(error, mailbox._id)
        round.reported(one.id, { ...one, attempts: one.attempts + 1, notBefore: waitAfter(one.attempts, now(), random()) })
      }
    }
  }

  /** Sends in order, up to the first that has to wait. A file may be under way before and afterwards. */
  async function sendDue(taken: Taken, round: Round, lease: HeldMailbox, beside: Beside): Promise<void> {
    const limits = limitsOf(taken.mailbox._id) ?? { textBytes: 0 }
    const first = () => firstToSend(round.pending(), now(), limits, beside.file && underWay(beside.file))
    for (;;) {
      const next = isStopped() || round.isQuiet(now()) ? undefined : first()
      if (next) await sendOne(taken, next, round, lease, beside)
      else if (!beside.file) return
      else {
        const effect = await Promise.race([beside.file.effect, wait(LOOK_AGAIN_MS, undefined, { ref: false })])
        if (!effect) return
        round.apply(effect)
        delete beside.file
      }
    }
  }

  async function sendOne(taken: Taken, next: Group, round: Round, lease: HeldMailbox, beside: Beside): Promise<void> {
    const { message, deliveries } = next
    const limits = message.type === 'cardDone' ? undefined : limitsOf(taken.mailbox._id)
    const allowed = limits ? allowedAt(round.sent(), now(), limits.toPerson) : now()
    if (allowed > now()) return round.apply({ quietUntil: allowed })
    const updateCode = message.type === 'cardDone' ? round.codeOf(message.card) : undefined
    // a file that is under way is as good as sent
    const sent = [...round.sent(), ...(beside.file ? [now()] : [])]
    const effect = attempt(taken, next, { ensureLease: lease.ensure, sent, ...(updateCode && { updateCode }) })
    if (!isFile(deliveries[0])) return round.apply(await effect)
    effect.catch(() => {}) // it is awaited later
    beside.file = { id: deliveries[0].id, startedAt: performance.now(), effect }
  }
}

const underWay = ({ id, startedAt }: FileUnderWay) => ({ id, isSlow: performance.now() - startedAt > PATIENCE_WITH_FILE_MS })

function reportOf({ id, topic, outcome, at, reason, words }: Report, to: string): DeliveryReport {
  return { outcome, delivery: { id, topic }, to, at, ...(reason !== undefined && { reason }), ...(words && { words }) }
}
