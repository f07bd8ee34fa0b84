/** Filed, called back, closed, reopened (domain.md 2.2, rows 18 to 25). */
import { type Calendar, DAY_MS, dayOf } from '../../calendar/index.js'
import type { Refusal } from '../../cases/case-type.js'
import { hasHandIn } from '../../cases/four-eyes.js'
import { allOf, isAfter, latest } from '../../cases/history.js'
import type { Rules } from '../../people/organisation.js'
import { isPlanWaiting } from '../approval.js'
import { colleagueIn } from '../colleague.js'
import { isUnfinished, missingCells, type Stage } from '../completeness.js'
import { withAddition } from '../follow-ups.js'
import { isLabPending, needsReview, runningFor } from '../history.js'
import type { Complaint } from '../model.js'
import { type Acts, emptyOf, isEmpty, isMajor, missing, OPEN, refuse, refuseForGood } from './acts.js'

export const filing: Acts<'filedFirst' | 'filingAccepted' | 'filingReturned' | 'filingSubmitted'> = {
  // the form is complete with the plan, and filed a first time then (R19.3.d, Q15)
  filedFirst: {
    row: 14,
    from: ['PLANNING', 'PLAN_OFFERED', 'EXECUTING', 'FILING'],
    by: ['CS'],
    lacks: (record) => lacking(record, 'plan'),
    refused: ({ record }) => (isFirstFilingDue(record) ? undefined : refuseForGood('firstFiled')),
    button: 'fileFirst',
    task: { seats: ['CS'], clock: 'TFa', waits: (record) => record.isOpen && isFirstFilingDue(record) },
  },
  filingAccepted: {
    row: 18,
    from: ['FILING'],
    to: 'CALLBACK',
    by: ['CS'],
    lacks: (record) => lacking(record, 'file'),
    refused({ record, ...who }) {
      if (!isSubmitted(record)) return refuse('notSubmitted')
      return hasHandIn(record, latest(record, 'filingSubmitted'), who) ? refuse('samePerson') : undefined
    },
    begins: { kind: 'correctiveAction', with: correctiveActionOf },
    prints: { what: 'forms', to: 'CS' },
    owns: 'CS',
    dialogue: 'acceptFiling',
    task: { seats: ['CS'], clock: 'TF', waits: (record) => record.state === 'FILING' && isSubmitted(record) },
  },
  filingReturned: {
    row: 19,
    from: ['FILING'],
    by: ['CS'],
    refused: ({ record }) => (isSubmitted(record) ? undefined : refuse('notSubmitted')),
    dialogue: 'returnFiling',
    task: { seats: ['CS'], clock: 'TF', waits: (record) => record.state === 'FILING' && isSubmitted(record) },
  },
  // parts C to F must stand before QC completes the form (R19.3.d); it does not close before the strength is known (4.6)
  filingSubmitted: {
    row: 18,
    from: ['FILING'],
    by: ['QC'],
    lacks: (record) => (isLabPending(record) ? undefined : lacking(record, 'file')),
    refused({ record, data }) {
      const result = runningFor(record, 'labResult').at(-1)
      if (result) return refuse('labPending', { dueAt: result.dueAt.toISOString() })
      if (isSubmitted(record)) return refuseForGood('alreadySubmitted')
      const needed = record.liability === 'NOT_OURS' ? ['qcOpinion'] : ['qcOpinion', 'corrective', 'actionOwner', 'actionDue']
      const fields = emptyOf(data, ...needed)
      if (fields.length > 0) return missing(...fields)
      return data.verifyOn && data.actionDue && data.verifyOn < data.actionDue ? refuse('verifyEarly') : undefined
    },
    dialogue: 'filing',
    // the corrective action is a case of its own once it is filed
    correctable: { until: { filingReturned: true, filingAccepted: ['corrective', 'actionOwner', 'actionDue', 'verifyOn'] } },
    task: { seats: ['QC'], clock: 'TF', waits: (record) => record.state === 'FILING' && !isSubmitted(record) && !isLabPending(record) },
  },
}

