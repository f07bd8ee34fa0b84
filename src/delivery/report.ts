import type { Delivery } from './model.js'

/** What became of a delivery. */
export interface DeliveryReport {
  readonly outcome: 'sent' | 'retried' | 'dead'
  readonly delivery: Pick<Delivery, 'id' | 'topic'>
  readonly to: string
  readonly at: Date
  readonly reason?: string
}
