/** The clocks of domain.md 7: which event starts and stops each, how long it runs, and who hears what about it. */
import { addDays, dayOf } from '../calendar/index.js'
import type { Rules } from '../staff/organisation.js'
import type { Clock, ClockId, Complaint, ComplaintEvent, EventType, Reminder, Seat } from './model.js'

export type Span = Clock['span']
type Chase = readonly [Reminder['id'], ...(readonly Seat[])]

export interface ClockRule {
  readonly starts: readonly EventType[]
  readonly stops: readonly EventType[]
  /** Undefined: this event does not start it after all. */
  readonly span: (rules: Rules, event: ComplaintEvent, complaint: Complaint) => Span | undefined
  readonly chase: readonly Chase[]
  /** Not even quiet hours hold it back (6.4). */
  readonly isUrgent?: true
  /** Runs on when a new round begins. */
  readonly isBeside?: true
  readonly about?: (event: ComplaintEvent) => string
}

const dayIn = (event: ComplaintEvent, field: string): Span | undefined =>
  typeof event.data?.[field] === 'string' ? { day: String(event.data[field]) } : undefined

/** Row by row what domain.md 7 says; T4b, TF, TM and TG are clocks of our own, so that nothing can wait for ever. */
export const CLOCKS: Readonly<Record<ClockId, ClockRule>> = {
  T1: {
    starts: ['registered', 'registeredPartly'],
    stops: ['delivered', 'phoned'],
    span: (_, __, { receivedAt }) => ({ day: dayOf(receivedAt) }),
    chase: [
      ['noon', 'CS'],
      ['due', 'CS'],
      ['overdue', 'MKT_HEAD', 'CS'],
    ],
    isUrgent: true,
    isBeside: true,
  },
  T2: {
    starts: ['reported'],
    stops: ['accepted'],
    span: ({ acceptHours: hours }) => ({ hours }),
    chase: [
      ['due', 'QC', 'DEPT'],
      ['again', 'QC', 'QC_HEAD', 'MKT_HEAD'],
    ],
  },
  T2b: {
    starts: ['deskChecked'],
    stops: ['visitRecorded', 'factsWritten'],
    span: ({ visitDays: days }, { data }) => (data?.needSite === true ? { days } : undefined),
    chase: [
      ['due', 'CS', 'QC'],
      ['overdue', 'MKT_HEAD'],
    ],
  },
  T2c: {
    starts: ['accepted', 'customerObjected', 'calledBack', 'reopened'],
    stops: ['factsWritten'],
    span: ({ verifyDays: days }, { to }) => (to === 'INVESTIGATING' ? { days } : undefined),
    chase: [
      ['before', 'QC'],
      ['noon', 'QC'],
      ['overdue', 'QC_HEAD'],
    ],
  },
  T3: {
    starts: ['liabilitySet', 'planRefused'],
    stops: ['planProposed'],
    span: ({ planDays: days }, { to }) => (to === 'PLANNING' ? { days } : undefined),
    chase: [
      ['before', 'QC', 'DEPT'],
      ['noon', 'QC', 'DEPT'],
      ['overdue', 'QC_HEAD', 'MKT_HEAD'],
      ['dayAfter', 'GM'],
    ],
  },
  T3b: {
    starts: ['liabilitySet'],
    stops: ['explained'],
    span: ({ explainDays: days }, { to }) => (to === 'NOT_OURS' ? { days } : undefined),
    chase: [
      ['before', 'CS'],
      ['noon', 'CS'],
      ['overdue', 'MKT_HEAD'],
    ],
  },
  T4: {
    starts: ['factsWritten'],
    stops: ['customerConfirmed', 'customerObjected', 'goneOnUnanswered'],
    span: ({ confirmDays: days }) => ({ days }),
    chase: [
      ['early', 'CS'],
      ['noon', 'CS'],
      ['due', 'CS', 'MKT_HEAD'],
    ],
  },
  T4b: {
    starts: ['planApproved'],
    stops: ['planAccepted', 'planRefused'],
    span: ({ confirmDays: days }) => ({ days }),
    chase: [
      ['early', 'CS'],
      ['noon', 'CS'],
      ['overdue', 'MKT_HEAD'],
    ],
  },
  T5: {
    starts: ['filingAccepted', 'withdrawn'],
    stops: ['calledBack', 'closedUnreachable'],
    span: ({ callbackDays: days }) => ({ days }),
    chase: [
      ['noon', 'CS'],
      ['overdue', 'MKT_HEAD', 'CS'],
    ],
    isBeside: true,
  },
  T5a: {
    starts: ['planAccepted'],
    stops: ['executed'],
    span: (_, __, complaint) => dayIn(complaint.events.findLast(({ type }) => type === 'planProposed')!, 'planDue'),
    chase: [
      ['before', 'DEPT'],
      ['noon', 'DEPT'],
      ['overdue', 'MKT_HEAD', 'DEPT'],
    ],
  },
  T6a: {
    starts: ['sampled'],
    stops: ['labResult'],
    span: (_, { data }) => (typeof data?.castOn === 'string' ? { day: addDays(data.castOn, 4) } : undefined),
    chase: [['noon', 'QC']],
    isBeside: true,
  },
  T6b: {
    starts: ['sampled'],
    stops: ['labResult'],
    span: (_, { data }) => (typeof data?.castOn === 'string' ? { day: addDays(data.castOn, 29) } : undefined),
    chase: [['noon', 'QC']],
    isBeside: true,
  },
  T7: {
    starts: ['sampled'],
    stops: ['sampleDisposed'],
    span: ({ sampleGoodsDays, sampleMakerDays }, { data }) =>
      typeof data?.sampledOn === 'string'
        ? { day: addDays(data.sampledOn, data.basis === 'GOODS' ? sampleGoodsDays : sampleMakerDays) }
        : undefined,
    chase: [
      ['early', 'QC'],
      ['before', 'QC'],
      ['due', 'QC'],
    ],
    isBeside: true,
    about: ({ data }) => String(data?.sampleNo ?? ''),
  },
  TF: {
    starts: ['explained', 'replySigned', 'executed'],
    stops: ['filingAccepted'],
    span: ({ filingDays: days }, { to }) => (to === 'FILING' ? { days } : undefined),
    chase: [
      ['noon', 'QC', 'CS'],
      ['overdue', 'QC_HEAD', 'MKT_HEAD'],
    ],
  },
  TM1: {
    starts: ['majorSuspected'],
    stops: ['majorClassified', 'majorLowered'],
    span: ({ classifyHours: clockHours }) => ({ clockHours }),
    chase: [['due', 'PROD_TECH', 'MKT_HEAD']],
    isUrgent: true,
    isBeside: true,
  },
  TM2: {
    starts: ['majorClassified'],
    stops: ['opinionGiven', 'majorLowered'],
    span: ({ opinionDays: days }, { data }) => (data?.majorClass === 'NONE' ? undefined : { days }),
    chase: [
      ['due', 'PROD_TECH'],
      ['overdue', 'MKT_HEAD', 'GM'],
    ],
    isBeside: true,
  },
  TM3: {
    starts: ['majorClassified'],
    stops: ['gmInstructed', 'majorLowered'],
    span: ({ opinionDays: days }, { data }) => (data?.majorClass === 'MAJOR_LIABILITY' ? { days } : undefined),
    chase: [
      ['due', 'GM'],
      ['overdue', 'GM', 'MKT_HEAD'],
    ],
    isBeside: true,
  },
  TG1: {
    starts: ['meetingProposed'],
    stops: ['meetingConvened', 'meetingDeclined'],
    span: ({ meetingDays: days }) => ({ days }),
    chase: [
      ['noon', 'GM'],
      ['overdue', 'GM', 'MKT_HEAD'],
    ],
    isBeside: true,
  },
  TG2: {
    starts: ['meetingConvened'],
    stops: ['minutesFiled'],
    span: (_, event) => dayIn(event, 'meetingOn'),
    chase: [
      ['before', 'MKT_HEAD', 'QC_HEAD', 'GM'],
      ['due', 'MKT_HEAD'],
      ['overdue', 'MKT_HEAD', 'GM'],
    ],
    isBeside: true,
  },
  TG3: {
    starts: ['measureAdded'],
    stops: ['measureDone'],
    span: (_, event) => dayIn(event, 'due'),
    chase: [
      ['before', 'DEPT'],
      ['noon', 'DEPT'],
      ['overdue', 'DEPT', 'MKT_HEAD'],
      ['dayAfter', 'GM'],
    ],
    isBeside: true,
    about: ({ data }) => String(data?.measureId ?? ''),
  },
}