export const callback: Acts<'calledBack' | 'callAttempted' | 'closedUnreachable'> = {
  calledBack: {
    row: 20,
    from: ['CALLBACK', 'WITHDRAWN'],
    to: ({ state }, { overall }) => (state === 'WITHDRAWN' ? 'WITHDRAWN' : overall <= 2 ? 'INVESTIGATING' : 'CLOSED'),
    by: ['CS', 'CUSTOMER'],
    opensRound: true,
    refused({ record, data, ...who }) {
      if (!isCallDue(record)) return refuseForGood('calledAlready')
      if (record.state === 'CALLBACK' && isUnfinished(record)) return lacking(record, 'file')
      if (hasHandIn(record, latest(record, 'executed'), who)) return refuse('ownExecution')
      return (data.overall ?? 0) <= 2 && data.overall !== undefined && isEmpty(data.reasonText) ? missing('reasonText') : undefined
    },
    change: ({ callbacks, round }, { at, to, data: { overall } }) => ({
      overall,
      callbacks: [...callbacks, { at, round, overall }],
      callbackOutcome: 'answered',
      ...(to === 'INVESTIGATING' && { liability: undefined, assignee: undefined }),
    }),
    told: ({ to, opens, round }, { gmFromRound }) =>
      to === 'CLOSED'
        ? ['REGISTRAR', 'SALESPERSON']
        : to === 'INVESTIGATING'
          ? [...toldAgain(opens ?? round, gmFromRound), 'SALESPERSON']
          : [],
    prints: { what: 'forms', to: 'CS' },
    dialogue: 'callback',
    task: { seats: ['CS', 'CUSTOMER'], clock: 'T5', waits: (record) => isCallDue(record) },
  },
  callAttempted: {
    row: 22,
    from: ['CALLBACK', 'WITHDRAWN'],
    by: ['CS'],
    adds: ({ record, at, rules, calendar }) => ({ isEnough: daysCalled(record, calendar, at).size >= rules.callbackAttempts }),
    owns: 'CS',
    dialogue: 'callback',
  },
  closedUnreachable: {
    row: 22,
    from: ['CALLBACK', 'WITHDRAWN'],
    // the callback of a withdrawn complaint ends; the complaint stays what it is (row 24)
    to: ({ state }) => (state === 'WITHDRAWN' ? 'WITHDRAWN' : 'CLOSED'),
    by: ['MKT_HEAD'],
    refused({ record, rules, calendar }) {
      if (!isCallDue(record)) return refuseForGood('calledAlready')
      if (record.state === 'CALLBACK' && isUnfinished(record)) return lacking(record, 'file')
      const count = daysCalled(record, calendar).size
      return count < rules.callbackAttempts ? refuse('callAttempts', { count, needed: rules.callbackAttempts }) : undefined
    },
    change: () => ({ callbackOutcome: 'unreachable' }),
    told: ['REGISTRAR', 'CS'],
    prints: { what: 'forms', to: 'CS' },
    button: 'closeUnreachable',
    task: {
      seats: ['MKT_HEAD'],
      clock: 'T5',
      waits: (record) => isCallDue(record) && isCalledEnough(record),
    },
  },
}

export const review: Acts<'callbackReviewed'> = {
  callbackReviewed: {
    from: [...OPEN, 'CLOSED', 'WITHDRAWN'],
    by: ['MKT_HEAD'],
    refused: ({ record }) => (needsReview(record) ? undefined : refuse('noReview')),
    button: 'reviewCallback',
    task: { seats: ['MKT_HEAD'], clock: 'T5b', waits: needsReview },
  },
}

