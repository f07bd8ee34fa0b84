/** What is to be done next with a complaint, and by whom. Pure; the task list, the buttons and the digest all read it. */

import { allOf, customerAnswer, isAfter, isLabPending, latest, needsReview } from './history.js'
import type { Clock, ClockId, Complaint, EventType, Seat } from './model.js'

/** Every step there is; a button that names another one is none of ours. */
const STEP_IDS = [
  'accept',
  'reroute',
  'liability',
  'confirmation',
  'goOn',
  'signReply',
  'explanation',
  'approvePlan',
  'rejectPlan',
  'plan',
  'planAnswer',
  'execution',
  'acceptFiling',
  'returnFiling',
  'filing',
  'callback',
  'closeUnreachable',
  'deskCheck',
  'visit',
  'visitPlan',
  'sample',
  'facts',
  'labResult',
  'reviewCallback',
  'disposeSample',
  'classify',
  'lowerMajor',
  'opinion',
  'majorDone',
  'instruct',
  'convene',
  'declineMeeting',
  'minutes',
  'measure',
  'measureDone',
  'verifyMeasure',
] as const
type StepId = (typeof STEP_IDS)[number]
export const isStep = (id: string): id is StepId => (STEP_IDS as readonly string[]).includes(id)

/** What one press does, without a dialogue that asks for more. */
const PRESSED = [
  'accepted',
  'goneOnUnanswered',
  'replySigned',
  'planApproved',
  'closedUnreachable',
  'callbackReviewed',
  'sampleDisposed',
  'measureVerified',
] as const satisfies readonly EventType[]
type PressedEvent = (typeof PRESSED)[number]
export const isPressed = (type: string): type is PressedEvent => (PRESSED as readonly string[]).includes(type)

export interface NextStep {
  /** Names the button and, for a dialogue, the flow. */
  readonly id: StepId
  /** What it leads to; a dialogue may lead to others too. */
  readonly event: EventType
  readonly by: 'button' | 'dialogue'
  readonly seats: readonly (Seat | 'CUSTOMER')[]
  /** The clock that it stops. */
  readonly clock?: ClockId
  /** What it is about where there are several: a measure. */
  readonly about?: string
}

const step = (id: StepId, event: EventType, by: NextStep['by'], seats: NextStep['seats'], clock?: ClockId, about?: string): NextStep => ({
  id,
  event,
  by,
  seats,
  ...(clock && { clock }),
  ...(about && { about }),
})
const press = (id: StepId, event: PressedEvent, seats: NextStep['seats'], clock?: ClockId, about?: string): NextStep =>
  step(id, event, 'button', seats, clock, about)

/** In the order in which they are offered. */
export function nextSteps(complaint: Complaint): NextStep[] {
  return [...majorSteps(complaint), ...mainSteps(complaint), ...laterSteps(complaint), ...meetingSteps(complaint)]
}

function mainSteps(complaint: Complaint): NextStep[] {
  switch (complaint.state) {
    case 'REPORTED':
      return [press('accept', 'accepted', ['QC'], 'T2'), step('reroute', 'rerouted', 'dialogue', ['QC'])]
    case 'INVESTIGATING':
      return investigationSteps(complaint)
    case 'FACTS_PENDING': {
      if (customerAnswer(complaint)) return [step('liability', 'liabilitySet', 'dialogue', ['QC'])]
      const isTried = latest(complaint, 'contactAttempted') !== undefined
      return [
        step('confirmation', 'customerConfirmed', 'dialogue', ['CS', 'CUSTOMER'], 'T4'),
        ...(isTried ? [press('goOn', 'goneOnUnanswered', ['MKT_HEAD'], 'T4')] : []),
      ]
    }
    case 'NOT_OURS':
      return latest(complaint, 'explained')
        ? [press('signReply', 'replySigned', ['QC_HEAD'])]
        : [step('explanation', 'explained', 'dialogue', ['CS', 'QC'], 'T3b')]
    case 'PLANNING':
      return isAfter(complaint, 'planProposed', 'planRejected') && isAfter(complaint, 'planProposed', 'planRefused')
        ? [press('approvePlan', 'planApproved', ['MKT_HEAD']), step('rejectPlan', 'planRejected', 'dialogue', ['MKT_HEAD'])]
        : [step('plan', 'planProposed', 'dialogue', ['QC', 'DEPT'], 'T3')]
    case 'PLAN_OFFERED':
      return [step('planAnswer', 'planAccepted', 'dialogue', ['CS', 'CUSTOMER'], 'T4b')]
    case 'EXECUTING':
      return [step('execution', 'executed', 'dialogue', ['DEPT', 'QC'], 'T5a')]
    case 'FILING':
      return isAfter(complaint, 'filingSubmitted', 'filingReturned')
        ? [step('acceptFiling', 'filingAccepted', 'dialogue', ['CS'], 'TF'), step('returnFiling', 'filingReturned', 'dialogue', ['CS'])]
        : isLabPending(complaint)
          ? []
          : [step('filing', 'filingSubmitted', 'dialogue', ['QC'], 'TF')]
    case 'CALLBACK':
    case 'WITHDRAWN': {
      if (complaint.state === 'WITHDRAWN' && latest(complaint, 'calledBack')) return []
      const isTried = complaint.state === 'CALLBACK' && allOf(complaint, 'callAttempted').length > 2
      return [
        step('callback', 'calledBack', 'dialogue', ['CS', 'CUSTOMER'], 'T5'),
        ...(isTried ? [press('closeUnreachable', 'closedUnreachable', ['MKT_HEAD'], 'T5')] : []),
      ]
    }
    default:
      return []
  }
}

