/** Whether a complaint was reported the same day (R19.1.b). Pure; always Asia/Shanghai. */
import { dayOf, instant } from '../calendar/index.js'
import type { Recipient } from './events.js'
import { REPORT_ROLES, sitsAs } from './recipients.js'

/** 24:00 of the day on which the customer said it: the end of T1. */
export const sameDayEnd = (receivedAt: Date): Date => instant(dayOf(receivedAt), '24:00')

/**
 * Whether the report was made the same day (R19.1.b): MKT_HEAD, QC_HEAD and one responsible department each with a recorded delivery before
 * 24:00. Undefined while that is still open.
 */
export function sameDayOutcome(recipients: readonly Recipient[], receivedAt: Date, now: Date): boolean | undefined {
  const end = sameDayEnd(receivedAt)
  const isInTime = REPORT_ROLES.every((role) =>
    recipients.some((recipient) => sitsAs(recipient, role) && recipient.deliveredAt !== undefined && recipient.deliveredAt < end),
  )
  if (isInTime) return true
  return now >= end ? false : undefined
}
