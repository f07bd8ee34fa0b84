/** The clocks of domain.md 7: which event starts and stops each, how long it runs, and who hears what about it. */
import { dayOf, instant } from '../calendar/index.js'
import { COMMON_CLOCKS } from '../cases/common-acts.js'
import { midnightAfter, morningOf } from '../cases/deadlines.js'
import { dataOf, latest } from '../cases/history.js'
import { customerAnswer, isOfFacts } from './facts.js'
import { dayIn, LAB_CLOCKS, sampleOf } from './lab-clocks.js'
import type { ComplaintEvent } from './model.js'
import { OFFICE_CLOCKS, type Rule } from './office-clocks.js'
import { isNewTo, silentAfter } from './receipts.js'

const isRerouted = ({ type }: ComplaintEvent): boolean => type === 'rerouted'

/** Row by row what domain.md 7 says; T4b, TF, TM and those of the office are clocks of our own, so that nothing can wait for ever. */
export const CLOCKS: Readonly<Record<string, Rule>> = {
  T1: {
    starts: ['registered', 'registeredPartly'],
    stops: ['delivered', 'phoned', 'reported'],
    span: (_, __, { receivedAt }) => ({ day: dayOf(receivedAt) }),
    startsAt: (_, { receivedAt }) => receivedAt,
    endsAt: ({ day = '' }) => midnightAfter(day),
    isStoppedBy: (_, event) => dataOf(event).isComplete === true,
    moments: { noon: (day) => instant(day, '17:00'), due: (day) => instant(day, '21:00') },
    patienceMs: 600_000,
    // 未当日上报 is a fact from midnight on (6.4)
    missed: { act: 'missedSameDay', isOpen: ({ report }) => report.sameDayOk === undefined },
    pressing: 'never',
    chase: [
      ['noon', 'CS'],
      ['due', 'CS'],
      ['overdue', 'MKT_HEAD', 'CS'],
    ],
    isUrgent: true,
    isBeside: true,
  },
  T2: {
    starts: ['reported', 'rerouted'],
    stops: ['accepted'],
    // re-routed before anybody has taken it on, it has the time that is left
    span: ({ acceptHours: hours }, { type, from }) => (type === 'rerouted' && from === 'REPORTED' ? undefined : { hours }),
    chase: [
      ['due', 'QC'],
      ['again', 'QC', 'QC_HEAD', 'MKT_HEAD'],
    ],
  },
  // of T2, what the departments owe: 收到
  T2a: {
    starts: ['reported', 'rerouted', 'redirected', 'completed', 'corrected'],
    stops: ['confirmed', 'phoned'],
    span: ({ acceptHours: hours }, event, record) => (isNewTo(event) && silentAfter(event, record).length > 0 ? { hours } : undefined),
    isStoppedBy: (_, event, record) => silentAfter(event, record).length === 0,
    // others have it now, or the department does more than to say so
    lapses: (event) => isNewTo(event) || event.type === 'liabilitySet' || (event.role === 'DEPT' && event.type !== 'confirmed'),
    chase: [
      ['due', 'DEPT'],
      ['again', 'DEPT', 'CS'],
      ['dayAfter', 'MKT_HEAD'],
    ],
    // the case itself is not late for it
    pressing: 'last',
  },
  T2b: {
    starts: ['deskChecked'],
    stops: ['visitLeft', 'visitRecorded', 'factsWritten'],
    resumes: ['visitCancelled'],
    lapses: isRerouted,
    span: ({ visitDays: days }, event) => (dataOf(event).needSite === true ? { days } : undefined),
    chase: [
      ['due', 'CS', 'QC'],
      ['overdue', 'MKT_HEAD'],
    ],
  },
  T2c: {
    starts: ['accepted', 'customerObjected', 'calledBack', 'reopened'],
    stops: ['factsWritten'],
    lapses: isRerouted,
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
    resumes: ['planRejected', 'planRecalled'], // a plan that is sent back has the time that was left, not new time
    // Q1: the literal reading counts from the liability; a company may choose the report
    startsAt: ({ type, at }, { report }, { planClockStart }) =>
      type === 'liabilitySet' && planClockStart === 'report' ? (report.reportedAt ?? at) : at,
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
    starts: ['factsWritten', 'partCorrected'],
    stops: ['customerConfirmed', 'customerObjected', 'goneOnUnanswered'],
    // whoever has confirmed other words is asked again
    span: ({ confirmDays: days }, event, record) =>
      event.type === 'factsWritten' || (isOfFacts(event) && customerAnswer(record)) ? { days } : undefined,
    chase: [
      ['early', 'CS'],
      ['noon', 'CS'],
      ['due', 'CS', 'MKT_HEAD'],
    ],
    asksCustomerAgain: 'early',
  },
  T4b: {
    starts: ['planApproved'],
    stops: ['planAccepted', 'planRefused', 'planRecalled'],
    span: ({ confirmDays: days }, { to }) => (to === 'PLAN_OFFERED' ? { days } : undefined),
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
    span: (_, __, complaint) => dayIn(latest(complaint, 'planProposed'), 'planDue'),
    chase: [
      ['before', 'DEPT', 'ASSIGNEE'],
      ['noon', 'DEPT', 'ASSIGNEE'],
      ['overdue', 'MKT_HEAD', 'DEPT', 'ASSIGNEE'],
    ],
  },
  T7: {
    starts: ['sampled'],
    stops: ['sampleDisposed'],
    span: ({ sampleGoodsDays, sampleMakerDays }, event) =>
      dayIn(event, 'sampledOn', dataOf(event).basis === 'GOODS' ? sampleGoodsDays : sampleMakerDays),
    isStoppedBy: ({ about }, event) => about === sampleOf(event),
    moments: { early: (day) => morningOf(day, -7), before: (day) => morningOf(day, -1) },
    pressing: 'last',
    chase: [
      ['early', 'QC'],
      ['before', 'QC'],
      ['due', 'QC'],
      ['overdue', 'QC', 'QC_HEAD'],
    ],
    isBeside: true,
    about: sampleOf,
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
    span: ({ opinionDays: days }, event) => (dataOf(event).majorClass === 'NONE' ? undefined : { days }),
    chase: [
      ['due', 'PROD_TECH'],
      ['overdue', 'MKT_HEAD', 'GM'],
    ],
    isBeside: true,
  },
  TM3: {
    starts: ['majorClassified'],
    stops: ['gmInstructed', 'majorLowered'],
    span: ({ opinionDays: days }, event) => (dataOf(event).majorClass === 'MAJOR_LIABILITY' ? { days } : undefined),
    chase: [
      ['due', 'GM'],
      ['overdue', 'GM', 'MKT_HEAD'],
    ],
    isBeside: true,
  },
  ...LAB_CLOCKS,
  ...OFFICE_CLOCKS,
  ...COMMON_CLOCKS,
}
