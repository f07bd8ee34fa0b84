/**
 * The state machine of a complaint (domain.md 2): what may happen in which state, who may do it, and what must be given.
 * Pure: record, act and time in; an event or a refusal out.
 */
import type { Value, Values } from '../dialogue/session.js'
import type { HeldRole, Person } from '../staff/person.js'
import { clocksOf } from './deadlines.js'
import {
  type GuardContext,
  guardAcceptance,
  guardApproval,
  guardCallback,
  guardConfirmation,
  guardFacts,
  guardFiling,
  guardLab,
  guardLiability,
  guardMajorDone,
  guardMeasure,
  guardPlan,
  guardProposal,
  guardReopening,
  guardSample,
  guardSubmitted,
  guardUnanswered,
  guardUnreachable,
  guardVisit,
  guardWithdrawal,
  isMajor,
  majorIs,
  meetingIs,
  needs,
  type Refusal,
  refuse,
  type Setting,
} from './guards.js'
import { latest, needsReview } from './history.js'
import { type Actor, type By, type Complaint, type ComplaintEvent, ENDED, type EventType, STATES, type State } from './model.js'
import type { NextStep } from './steps.js'

export interface Act {
  readonly id: string
  readonly type: EventType
  readonly at: Date
  readonly by?: By
  readonly actors: readonly Actor[]
  readonly channel?: string
  readonly data?: Values
  readonly record?: Partial<Complaint>
}

export type Decision = { readonly ok: true; readonly event: ComplaintEvent } | ({ readonly ok: false } & Refusal)

interface Transition {
  /** Row of the table in domain.md 2.2. */
  readonly row?: number
  readonly from: readonly State[]
  readonly to?: State | ((complaint: Complaint, data: Values, setting: Setting) => State)
  readonly who: readonly Actor[]
  /** Undefined where it may happen. */
  readonly guard?: (context: GuardContext) => Refusal | undefined
}

const OPEN: readonly State[] = STATES.filter((state) => state !== 'DRAFT' && !ENDED.includes(state))
const ANY: readonly State[] = STATES
const SYSTEM = ['SYSTEM'] as const

