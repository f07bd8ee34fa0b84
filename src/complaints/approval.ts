/** Who signs a plan (F2.F09): by its amount, under the rules that held when it was proposed. Pure. */
import type { Seat } from '../cases/case.js'
import { isAfter, latest } from '../cases/history.js'
import type { Rules } from '../people/organisation.js'
import type { Complaint, ComplaintEvent } from './model.js'

export type Approval = Rules['approval'][number]
/** Before the amount mattered. */
const USUAL: Approval = { by: ['MKT_HEAD'] }

/** @param amount in yuan; a plan that names none costs nothing */
export const levelFor = (amount: number | undefined, levels: Rules['approval']): Approval =>
  levels.find(({ upTo }) => upTo === undefined || (amount ?? 0) <= upTo) ?? USUAL

/** What sends a plan back to whoever proposes one, before the customer has read it. */
const SENT_BACK = ['planRejected', 'planRecalled'] as const

/** A plan of this round that nobody has answered yet. */
export const isPlanWaiting = (record: Complaint): boolean =>
  [...SENT_BACK, 'planRefused' as const].every((answer) => isAfter(record, 'planProposed', answer))

/** The last time that a plan of a round was sent back. */
export const sentBackIn = ({ events, round: present }: Complaint, round = present): ComplaintEvent | undefined =>
  events.findLast((event) => SENT_BACK.some((type) => event.type === type) && event.round === round)

/** Of the last plan of a round, in their order. */
export function signaturesOf({ events, round: present }: Complaint, round = present): ComplaintEvent[] {
  const proposed = events.findLastIndex((event) => event.type === 'planProposed' && event.round === round)
  return events.slice(proposed + 1).filter((event) => event.type === 'planApproved' && event.round === round)
}

/** The level under which the plan of a round is signed; of nobody where there is none, or where it has been sent back. */
export function approvalOf(record: Complaint, round: number): { readonly upTo?: number | undefined; readonly by: readonly Seat[] } {
  const proposed = latest(record, 'planProposed', round)
  const returned = sentBackIn(record, round)
  const isReturned = proposed && returned && record.events.indexOf(returned) > record.events.indexOf(proposed)
  return proposed && !isReturned ? (proposed.data.approval ?? USUAL) : { by: [] }
}

const signersOf = (record: Complaint): readonly Seat[] => (latest(record, 'planProposed')?.data.approval ?? USUAL).by

/** Whose signature comes next. */
export function nextSigner(record: Complaint): readonly Seat[] {
  const signers = signersOf(record)
  const signed = isPlanWaiting(record) ? signaturesOf(record).length : 0
  return signers.slice(Math.min(signed, signers.length - 1)).slice(0, 1)
}

/** Whose signatures come after that one. */
export const laterSigners = (record: Complaint): readonly Seat[] => signersOf(record).slice(signaturesOf(record).length + 1)

export const isPlanSent = (record: Pick<Complaint, 'events' | 'round'>): boolean => isAfter(record, 'planSent', 'planApproved')

/** Signed, at least once, and not yet with the customer. */
export const isPlanRecallable = (record: Complaint): boolean =>
  isPlanWaiting(record) && signaturesOf(record).length > 0 && !isPlanSent(record)

export const isLastSignature = (record: Complaint): boolean => signaturesOf(record).length + 1 >= signersOf(record).length
