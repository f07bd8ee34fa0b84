/** How a complaint stands in the words of its customer (domain.md 2.2): what they are asked for now counts, not the state alone. Pure. */
import { isPlanSent } from './approval.js'
import type { EventType } from './events.js'
import { customerAnswer } from './facts.js'
import type { State } from './fields.js'
import type { Complaint } from './model.js'

/** Names of the texts under `customerStates`. */
export type CustomerState = 'REGISTERED' | 'CHECKED' | 'ASKED' | 'HANDLED' | 'CALLED' | 'DONE' | 'WITHDRAWN' | 'MERGED'

type Standing = Pick<Complaint, 'state' | 'round' | 'events'>

const STANDS: Readonly<Record<State, CustomerState | ((record: Standing) => CustomerState)>> = {
  DRAFT: 'REGISTERED',
  REGISTERED: 'REGISTERED',
  REPORTED: 'REGISTERED',
  INVESTIGATING: 'CHECKED',
  FACTS_PENDING: (record) => (customerAnswer(record) ? 'HANDLED' : 'ASKED'),
  NOT_OURS: 'HANDLED',
  PLANNING: 'HANDLED',
  PLAN_OFFERED: (record) => (isPlanSent(record) ? 'ASKED' : 'HANDLED'),
  EXECUTING: 'HANDLED',
  FILING: 'HANDLED',
  CALLBACK: 'CALLED',
  CLOSED: 'DONE',
  WITHDRAWN: 'WITHDRAWN',
  MERGED: 'MERGED',
}

/** The events by which it is told; those of a record that is read in part must be among them. */
export const TELLING_CUSTOMERS = [
  'factsWritten',
  'partCorrected',
  'customerConfirmed',
  'goneOnUnanswered',
  'planApproved',
  'planSent',
] as const satisfies readonly EventType[]

export function customerStateOf(record: Standing): CustomerState {
  const stands = STANDS[record.state]
  return typeof stands === 'function' ? stands(record) : stands
}
