/** What the customer says to the facts, whose fault it is, and what is to be done (domain.md 2.2, rows 10 to 17). */
import { hasHandIn } from '../../cases/four-eyes.js'
import { allOf, latest } from '../../cases/history.js'
import {
  isLastSignature,
  isPlanRecallable,
  isPlanSent,
  isPlanWaiting,
  laterSigners,
  levelFor,
  nextSigner,
  signaturesOf,
} from '../approval.js'
import { colleagueIn } from '../colleague.js'
import { customerAnswer, isOfFacts } from '../facts.js'
import { clockFor } from '../history.js'
import type { Complaint } from '../model.js'
import { type Acts, handsIn, isEmpty, missing, refuse, refuseForGood } from './acts.js'

export const confirmation: Acts<'customerConfirmed' | 'goneOnUnanswered' | 'liabilitySet' | 'customerObjected' | 'contactAttempted'> = {
  customerConfirmed: {
    row: 10,
    from: ['FACTS_PENDING'],
    by: ['CUSTOMER', 'CS'],
    // somebody of ours who says that the customer confirmed has to show it (R19.3.a)
    refused({ record, actors, data }) {
      if (customerAnswer(record)) return refuseForGood('answeredAlready', { answeredBy: customerAnswer(record)?.by?.name ?? '' })
      return actors.includes('CUSTOMER') || !isEmpty(data.evidence) ? undefined : refuse('evidence')
    },
    owns: 'CS',
    dialogue: 'confirmation',
    task: { seats: ['CS', 'CUSTOMER'], clock: 'T4', waits: (record) => isUnanswered(record) },
  },
  goneOnUnanswered: {
    row: 12,
    from: ['FACTS_PENDING'],
    by: ['MKT_HEAD'],
    refused({ record, at, rules }) {
      const count = contactsTried(record)
      if (count < rules.confirmAttempts) return refuse('attempts', { count, needed: rules.confirmAttempts })
      const clock = clockFor(record, 'goneOnUnanswered')
      return clock && at < clock.dueAt ? refuse('tooEarly', { dueAt: clock.dueAt.toISOString() }) : undefined
    },
    button: 'goOn',
    task: {
      seats: ['MKT_HEAD'],
      clock: 'T4',
      waits: (record) => isUnanswered(record) && isTriedEnough(record),
    },
  },
  liabilitySet: {
    row: 10,
    from: ['FACTS_PENDING'],
    to: (_, { liability }) => (liability === 'NOT_OURS' ? 'NOT_OURS' : 'PLANNING'),
    by: ['QC'],
    refused({ record, data }) {
      if (!customerAnswer(record)) return refuse('noCustomerAnswer')
      const isNamed = data.liability === 'NOT_OURS' || !isEmpty(data.respDepts)
      return isNamed ? undefined : missing(...(data.liability ? [] : ['liability']), 'respDepts')
    },
    change: (_, { data: { liability, respDepts } }) => ({ liability, ...(respDepts && { departments: respDepts }) }),
    told: ['MKT_HEAD', 'CS'],
    dialogue: 'liability',
    correctable: { until: { planProposed: true, explained: true } },
    task: { seats: ['QC'], clock: 'T3a', waits: (record) => record.state === 'FACTS_PENDING' && customerAnswer(record) !== undefined },
  },
  customerObjected: { row: 11, from: ['FACTS_PENDING'], to: 'INVESTIGATING', by: ['CUSTOMER', 'CS'], dialogue: 'confirmation' },
  contactAttempted: {
    row: 12,
    from: ['FACTS_PENDING'],
    by: ['CS'],
    adds: ({ record, rules }) => ({ isEnough: contactsTried(record) + 1 >= rules.confirmAttempts }),
    owns: 'CS',
    dialogue: 'confirmation',
  },
}

export const explanation: Acts<'replySigned' | 'explained'> = {
  replySigned: {
    row: 13,
    from: ['NOT_OURS'],
    to: 'FILING',
    by: ['QC_HEAD'],
    refused: ({ record }) => (latest(record, 'explained') ? undefined : refuse('notExplained')),
    prints: { what: 'letter', to: 'CS' },
    button: 'signReply',
    task: { seats: ['QC_HEAD'], clock: 'T3d', waits: (record) => record.state === 'NOT_OURS' && latest(record, 'explained') !== undefined },
  },
  explained: {
    row: 13,
    from: ['NOT_OURS'],
    to: (_, { replyNeeded }) => (replyNeeded ? 'NOT_OURS' : 'FILING'),
    by: ['CS', 'QC'],
    prints: { what: 'letter', to: 'QC_HEAD' },
    dialogue: 'explanation',
    correctable: { until: { replySigned: true } },
    task: { seats: ['CS', 'QC'], clock: 'T3b', waits: (record) => record.state === 'NOT_OURS' && !latest(record, 'explained') },
  },
}

export const planning: Acts<
  'planApproved' | 'planRejected' | 'planRecalled' | 'planProposed' | 'planSent' | 'planAccepted' | 'planRefused' | 'executed'
