/** Same-day rules (domain.md 6.4), always in Asia/Shanghai. Pure: times come in. */
import type { Recipient } from './model.js'

const OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** `yyyy-MM-dd` of the calendar day in Asia/Shanghai. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10)

/** 24:00 of the day on which the customer said it: the end of T1. */
export function sameDayEnd(receivedAt: Date): Date {
  return new Date((Math.floor((receivedAt.getTime() + OFFSET_MS) / DAY_MS) + 1) * DAY_MS - OFFSET_MS)
}

/**
 * Whether the report was made the same day (R19.1.b): MKT_HEAD, QC_HEAD and one responsible department each with a recorded delivery before
 * 24:00. Undefined while that is still open.
 */
export function sameDayOutcome(recipients: readonly Recipient[], receivedAt: Date, now: Date): boolean | undefined {
  const end = sameDayEnd(receivedAt)
  const isInTime = (['MKT_HEAD', 'QC_HEAD', 'DEPT'] as const).every((role) =>
    recipients.some((recipient) => recipient.role === role && recipient.deliveredAt !== undefined && recipient.deliveredAt < end),
  )
  if (isInTime) return true
  return now >= end ? false : undefined
}
