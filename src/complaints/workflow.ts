/**
 * The state machine of a complaint (domain.md 2): what may happen in which state, who may do it, and what must be given.
 * Pure: record, act and time in; an event or a refusal out.
 */
import type { Calendar } from '../calendar/index.js'
import { dayOf } from '../calendar/index.js'
import type { Value, Values } from '../dialogue/session.js'
import type { Rules } from '../staff/organisation.js'
import type { HeldRole, Person } from '../staff/person.js'
import { clocksOf } from './deadlines.js'
import { type Actor, type By, type Complaint, type ComplaintEvent, ENDED, type EventType, STATES, type State } from './model.js'

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

export interface Refusal {
  /** A locale key. */
  readonly key: string
  readonly params: Values
}
export type Decision = { readonly ok: true; readonly event: ComplaintEvent } | ({ readonly ok: false } & Refusal)

export interface Setting {
  readonly rules: Rules
  readonly calendar: Calendar
}

interface Transition {
  /** Row of the table in domain.md 2.2. */
  readonly row?: number
  readonly from: readonly State[]
  readonly to?: State | ((complaint: Complaint, data: Values, setting: Setting) => State)
  readonly who: readonly Actor[]
  /** Undefined where it may happen. */
  readonly guard?: (context: GuardContext) => Refusal | undefined
}

interface GuardContext extends Setting {
  readonly complaint: Complaint
  readonly data: Values
  readonly at: Date
  readonly by?: By
  readonly actors: readonly Actor[]
}

const OPEN: readonly State[] = STATES.filter((state) => state !== 'DRAFT' && !ENDED.includes(state))
const ANY: readonly State[] = STATES
const SYSTEM = ['SYSTEM'] as const

const refuse = (key: string, params: Values = {}): Refusal => ({ key: `complaint.refused.${key}`, params })
const needs =
  (...fields: readonly string[]) =>
  ({ data }: GuardContext): Refusal | undefined => {
    const missing = fields.filter((field) => isEmpty(data[field]))
    return missing.length > 0 ? refuse('missing', { fields: missing }) : undefined
  }