function investigationSteps(complaint: Complaint): NextStep[] {
  const check = latest(complaint, 'deskChecked')
  if (!check) return [step('deskCheck', 'deskChecked', 'dialogue', ['QC'], 'T2c')]
  const isVisited = check.data?.needSite !== true || latest(complaint, 'visitRecorded') !== undefined
  const isSampled = check.data?.needSample !== true || latest(complaint, 'sampled') !== undefined
  return [
    ...(isVisited ? [] : [step('visit', 'visitRecorded', 'dialogue', ['QC', 'CS'], 'T2b')]),
    ...(isVisited || latest(complaint, 'visitPlanned') ? [] : [step('visitPlan', 'visitPlanned', 'dialogue', ['QC', 'CS'])]),
    ...(isSampled ? [] : [step('sample', 'sampled', 'dialogue', ['QC'])]),
    ...(isVisited && isSampled ? [step('facts', 'factsWritten', 'dialogue', ['QC'], 'T2c')] : []),
  ]
}

/** What comes when its time has come, in whatever state the rest is. */
function laterSteps(complaint: Complaint): NextStep[] {
  return [
    ...(isLabPending(complaint) ? [step('labResult', 'labResult', 'dialogue', ['QC'], 'T6b')] : []),
    ...(needsReview(complaint) ? [press('reviewCallback', 'callbackReviewed', ['MKT_HEAD'])] : []),
    ...(complaint.isOpen
      ? []
      : complaint.clocks
          .filter(({ id, stoppedAt }) => id === 'T7' && !stoppedAt)
          .map(({ about }) => press('disposeSample', 'sampleDisposed', ['QC'], 'T7', about))),
  ]
}

function majorSteps({ major, majorClass }: Complaint): NextStep[] {
  switch (major) {
    case 'SUSPECTED':
      return [
        step('classify', 'majorClassified', 'dialogue', ['PROD_TECH'], 'TM1'),
        step('lowerMajor', 'majorLowered', 'dialogue', ['PROD_TECH']),
      ]
    case 'CLASSIFIED':
      return [step('opinion', 'opinionGiven', 'dialogue', ['PROD_TECH'], 'TM2'), ...instruction(majorClass)]
    case 'OPINION_GIVEN':
      return [
        ...instruction(majorClass),
        ...(majorClass === 'MAJOR_LIABILITY' ? [] : [step('majorDone', 'majorDone', 'dialogue', ['PROD_TECH'])]),
      ]
    case 'GM_HANDLING':
      return [step('majorDone', 'majorDone', 'dialogue', ['PROD_TECH'])]
    default:
      return []
  }
}

const instruction = (majorClass: string | undefined): NextStep[] =>
  majorClass === 'MAJOR_LIABILITY' ? [step('instruct', 'gmInstructed', 'dialogue', ['GM'], 'TM3')] : []

function meetingSteps({ meeting, measures }: Complaint): NextStep[] {
  switch (meeting) {
    case 'PROPOSED':
      return [step('convene', 'meetingConvened', 'dialogue', ['GM'], 'TG1'), step('declineMeeting', 'meetingDeclined', 'dialogue', ['GM'])]
    case 'CONVENED':
      return [step('minutes', 'minutesFiled', 'dialogue', ['MKT_HEAD'], 'TG2')]
    case 'MINUTES_FILED':
      return [step('measure', 'measureAdded', 'dialogue', ['MKT_HEAD'])]
    case 'MEASURES_OPEN':
      return measures.flatMap(({ id, doneAt, verifiedAt }) =>
        !doneAt
          ? [step('measureDone', 'measureDone', 'dialogue', ['DEPT'], 'TG3', id)]
          : verifiedAt
            ? []
            : [press('verifyMeasure', 'measureVerified', ['MKT_HEAD'], undefined, id)],
      )
    default:
      return []
  }
}

/** The clock that a step would stop, if it runs. */
export const clockOf = ({ clocks }: Complaint, { clock, about }: NextStep): Clock | undefined =>
  clock && clocks.findLast((one) => one.id === clock && !one.stoppedAt && (about === undefined || one.about === about))

/** `QC@weinan`: a seat as it is kept for queries; a central role is asked for at every plant. */
function seatKeys(
  seat: Seat | 'CUSTOMER',
  complaint: Pick<Complaint, 'plant' | 'departments' | 'registeredBy' | 'customer'>,
  about?: { department: string },
): string[] {
  if (seat === 'REGISTRAR') return [complaint.registeredBy.id]
  if (seat === 'CUSTOMER') return [`CUSTOMER@${complaint.customer.id}`]
  if (seat === 'DEPT') return (about ? [about.department] : complaint.departments).map((department) => `DEPT@${department}`)
  return [`${seat}@${complaint.plant ?? '-'}`]
}

export function seatsWaiting(complaint: Complaint): string[] {
  const keys = nextSteps(complaint).flatMap(({ seats, about }) =>
    seats.flatMap((seat) =>
      seatKeys(
        seat,
        complaint,
        complaint.measures.find(({ id }) => id === about),
      ),
    ),
  )
  return [...new Set(keys)]
}
