import type { KindParts } from '../cases/parts.js'
import type { Customers } from '../customers/index.js'
import type { Due } from '../database/due.js'
import type { Complaint, ComplaintEvent } from './model.js'

/** What the domain of complaints is connected to. */
export interface ComplaintDeps extends Omit<KindParts, 'customers' | 'due'> {
  readonly customers: Customers
  /** Shared with the other sweeps; one of its own unless given. */
  readonly due?: Due
  /** True for a contact by which somebody sees the one case that they have begun. */
  readonly seesOneCase?: (contact: string) => boolean
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: (complaint: Complaint, event: ComplaintEvent) => Promise<void>
}