> = {
  planApproved: {
    row: 14,
    from: ['PLANNING'],
    // each signature is one of these; the last of them lets the plan go out (F2.F09)
    to: (record) => (isLastSignature(record) ? 'PLAN_OFFERED' : 'PLANNING'),
    by: ['MKT_HEAD', 'GM'],
    decides: nextSigner,
    decidesNext: laterSigners,
    decidesOn: 'planProposed',
    refused: refusedApproval,
    asks: ({ id }, { to }) => (to === 'PLAN_OFFERED' ? ['sendPlan', 'planAnswer'] : ['approvePlan', 'rejectPlan']).includes(id),
    button: 'approvePlan',
    task: { seats: nextSigner, clock: ['T3c', 'T3e'], waits: (record) => record.state === 'PLANNING' && isPlanWaiting(record) },
  },
  planRejected: {
    row: 14,
    from: ['PLANNING'],
    by: ['MKT_HEAD', 'GM'],
    decides: nextSigner,
    decidesOn: 'planProposed',
    refused: refusedApproval,
    dialogue: 'rejectPlan',
    task: { seats: nextSigner, clock: ['T3c', 'T3e'], waits: (record) => record.state === 'PLANNING' && isPlanWaiting(record) },
  },
  // whoever signed or proposed it sees the mistake before the customer does
  planRecalled: {
    row: 14,
    from: ['PLANNING', 'PLAN_OFFERED'],
    to: 'PLANNING',
    by: ['MKT_HEAD', 'GM', 'QC', 'DEPT'],
    refused({ record, ...who }) {
      if (!isPlanRecallable(record)) return refuseForGood('noPlanToRecall')
      return planHands(record).some((event) => hasHandIn(record, event, who)) ? undefined : refuseForGood('notTheirPlan')
    },
    adds: ({ record }) => ({ signedBy: handsIn(signaturesOf(record)) }),
    told: ['CS', 'MKT_HEAD'],
    names: ({ data }) => data.signedBy ?? [],
    dialogue: 'recallPlan',
    offered: {
      more: 18,
      when: (record, who) => isPlanRecallable(record) && (!who || planHands(record).some((event) => hasHandIn(record, event, who))),
    },
  },
  planProposed: {
    row: 14,
    from: ['PLANNING'],
    by: ['QC', 'DEPT'],
    refused: ({ record }) => (isPlanWaiting(record) ? refuseForGood('planWaits') : undefined),
    adds: ({ data, rules }) => ({ approval: levelFor(data.planAmount, rules.approval) }),
    dialogue: 'plan',
    // what somebody has signed is proposed anew
    correctable: { until: { planApproved: true, planRejected: true, planRecalled: true, planRefused: true } },
    task: { seats: ['QC', 'DEPT'], clock: 'T3', waits: (record) => record.state === 'PLANNING' && !isPlanWaiting(record) },
  },
  // customer service has read it as the customer will; whoever phones instead may note the answer at once
  planSent: {
    row: 14,
    from: ['PLAN_OFFERED'],
    by: ['CS'],
    refused: ({ record }) => (isPlanSent(record) ? refuseForGood('planSent') : undefined),
    asks: ({ id }) => id === 'planAnswer',
    button: 'sendPlan',
    task: { seats: ['CS'], clock: 'T4b', waits: (record) => record.state === 'PLAN_OFFERED' && !isPlanSent(record) },
  },
  planAccepted: {
    row: 15,
    from: ['PLAN_OFFERED'],
    to: 'EXECUTING',
    by: ['CUSTOMER', 'CS'],
    change: (record) => ({ assignee: colleagueIn(latest(record, 'planProposed')?.data.planOwner) }),
    told: ['ASSIGNEE'],
    dialogue: 'planAnswer',
    task: {
      seats: (record) => (isPlanSent(record) ? ['CS', 'CUSTOMER'] : ['CS']),
      clock: 'T4b',
      waits: ({ state }) => state === 'PLAN_OFFERED',
    },
  },
  planRefused: {
    row: 16,
    from: ['PLAN_OFFERED'],
    to: 'PLANNING',
    by: ['CUSTOMER', 'CS'],
    told: ['MKT_HEAD'],
    dialogue: 'planAnswer',
  },
  executed: {
    row: 17,
    from: ['EXECUTING'],
    to: 'FILING',
    by: ['DEPT', 'QC'],
    dialogue: 'execution',
    correctable: {},
    task: { seats: ['DEPT', 'QC'], clock: 'T5a', waits: ({ state }) => state === 'EXECUTING' },
  },
}

const isUnanswered = (record: Complaint): boolean => record.state === 'FACTS_PENDING' && !customerAnswer(record)

/** How often the customer was asked for an answer to the facts as they are written now. */
function contactsTried(record: Complaint): number {
  const written = record.events.findLast((event) => isOfFacts(event) && event.round === record.round)
  return allOf(record, 'contactAttempted').filter((event) => written && event.at >= written.at).length
}

function isTriedEnough(record: Complaint): boolean {
  const last = latest(record, 'contactAttempted')
  return last !== undefined && (last.data?.isEnough ?? true)
}

/** Who proposed the plan, and who has signed it. */
const planHands = (record: Complaint) => [latest(record, 'planProposed'), ...signaturesOf(record)]

function refusedApproval({ record }: { readonly record: Complaint }) {
  return isPlanWaiting(record) ? undefined : refuse('noPlan')
}
