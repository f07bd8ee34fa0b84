/** Clocks of our own for what waits inside the company: the regulation sets no time for these, and without one they could wait for ever. */
import type { ClockRule } from '../cases/case-type.js'
import { dueThenLate } from '../cases/declare.js'
import { dataOf, isAfter } from '../cases/history.js'
import { isOfFacts } from './facts.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { untoldIn } from './untold.js'

export type Rule = ClockRule<Complaint, ComplaintEvent>

const isLiable = ({ majorClass }: Complaint): boolean => majorClass === 'MAJOR_LIABILITY'
const isInstructed = ({ events }: Complaint): boolean => events.some(({ type }) => type === 'gmInstructed')

export const OFFICE_CLOCKS = {
  // reported at 21:00 with what was known: whoever told it completes it, or customer service does
  T1b: {
    starts: ['registeredPartly'],
    stops: ['completed', 'corrected'],
    isStoppedBy: (_, event) => event.type === 'completed' || dataOf(event).isWhole === true,
    span: ({ completeDays: days }) => ({ days }),
    chase: [
      ['early', 'REGISTRAR', 'CS'],
      ['due', 'REGISTRAR', 'CS'],
      ['overdue', 'CS', 'MKT_HEAD'],
    ],
    note: 'remind.complete',
  },
  // T3 begins with the liability: whoever does not press it would keep the three working days from ever starting
  T3a: {
    starts: ['customerConfirmed', 'goneOnUnanswered'],
    stops: ['liabilitySet', 'customerObjected'],
    lapses: isOfFacts,
    span: ({ liabilityDays: days }) => ({ days }),
    chase: [
      ['due', 'QC'],
      ['overdue', 'QC', 'QC_HEAD', 'MKT_HEAD'],
    ],
  },
  T3c: {
    starts: ['planProposed'],
    stops: ['planApproved', 'planRejected'],
    span: ({ approveDays: days }) => ({ days }),
    chase: dueThenLate('MKT_HEAD', 'GM'),
  },
  // once a round: a plan that is proposed anew is filed with the first
  TFa: {
    starts: ['planProposed'],
    stops: ['filedFirst', 'filingAccepted'],
    // what was only sent back stays filed; what the customer has refused is not what is done
    span: ({ filingMode, filingDays: days }, _, record) =>
      filingMode === 'withPlan' && !isAfter(record, 'filedFirst', 'planRefused') ? { days } : undefined,
    lapses: ({ type }) => type === 'planRejected' || type === 'planRecalled' || type === 'planRefused',
    chase: dueThenLate('CS', 'MKT_HEAD'),
  },
  // the second signature, where the amount needs one
  T3e: {
    starts: ['planApproved'],
    stops: ['planApproved', 'planRejected', 'planRecalled'],
    span: ({ approveDays: days }, { to }) => (to === 'PLANNING' ? { days } : undefined),
    chase: dueThenLate('GM', 'MKT_HEAD'),
  },
  T3d: {
    starts: ['explained'],
    stops: ['replySigned', 'explained'],
    span: ({ signDays: days }, event) => (dataOf(event).replyNeeded === true ? { days } : undefined),
    chase: dueThenLate('QC_HEAD', 'MKT_HEAD'),
  },
  // looked at by the head of marketing although the case may be closed, or in another round by then (F3.26)
  T5b: {
    starts: ['calledBack'],
    stops: ['callbackReviewed', 'calledBack'],
    span: ({ reviewDays: days }, event) => (Number(dataOf(event).overall) <= 3 ? { days } : undefined),
    chase: dueThenLate('MKT_HEAD', 'GM'),
    isBeside: true,
  },
  // a customer whom a message has not reached is rung up; what fails meanwhile is said in the same call
  TP: {
    starts: ['messageFailed'],
    stops: ['toldByPhone'],
    isStoppedBy: ({ about }, event) => about === dataOf(event).upTo,
    lapses: (event, { events }) => event.type === 'messageFailed' || untoldIn({ events: [...events, event] }).length === 0,
    span: ({ phoneDays: days }) => ({ days }),
    startsAt: ({ at }, { clocks }) => clocks.find(({ id, stoppedAt }) => id === 'TP' && !stoppedAt)?.startedAt ?? at,
    about: (event) => String(dataOf(event).about),
    chase: dueThenLate('CS', 'MKT_HEAD'),
    // the case itself is not late for it
    pressing: 'last',
    isBeside: true,
  },
  // of a liability incident only once the general manager has said how it is to be handled, whichever of the two came first (R19.5.c)
  TM4: {
    starts: ['opinionGiven', 'gmInstructed'],
    stops: ['majorDone', 'majorLowered'],
    span({ majorDays: days }, { type }, record) {
      const isNext =
        type === 'opinionGiven' ? !isLiable(record) || isInstructed(record) : isLiable(record) && record.major === 'OPINION_GIVEN'
      return isNext ? { days } : undefined
    },
    chase: dueThenLate('PROD_TECH', 'MKT_HEAD', 'GM'),
    isBeside: true,
  },
} as const satisfies Readonly<Record<string, Rule>>