const isEmpty = (value: Value | undefined) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export const TRANSITIONS: Readonly<Record<EventType, Transition>> = {
  received: { row: 1, from: [], to: 'DRAFT', who: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'] },
  registered: { row: 2, from: ['DRAFT'], to: 'REGISTERED', who: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'] },
  registeredPartly: { row: 3, from: ['DRAFT'], to: 'REGISTERED', who: SYSTEM },
  completed: { from: OPEN, who: ['ANYONE'], guard: ({ complaint }) => (complaint.isIncomplete ? undefined : refuse('complete')) },
  addressed: { from: ['REGISTERED'], who: SYSTEM },
  reported: { row: 4, from: ['REGISTERED'], to: 'REPORTED', who: SYSTEM },
  delivered: { from: ANY, who: SYSTEM },
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
    round: complaint.round + (isNewRound ? 1 : 0),
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
  const role = who.find((wanted) => actors.includes(wanted))
  return role && role !== 'ANYONE' && role !== 'SYSTEM' ? { role } : {}
}

/** Why an act cannot happen now; undefined where it can. */
export function refusalOf(complaint: Complaint, act: Act, setting: Setting): Refusal | undefined {
  const { from, who, guard } = TRANSITIONS[act.type]
  const params = { no: complaint._id, event: act.type, state: complaint.state, roles: who.filter((role) => role !== 'ANYONE') }
  if (!who.some((role) => act.actors.includes(role)))
    return { key: who.includes('SYSTEM' as never) && who.length === 1 ? 'complaint.refused.system' : 'complaint.refused.role', params }
  if (!from.includes(complaint.state)) {
    const last = complaint.events.findLast((event) => event.to !== undefined)
    return { key: 'complaint.refused.state', params: { ...params, by: last?.by?.name ?? '', at: last?.at.toISOString() ?? '' } }
  }
  const refusal = guard?.({ complaint, data: act.data ?? {}, at: act.at, actors: act.actors, ...(act.by && { by: act.by }), ...setting })
  return refusal && { key: refusal.key, params: { ...params, ...refusal.params } }
}

/** True where the state and the person allow it, whatever is still to be filled in. */
export function mayBegin(complaint: Pick<Complaint, 'state'>, type: EventType, actors: readonly Actor[]): boolean {
  const { from, who } = TRANSITIONS[type]
  return from.includes(complaint.state) && who.some((role) => actors.includes(role))
}

/** In which capacities a person stands towards a complaint (domain.md 8). A head of quality may do what quality may. */
export function actorsOf(person: Person, complaint: Complaint, salesperson?: string): Actor[] {
  const isHere = ({ role, plant, department }: HeldRole): boolean => {
    if (role === 'DEPT')
      return (
        department !== undefined &&
        [...complaint.departments, ...complaint.measures.map((measure) => measure.department)].includes(department)
      )
    if (role === 'SALES') return complaint.registeredBy.id === person.id || salesperson === person.id
    return plant === undefined || complaint.plant === undefined || plant === complaint.plant
  }
  const roles = person.roles.filter(isHere).map(({ role }): Actor => role)
  return [
    ...new Set([
      ...roles,
      ...(roles.includes('QC_HEAD') ? (['QC'] as const) : []),
      ...(person.customer === complaint.customer.id ? (['CUSTOMER'] as const) : []),
    ]),
  ]
}

/** The last event of a type, of the present round unless another is named. */
export const latest = (complaint: Complaint, type: EventType, round = complaint.round): ComplaintEvent | undefined =>
  complaint.events.findLast((event) => event.type === type && event.round === round)

export const allOf = (complaint: Complaint, type: EventType, round = complaint.round): ComplaintEvent[] =>
  complaint.events.filter((event) => event.type === type && event.round === round)

/** True where the newer of two kinds of events is the first kind. */
export function isAfter(complaint: Complaint, type: EventType, other: EventType): boolean {
  const own = complaint.events.findLastIndex((event) => event.type === type && event.round === complaint.round)
  return own >= 0 && own > complaint.events.findLastIndex((event) => event.type === other && event.round === complaint.round)
}

/** The customer's answer to the facts as they are written now. */
export function customerAnswer(complaint: Complaint): ComplaintEvent | undefined {
  const written = complaint.events.findLastIndex(({ type, round }) => type === 'factsWritten' && round === complaint.round)
  return complaint.events.slice(written + 1).findLast(({ type }) => type === 'customerConfirmed' || type === 'goneOnUnanswered')
}

/** A strength result that is still to come (domain.md 4.6). */
export const isLabPending = ({ clocks }: Complaint): boolean =>
  clocks.some(({ id, stoppedAt }) => (id === 'T6a' || id === 'T6b') && !stoppedAt)

/** 一般 and below are looked at by MKT_HEAD (F3.26). */
export function needsReview(complaint: Complaint): boolean {
  const called = complaint.events.findLast(({ type }) => type === 'calledBack')
  if (!called || Number(called.data?.overall) > 3) return false
  return !complaint.events.slice(complaint.events.indexOf(called)).some(({ type }) => type === 'callbackReviewed')
}

const isMajor = ({ major }: Complaint) => major !== undefined && major !== 'LOWERED' && major !== 'DONE'

function afterCallback(complaint: Complaint, { overall }: Values): State {
  if (complaint.state === 'WITHDRAWN') return 'WITHDRAWN'
  return Number(overall) <= 2 ? 'INVESTIGATING' : 'CLOSED'
}

function guardVisit(context: GuardContext): Refusal | undefined {
  const { data } = context
  const { csPeople, qcPeople } = data
  if (isEmpty(csPeople) || isEmpty(qcPeople)) return refuse('visitPeople')
  if (!Array.isArray(data.sitePhotos) || data.sitePhotos.length < 2) return refuse('visitPhotos')
  return needs('arrivedOn', 'findings')(context)
}

function guardSample(context: GuardContext): Refusal | undefined {
  if (context.data.sealed !== true && isEmpty(context.data.unsealedReason)) return refuse('seal')
  return needs('sampleNo', 'sampledOn', 'keeper')(context)
}

function guardLab(context: GuardContext): Refusal | undefined {
  return isLabPending(context.complaint) || context.data.age === 'OTHER' ? needs('result')(context) : refuse('noLab')
}

function guardFacts(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  const check = latest(complaint, 'deskChecked')
  if (!check) return refuse('noDeskCheck')
  if (check.data?.needSite === true && !latest(complaint, 'visitRecorded')) return refuse('noVisit')
  if (check.data?.needSample === true && !latest(complaint, 'sampled')) return refuse('noSample')
  return needs('facts', 'causeCode', 'causeText')(context)
}

/** Somebody of ours who says that the customer confirmed has to show it (R19.3.a). */
function guardConfirmation({ data, actors }: GuardContext): Refusal | undefined {
  return actors.includes('CUSTOMER') || !isEmpty(data.evidence) ? undefined : refuse('evidence')
}

function guardLiability(context: GuardContext): Refusal | undefined {
  if (!customerAnswer(context.complaint)) return refuse('noCustomerAnswer')
  const isOurs = context.data.liability !== 'NOT_OURS'
  return needs('liability', ...(isOurs ? ['respDepts'] : []))(context)
}

function guardUnanswered({ complaint, at, rules }: GuardContext): Refusal | undefined {
  const written = latest(complaint, 'factsWritten')
  const attempts = allOf(complaint, 'contactAttempted').filter((event) => written && event.at >= written.at).length
  if (attempts < rules.confirmAttempts) return refuse('attempts', { count: attempts, needed: rules.confirmAttempts })
  const clock = complaint.clocks.findLast(({ id }) => id === 'T4')
  return clock && at < clock.dueAt ? refuse('tooEarly', { dueAt: clock.dueAt.toISOString() }) : undefined
}

function guardPlan(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  if (isAfter(complaint, 'planProposed', 'planRejected') && isAfter(complaint, 'planProposed', 'planRefused')) return refuse('planWaits')
  return needs('plan', 'planMeasures', 'planOwner', 'planDue')(context)
}

function guardApproval({ complaint, by }: GuardContext): Refusal | undefined {
  const plan = latest(complaint, 'planProposed')
  if (!plan || isAfter(complaint, 'planRejected', 'planProposed') || isAfter(complaint, 'planRefused', 'planProposed'))
    return refuse('noPlan')
  return plan.by?.id === by?.id ? refuse('ownPlan') : undefined
}

/** Parts C to F must stand before QC completes the form (R19.3.d); it does not close before the strength is known (4.6). */
function guardFiling(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  if (isLabPending(complaint)) {
    const clock = complaint.clocks.findLast(({ id, stoppedAt }) => (id === 'T6a' || id === 'T6b') && !stoppedAt)
    return refuse('labPending', { dueAt: clock?.dueAt.toISOString() })
  }
  if (isAfter(complaint, 'filingSubmitted', 'filingReturned')) return refuse('alreadySubmitted')
  const isOurs = complaint.liability !== 'NOT_OURS'
  return needs('qcOpinion', ...(isOurs ? ['corrective', 'actionOwner', 'actionDue'] : []))(context)
}

function guardSubmitted({ complaint }: GuardContext): Refusal | undefined {
  return isAfter(complaint, 'filingSubmitted', 'filingReturned') ? undefined : refuse('notSubmitted')
}

function guardAcceptance(context: GuardContext): Refusal | undefined {
  const missing = guardSubmitted(context)
  if (missing) return missing
  return latest(context.complaint, 'filingSubmitted')?.by?.id === context.by?.id ? refuse('samePerson') : needs('mktOpinion')(context)
}

function guardCallback(context: GuardContext): Refusal | undefined {
  const { complaint, data, by } = context
  if (complaint.state === 'WITHDRAWN' && latest(complaint, 'calledBack')) return refuse('calledAlready')
  if (latest(complaint, 'executed')?.by?.id === by?.id && by) return refuse('ownExecution')
  if (Number(data.overall) <= 2 && isEmpty(data.reasonText)) return refuse('missing', { fields: ['reasonText'] })
  return needs('overall', 'resolved')(context)
}

function guardUnreachable({ complaint, rules, calendar }: GuardContext): Refusal | undefined {
  const days = new Set(
    allOf(complaint, 'callAttempted')
      .map(({ at }) => dayOf(at))
      .filter((day) => calendar.isWorkingDay(day, complaint.plant)),
  )
  return days.size < rules.callbackAttempts ? refuse('callAttempts', { count: days.size, needed: rules.callbackAttempts }) : undefined
}

function guardReopening(context: GuardContext): Refusal | undefined {
  const { complaint, at, rules } = context
  const endsAt = (complaint.closedAt?.getTime() ?? 0) + rules.reopenDays * 86_400_000
  return at.getTime() > endsAt ? refuse('reopenWindow', { days: rules.reopenDays }) : needs('reason')(context)
}

function guardWithdrawal(context: GuardContext): Refusal | undefined {
  return isMajor(context.complaint) ? refuse('majorOpen') : needs('reason', 'evidence')(context)
}

function majorIs({ complaint }: GuardContext, ...wanted: readonly NonNullable<Complaint['major']>[]): Refusal | undefined {
  return complaint.major && wanted.includes(complaint.major) ? undefined : refuse('majorState', { major: complaint.major ?? 'NONE' })
}

function guardMajorDone(context: GuardContext): Refusal | undefined {
  const isLiable = context.complaint.majorClass === 'MAJOR_LIABILITY'
  return (
    majorIs(context, ...(isLiable ? (['GM_HANDLING'] as const) : (['OPINION_GIVEN', 'GM_HANDLING'] as const))) ?? needs('result')(context)
  )
}

function meetingIs({ complaint }: GuardContext, ...wanted: readonly NonNullable<Complaint['meeting']>[]): Refusal | undefined {
  return complaint.meeting && wanted.includes(complaint.meeting)
    ? undefined
    : refuse('meetingState', { meeting: complaint.meeting ?? 'NONE' })
}

function guardProposal(context: GuardContext): Refusal | undefined {
  const { meeting } = context.complaint
  return meeting === undefined || meeting === 'DECLINED' || meeting === 'VERIFIED' ? needs('reason')(context) : refuse('meetingAlready')
}

function guardMeasure({ complaint, data, by }: GuardContext, wanted: 'open' | 'done'): Refusal | undefined {
  const measure = complaint.measures.find(({ id }) => id === data.measureId)
  if (!measure) return refuse('noMeasure')
  if (wanted === 'open') return measure.doneAt ? refuse('measureDone') : undefined
  if (!measure.doneAt || measure.verifiedAt) return refuse('measureOpen')
  const done = complaint.events.findLast(({ type, data: own }) => type === 'measureDone' && own?.measureId === measure.id)
  return done?.by?.id === by?.id ? refuse('ownMeasure') : undefined
}
