import type { Mailboxes } from './mailbox.js'
import type { Finished, Report } from './model.js'
import type { DeliveryReport } from './report.js'

export interface NotArrived {
  /** Of the receipt. */
  readonly traceId: string
  readonly outcome: 'closed' | 'dead'
  readonly reason: string
}

interface Deps {
  readonly mailboxes: Mailboxes
  readonly onReport: (report: DeliveryReport) => Promise<void>
  readonly now: () => Date
}

/** Marks what was sent as lost; its domain hears of it as of any other ending. Said again, it changes nothing. */
export function createNotArrived({ mailboxes, onReport, now }: Deps) {
  return async function notArrived(to: string, { traceId, outcome, reason }: NotArrived): Promise<boolean> {
    const isLost = { traceId, failedAt: { $exists: false } }
    const found = await mailboxes.findOne({ _id: to, finished: { $elemMatch: isLost } }, { projection: { finished: 1 } })
    const lost = found?.finished.filter((one) => one.traceId === traceId && !one.failedAt) ?? []
    if (lost.length === 0) return false
    const at = now()
    const reports = lost.flatMap((one) => reportOf(one, { outcome, reason, at }))
    const { matchedCount } = await mailboxes.updateOne(
      { _id: to, finished: { $elemMatch: isLost } },
      {
        $set: { 'finished.$[lost].failedAt': at },
        ...(reports.length > 0 && { $push: { reports: { $each: reports } }, $min: { dueAt: at } }),
      },
      { arrayFilters: [{ 'lost.traceId': traceId }] },
    )
    if (matchedCount === 0) return false
    for (const { id, topic } of lost) if (!topic) await onReport({ outcome, delivery: { id }, to, at, reason })
    return true
  }
}

/** Under a name of its own, as the domain may still have to hear that it was sent. */
const reportOf = ({ id, topic, words }: Finished, { outcome, reason, at }: Pick<Report, 'outcome' | 'reason' | 'at'>): Report[] =>
  topic
    ? [
        {
          id: `${id}~lost`,
          topic,
          outcome,
          at,
          ...(reason !== undefined && { reason }),
          ...(words && { words }),
          notBefore: at,
          attempts: 0,
        },
      ]
    : []
