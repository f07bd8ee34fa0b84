/** How a complaint stands, in words of its own where the state alone says too little: whose move it is within it. Pure. */
import { latest } from '../cases/history.js'
import { isPlanSent, isPlanWaiting } from './approval.js'
import { customerAnswer } from './facts.js'
import type { State } from './fields.js'
import type { Complaint } from './model.js'

/** Names of the texts under `stands`; a state that is not split is named as it is. */
export function standOf(complaint: Complaint): string {
  return SPLIT[complaint.state]?.(complaint) ?? complaint.state
}

const SPLIT: Partial<Record<State, (complaint: Complaint) => string | undefined>> = {
  FACTS_PENDING: (complaint) => (customerAnswer(complaint) ? 'FACTS_ANSWERED' : undefined),
  NOT_OURS: (complaint) => (latest(complaint, 'explained') ? 'EXPLAINED' : undefined),
  PLANNING: (complaint) => (isPlanWaiting(complaint) ? 'PLAN_PROPOSED' : complaint.liability === 'SHARED' ? 'PLANNING_BOTH' : undefined),
  PLAN_OFFERED: (complaint) => (isPlanSent(complaint) ? 'PLAN_SENT' : undefined),
}
