import type { Delivery } from './model.js'

/** What became of a delivery. It ends `sent`, `dead` (it cannot arrive) or `closed` (the platform lets us answer no longer). */
export interface DeliveryReport {
  readonly outcome: 'sent' | 'retried' | 'dead' | 'closed'
  readonly delivery: Pick<Delivery, 'id' | 'topic'>
  readonly to: string
  readonly at: Date
  readonly reason?: string
  /** What was to be said, where it did not arrive and somebody has to say it otherwise. */
  readonly words?: string
}
