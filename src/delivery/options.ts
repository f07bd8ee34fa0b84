import type { Channel, SendContext } from '../channels/channel.js'
import type { Connection } from '../database/connect.js'
import type { Due } from '../database/due.js'
import type { Topic } from './notice.js'
import type { DeliveryReport } from './report.js'

export interface DeliveryOptions {
  readonly connection: Connection
  readonly channels: ReadonlyMap<string, Channel>
  readonly readFile: SendContext['readFile']
  /** For mailboxes that cannot be used. */
  readonly due: Pick<Due, 'attempt'>
  readonly now: () => Date
  readonly random?: () => number
  /** When a contact wrote last: what may still be said depends on it where a channel has a reply window. */
  readonly heardAt?: (contact: string) => Promise<Date | undefined>
  /** How long others leave a mailbox alone whose sender does not stir. */
  readonly leaseMs?: number
  /** Told after the outcome is recorded; where there is a topic again until it succeeds, perhaps twice. Must be idempotent. */
  readonly onReport: (report: DeliveryReport) => Promise<void>
  /** Asked right before something is sent: what has lost its reason meanwhile is dropped. */
  readonly isStillWanted?: (topic: Topic) => Promise<boolean>
  /** Told when the limit of a person keeps what is asked for, and about until when. */
  readonly onHeld?: (to: string, until: Date) => Promise<void>
  /** What went wrong beside the sending; all of it is tried again. */
  readonly onError?: (error: unknown, to: string) => void
}
