/** What of form 2 is required and still empty, cell by cell (R19.3.d; domain.md 3.2). Pure. */
import { latest } from '../cases/history.js'
import { isNothing, type Value } from '../dialogue/session.js'
import { type Kind, regulatedKind } from '../people/organisation.js'
import type { EventType } from './events.js'
import { customerAnswer } from './facts.js'
import { isLabPending } from './history.js'
import type { Complaint } from './model.js'

/** With the plan parts A to F as far as they have come, with the file everything (Q15). */
export type Stage = 'plan' | 'file'

export interface Cell {
  /** A text of `complaint.cells`. */
  readonly id: string
  /** The dialogue that fills it. */
  readonly filledBy?: 'correct' | 'labResult' | 'classify' | 'instruct'
}

/** What a complaint of this kind has to tell beside what all have. */
const OF_KIND: Readonly<Record<Kind, readonly string[]>> = {
  BAG_COUNT: ['deliveryNo', 'truckNo', 'arrivedAt', 'notedBags', 'countedBags', 'countedBy'],
  BAG_WEIGHT: ['batchNo', 'packedOn', 'arrivedAt', 'deliveredQty', 'weights'],
  BREAKAGE: ['deliveryNo', 'arrivedAt', 'totalBags', 'brokenBags', 'stage'],
  CAKING: ['batchNo', 'packedOn', 'arrivedAt', 'deliveredQty', 'affectedQty', 'storage'],
  BULK_SHORT: ['deliveryNo', 'truckNo', 'arrivedAt', 'ourNet', 'theirNet'],
  QUALITY: ['subKind', 'batchNo', 'deliveryNo', 'arrivedAt', 'deliveredQty', 'usePart'],
  OTHER: [],
}
/** In the order of the form. */
export const missingCells = (record: Complaint, stage: Stage): Cell[] => [
  ...registrationCells(record),
  ...factCells(record),
  ...outcomeCells(record, stage),
  ...(stage === 'file' ? majorCells(record) : []),
]

/** Registered with what was known by 21:00, and never completed. */
export const isUnfinished = (record: Complaint): boolean => record.isIncomplete === true && registrationCells(record).length > 0

/** Of part A. */
export function registrationCells(record: Complaint): Cell[] {
  const { kind, description, complainant, phone, product, demand, subKind, details } = record
  const answers: Readonly<Record<string, Value | undefined>> = { ...details, subKind }
  const own = OF_KIND[regulatedKind(kind)].filter((field) => isEmpty(record, field, answers[field]))
  return [
    ...(description ? [] : [{ id: 'description', filledBy: 'correct' } as const]),
    ...(complainant || phone ? [] : [{ id: 'contact', filledBy: 'correct' } as const]),
    ...(product ? [] : [{ id: 'product', filledBy: 'correct' } as const]),
    ...(demand && demand.length > 0 ? [] : [{ id: 'demand', filledBy: 'correct' } as const]),
    ...own.map((id): Cell => ({ id, filledBy: 'correct' })),
  ]
}

/** What the customer cannot give is no gap, nor is what was added since; that somebody does not know it is an answer. */
function isEmpty({ followUps }: Complaint, field: string, value: Value | undefined): boolean {
  const asked = followUps.find((one) => one.field === field)
  if (asked) return asked.doneAt === undefined
  return value === undefined || value === null || value === '' || (isNothing(value) && value.none !== 'unknown')
}

/** Parts C to E. */
function factCells(record: Complaint): Cell[] {
  const desk = latest(record, 'deskChecked')?.data
  const liability = latest(record, 'liabilitySet')?.data
  const needed: readonly (readonly [EventType, string, boolean])[] = [
    ['deskChecked', 'deskCheck', true],
    ['visitRecorded', 'siteVisit', desk?.needSite === true],
    ['sampled', 'sample', desk?.needSample === true],
    ['factsWritten', 'facts', true],
    ['liabilitySet', 'liability', true],
  ]
  const hasDepartments = liability === undefined || liability.liability === 'NOT_OURS' || (liability.respDepts?.length ?? 0) > 0
  return [
    ...needed.flatMap(([type, id, isNeeded]) => (isNeeded && !latest(record, type) ? [{ id }] : [])),
    ...(customerAnswer(record) ? [] : [{ id: 'customerConfirm' }]),
    ...(hasDepartments ? [] : [{ id: 'respDepts' }]),
  ]
}

/** Part F, and the strength that the laboratory still has to give (domain.md 4.6). */
function outcomeCells(record: Complaint, stage: Stage): Cell[] {
  const isOurs = record.liability !== 'NOT_OURS'
  const outcome: EventType = isOurs ? 'executed' : 'explained'
  return [
    ...(isOurs && !latest(record, 'planProposed') ? [{ id: 'plan' }] : []),
    ...(stage === 'file' && !latest(record, outcome) ? [{ id: isOurs ? 'execution' : 'explanation' }] : []),
    ...(stage === 'file' && isLabPending(record) ? [{ id: 'labResult', filledBy: 'labResult' } as const] : []),
  ]
}

/** G09, G10. */
function majorCells({ major, majorClass, events }: Complaint): Cell[] {
  const isInstructed = events.some(({ type }) => type === 'gmInstructed')
  return [
    ...(major === 'SUSPECTED' ? [{ id: 'majorClass', filledBy: 'classify' } as const] : []),
    ...(majorClass === 'MAJOR_LIABILITY' && !isInstructed ? [{ id: 'gmInstruction', filledBy: 'instruct' } as const] : []),
  ]
}