export const TRANSITIONS: Readonly<Record<EventType, Transition>> = {
  received: { row: 1, from: [], to: 'DRAFT', who: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'] },
  registered: { row: 2, from: ['DRAFT'], to: 'REGISTERED', who: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'] },
  registeredPartly: { row: 3, from: ['DRAFT'], to: 'REGISTERED', who: SYSTEM },
  completed: {
    from: OPEN,
    who: ['ANYONE'],
    guard: ({ complaint, data }) => (complaint.isIncomplete || data.isCorrection === true ? undefined : refuse('complete')),
  },
  addressed: { from: ['REGISTERED'], who: SYSTEM },
  reported: { row: 4, from: ['REGISTERED'], to: 'REPORTED', who: SYSTEM },
  delivered: { from: ANY, who: SYSTEM },
  phoned: { row: 4, from: ['REGISTERED', 'REPORTED'], who: ['CS'], guard: needs('recipientId', 'phonedAt') },
  missedSameDay: { from: ANY, who: SYSTEM },
  confirmed: { from: ANY, who: ['MKT_HEAD', 'QC_HEAD', 'DEPT'] },
  supplemented: { from: ANY, who: ['ANYONE', 'CUSTOMER'] },
  exported: { from: ANY, who: ['ANYONE'] },
  accepted: { row: 5, from: ['REPORTED'], to: 'INVESTIGATING', who: ['QC'] },
  rerouted: { row: 6, from: ['REPORTED'], who: ['QC', 'CS'], guard: needs('toPlant', 'reason') },
  deskChecked: { row: 7, from: ['INVESTIGATING'], who: ['QC'] },
  visitPlanned: { row: 7, from: ['INVESTIGATING'], who: ['QC', 'CS'], guard: needs('visitOn') },
  visitRecorded: { row: 7, from: ['INVESTIGATING'], who: ['QC', 'CS'], guard: guardVisit },
  sampled: { row: 8, from: ['INVESTIGATING'], who: ['QC'], guard: guardSample },
  labResult: { row: 8, from: ANY.filter((state) => state !== 'DRAFT'), who: ['QC'], guard: guardLab },
  sampleDisposed: { from: ANY, who: ['QC'], guard: ({ complaint }) => (complaint.isOpen ? refuse('sampleNeeded') : undefined) },
  factsWritten: { row: 9, from: ['INVESTIGATING'], to: 'FACTS_PENDING', who: ['QC'], guard: guardFacts },
  customerConfirmed: { row: 10, from: ['FACTS_PENDING'], who: ['CUSTOMER', 'CS'], guard: guardConfirmation },
  liabilitySet: {
    row: 10,
    from: ['FACTS_PENDING'],
    to: (_, { liability }) => (liability === 'NOT_OURS' ? 'NOT_OURS' : 'PLANNING'),
    who: ['QC'],
    guard: guardLiability,
  },
  customerObjected: { row: 11, from: ['FACTS_PENDING'], to: 'INVESTIGATING', who: ['CUSTOMER', 'CS'], guard: needs('objection') },
  contactAttempted: { row: 12, from: ['FACTS_PENDING'], who: ['CS'] },
  goneOnUnanswered: { row: 12, from: ['FACTS_PENDING'], who: ['MKT_HEAD'], guard: guardUnanswered },
  explained: {
    row: 13,
    from: ['NOT_OURS'],
    to: (_, { replyNeeded }) => (replyNeeded ? 'NOT_OURS' : 'FILING'),
    who: ['CS', 'QC'],
    guard: needs('explanation'),
  },
  replySigned: {
    row: 13,
    from: ['NOT_OURS'],
    to: 'FILING',
    who: ['QC_HEAD'],
    guard: ({ complaint }) => (latest(complaint, 'explained') ? undefined : refuse('notExplained')),
  },
  planProposed: { row: 14, from: ['PLANNING'], who: ['QC', 'DEPT'], guard: guardPlan },
  planApproved: { row: 14, from: ['PLANNING'], to: 'PLAN_OFFERED', who: ['MKT_HEAD'], guard: guardApproval },
  planRejected: { row: 14, from: ['PLANNING'], who: ['MKT_HEAD'], guard: (context) => guardApproval(context) ?? needs('reason')(context) },
  planAccepted: { row: 15, from: ['PLAN_OFFERED'], to: 'EXECUTING', who: ['CUSTOMER', 'CS'] },
  planRefused: { row: 16, from: ['PLAN_OFFERED'], to: 'PLANNING', who: ['CUSTOMER', 'CS'], guard: needs('reason') },
  executed: { row: 17, from: ['EXECUTING'], to: 'FILING', who: ['DEPT', 'QC'], guard: needs('execution', 'proof') },
  filingSubmitted: { row: 18, from: ['FILING'], who: ['QC'], guard: guardFiling },
  filingAccepted: { row: 18, from: ['FILING'], to: 'CALLBACK', who: ['CS'], guard: guardAcceptance },
  filingReturned: { row: 19, from: ['FILING'], who: ['CS'], guard: (context) => guardSubmitted(context) ?? needs('reason')(context) },
  calledBack: { row: 20, from: ['CALLBACK', 'WITHDRAWN'], to: afterCallback, who: ['CS', 'CUSTOMER'], guard: guardCallback },
  callAttempted: { row: 22, from: ['CALLBACK', 'WITHDRAWN'], who: ['CS'], guard: needs('contactResult') },
  closedUnreachable: { row: 22, from: ['CALLBACK'], to: 'CLOSED', who: ['MKT_HEAD'], guard: guardUnreachable },
  callbackReviewed: {
    from: [...OPEN, 'CLOSED', 'WITHDRAWN'],
    who: ['MKT_HEAD'],
    guard: ({ complaint }) => (needsReview(complaint) ? undefined : refuse('noReview')),
  },
  reopened: { row: 23, from: ['CLOSED'], to: 'INVESTIGATING', who: ['CUSTOMER', 'CS'], guard: guardReopening },
  withdrawn: { row: 24, from: OPEN, to: 'WITHDRAWN', who: ['CUSTOMER', 'CS'], guard: guardWithdrawal },
  merged: { row: 25, from: ['REGISTERED', 'REPORTED'], to: 'MERGED', who: ['CS'], guard: needs('target') },
  absorbed: { from: OPEN, who: SYSTEM },
  majorSuspected: {
    row: 26,
    from: OPEN,
    who: ['CS', 'SALES', 'QC', 'MKT_HEAD'],
    guard: (context) => (isMajor(context.complaint) ? refuse('majorAlready') : needs('majorFacts')(context)),
  },
  majorClassified: {
    row: 27,
    from: ANY,
    who: ['PROD_TECH'],
    guard: (context) => majorIs(context, 'SUSPECTED') ?? needs('majorClass', 'basis')(context),
  },
  opinionGiven: { row: 27, from: ANY, who: ['PROD_TECH'], guard: (context) => majorIs(context, 'CLASSIFIED') ?? needs('opinion')(context) },
  gmInstructed: { row: 27, from: ANY.filter((state) => state !== 'DRAFT'), who: ['GM'], guard: needs('instruction') },
  majorDone: { row: 27, from: ANY, who: ['PROD_TECH'], guard: guardMajorDone },
  majorLowered: {
    row: 28,
    from: ANY,
    who: ['PROD_TECH'],
    guard: (context) => majorIs(context, 'SUSPECTED', 'CLASSIFIED', 'OPINION_GIVEN') ?? needs('reason')(context),
  },
  meetingProposed: {
    from: ANY.filter((state) => state !== 'DRAFT' && state !== 'MERGED'),
    who: ['CS', 'MKT_HEAD', 'SYSTEM'],
    guard: guardProposal,
  },
  meetingConvened: { from: ANY, who: ['GM'], guard: (context) => meetingIs(context, 'PROPOSED') ?? needs('meetingOn')(context) },
  meetingDeclined: { from: ANY, who: ['GM'], guard: (context) => meetingIs(context, 'PROPOSED') ?? needs('reason')(context) },
  minutesFiled: {
    from: ANY,
    who: ['MKT_HEAD', 'GM'],
    guard: (context) => meetingIs(context, 'CONVENED') ?? needs('attendees', 'causes')(context),
  },
  measureAdded: {
    from: ANY,
    who: ['MKT_HEAD', 'GM'],
    guard: (context) => meetingIs(context, 'MINUTES_FILED', 'MEASURES_OPEN') ?? needs('measure', 'department', 'due')(context),
  },
  measureDone: { from: ANY, who: ['DEPT', 'MKT_HEAD'], guard: (context) => guardMeasure(context, 'open') ?? needs('result')(context) },
  measureVerified: { from: ANY, who: ['MKT_HEAD', 'GM'], guard: (context) => guardMeasure(context, 'done') },
  reminded: { from: ANY, who: SYSTEM },
  pushed: { from: ANY, who: ['MKT_HEAD', 'QC_HEAD', 'GM'] },
  followUpReminded: { from: ANY, who: SYSTEM },
  recalculated: { from: ANY, who: SYSTEM },
}

/** What becomes of an act: the event to append, or the sentence that says why not and who could. */
export function decide(complaint: Complaint, act: Act, setting: Setting): Decision {
  const { type, at } = act
  // measures are numbered in the order in which they were decided
  const data: Values = { ...act.data, ...(type === 'measureAdded' && { measureId: `m${complaint.measures.length + 1}` }) }
  const transition = TRANSITIONS[type]
  const refused = refusalOf(complaint, act, setting)
  if (refused) return { ok: false, ...refused }
  const to = typeof transition.to === 'function' ? transition.to(complaint, data, setting) : transition.to
  const isNewRound = (type === 'reopened' || type === 'calledBack') && to === 'INVESTIGATING'
  const event: ComplaintEvent = {
    id: act.id,
    type,
    at,
    round: complaint.round,
    ...(isNewRound && { opens: complaint.round + 1 }),
    ...(act.by && { by: act.by }),
    ...roleOf(transition, act.actors),
    ...(act.channel && { channel: act.channel }),
    ...(to && { from: complaint.state, to }),
    ...(Object.keys(data).length > 0 && { data }),
    ...(act.record && { record: act.record }),
  }
  return { ok: true, event: { ...event, ...clocksOf(complaint, event, setting) } }
}

const roleOf = ({ who }: Transition, actors: readonly Actor[]): { role?: Actor } => {
  const role = who.find((wanted) => actors.some((actor) => actor === wanted || (wanted === 'DEPT' && actor.startsWith('DEPT@'))))
  return role && role !== 'ANYONE' && role !== 'SYSTEM' ? { role } : {}
}

/** Why an act cannot happen now; undefined where it can. */
function refusalOf(complaint: Complaint, act: Act, setting: Setting): Refusal | undefined {
  const { from, who, guard } = TRANSITIONS[act.type]
  const department = departmentOf(complaint, act.type, act.data?.measureId)
  const params = { no: complaint._id, event: act.type, state: complaint.state, roles: who.filter((role) => role !== 'ANYONE') }
  if (!standsAmong(who, act.actors, department))
    return { key: who.includes('SYSTEM' as never) && who.length === 1 ? 'complaint.refused.system' : 'complaint.refused.role', params }
  if (!from.includes(complaint.state)) {
    const last = complaint.events.findLast((event) => event.to !== undefined)
    return { key: 'complaint.refused.state', params: { ...params, by: last?.by?.name ?? '', at: last?.at.toISOString() ?? '' } }
  }
  const refusal = guard?.({ complaint, data: act.data ?? {}, at: act.at, actors: act.actors, ...(act.by && { by: act.by }), ...setting })
  return refusal && { key: refusal.key, params: { ...params, ...refusal.params } }
}

/** True where the state and the person allow it, whatever is still to be filled in. @param about a measure, where the act is about one */
export function mayBegin(
  complaint: Pick<Complaint, 'state'> & Partial<Pick<Complaint, 'measures'>>,
  type: EventType,
  actors: readonly Actor[],
  about?: string,
): boolean {
  const { from, who } = TRANSITIONS[type]
  return from.includes(complaint.state) && standsAmong(who, actors, departmentOf(complaint, type, about))
}

/** True where the step waits for one of these. */
export const maySit = (complaint: Complaint, { event, seats, about }: NextStep, actors: readonly Actor[]): boolean =>
  standsAmong(seats as readonly Actor[], actors, departmentOf(complaint, event, about))

/** The department that a measure was given to: no other one reports that it is done. */
function departmentOf({ measures }: Partial<Pick<Complaint, 'measures'>>, type: EventType, about: Value | undefined): string | undefined {
  return type === 'measureDone' ? measures?.find(({ id }) => id === about)?.department : undefined
}

/** @param department whose matter it is, where it is not that of the departments which answer for the complaint */
const standsAmong = (who: readonly Actor[], actors: readonly Actor[], department: string | undefined): boolean =>
  who.some((role) => actors.includes(role === 'DEPT' && department !== undefined ? `DEPT@${department}` : role))

/**
 * In which capacities a person stands towards a complaint (domain.md 8). A head of quality may do what quality may. DEPT answers for the complaint;
 * `DEPT@<id>` was given a measure.
 */
export function actorsOf(person: Person, complaint: Complaint, salesperson?: string): Actor[] {
  const measured = complaint.measures.map(({ department }) => department)
  const standing = ({ role, plant, department }: HeldRole): Actor[] => {
    if (role === 'DEPT') {
      if (department === undefined) return []
      return [
        ...(complaint.departments.includes(department) ? (['DEPT'] as const) : []),
        ...(measured.includes(department) ? ([`DEPT@${department}`] as const) : []),
      ]
    }
    const isHere =
      role === 'SALES'
        ? complaint.registeredBy.id === person.id || salesperson === person.id
        : plant === undefined || complaint.plant === undefined || plant === complaint.plant
    return isHere ? [role] : []
  }
  const roles = person.roles.flatMap(standing)
  return [
    ...new Set([
      ...roles,
      ...(roles.includes('QC_HEAD') ? (['QC'] as const) : []),
      ...(person.customer === complaint.customer.id ? (['CUSTOMER'] as const) : []),
    ]),
  ]
}

function afterCallback(complaint: Complaint, { overall }: Values): State {
  if (complaint.state === 'WITHDRAWN') return 'WITHDRAWN'
  return Number(overall) <= 2 ? 'INVESTIGATING' : 'CLOSED'
}