export const ending: Acts<'withdrawn' | 'merged' | 'reopened' | 'absorbed'> = {
  reopened: {
    row: 23,
    from: ['CLOSED'],
    to: 'INVESTIGATING',
    by: ['CUSTOMER', 'CS'],
    opensRound: true,
    refused({ record, at, rules }) {
      return isReopenable(record, at, rules) ? undefined : refuse('reopenWindow', { days: rules.reopenDays })
    },
    change: () => ({ liability: undefined, assignee: undefined }),
    told: ({ opens, round }, { gmFromRound }) => toldAgain(opens ?? round, gmFromRound),
    dialogue: 'reopen',
    offered: { more: 6 },
  },
  withdrawn: {
    row: 24,
    from: OPEN,
    to: 'WITHDRAWN',
    by: ['CUSTOMER', 'CS'],
    // the customer's own word needs no proof; somebody of ours who says that they withdraw has to show it
    refused({ record, actors, data }) {
      if (isMajor(record)) return refuse('majorOpen')
      return actors.includes('CUSTOMER') || !isEmpty(data.evidence) ? undefined : refuse('withdrawalEvidence')
    },
    told: ['MKT_HEAD', 'QC', 'CS', 'DEPT', 'SALESPERSON'],
    dialogue: 'withdraw',
    offered: { more: 4 },
  },
  merged: {
    row: 25,
    from: ['REGISTERED', 'REPORTED'],
    to: 'MERGED',
    by: ['CS'],
    change: (_, { data: { target } }) => ({ mergedInto: target }),
    told: ['REGISTRAR', 'QC'],
    dialogue: 'merge',
    offered: { more: 5 },
  },
  absorbed: { from: OPEN, by: ['SYSTEM'], change: withAddition, telling: 'silent' },
}

/** What was decided on against its happening again; undefined where it was not our fault (F2.G01 to G03). */
function correctiveActionOf(record: Complaint, { round }: { readonly round: number }) {
  const { corrective, actionOwner, actionDue, verifyOn } = latest(record, 'filingSubmitted', round)?.data ?? {}
  if (!corrective || !actionDue) return undefined
  const owner = colleagueIn(actionOwner)
  const decided = { measure: corrective, due: actionDue, reason: record.description, source: 'COMPLAINT', forRound: round }
  return { data: { ...decided, ...(owner && { owner: { ...owner } }), ...(verifyOn && { checkOn: verifyOn }) } }
}

/** The cells of form 2 that are required by then and empty. */
function lacking(record: Complaint, stage: Stage): Refusal | undefined {
  const cells = missingCells(record, stage).map(({ id }) => id)
  return cells.length > 0 ? refuse('incompleteForm', { cells }) : undefined
}

/** While a plan stands that nobody has refused. */
const isFirstFilingDue = (record: Complaint): boolean => runningFor(record, 'filedFirst').length > 0 && isPlanWaiting(record)

const isSubmitted = (record: Complaint): boolean => isAfter(record, 'filingSubmitted', 'filingReturned')

const isCallDue = (record: Complaint): boolean =>
  record.state === 'CALLBACK' || (record.state === 'WITHDRAWN' && !latest(record, 'calledBack') && !latest(record, 'closedUnreachable'))

/** The working days on which somebody tried to call. */
const daysCalled = (record: Complaint, calendar: Calendar, ...more: readonly Date[]): Set<string> =>
  new Set(
    [...allOf(record, 'callAttempted').map(({ at }) => at), ...more].map(dayOf).filter((day) => calendar.isWorkingDay(day, record.plant)),
  )

function isCalledEnough(record: Complaint): boolean {
  const tried = allOf(record, 'callAttempted')
  // events of an earlier version do not say so
  return tried.at(-1)?.data.isEnough ?? tried.length > 2
}

/** A new round; the general manager from the round that the company has set. */
const toldAgain = (round: number, gmFromRound: number) =>
  ['MKT_HEAD', 'QC_HEAD', 'CS', 'DEPT', ...(round >= gmFromRound ? (['GM'] as const) : [])] as const

/** What has ended may be begun anew for so long. */
export const isReopenable = ({ closedAt }: Pick<Complaint, 'closedAt'>, at: Date, { reopenDays }: Pick<Rules, 'reopenDays'>): boolean =>
  closedAt !== undefined && at.getTime() - closedAt.getTime() <= reopenDays * DAY_MS
