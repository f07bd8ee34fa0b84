/** What must be given or have happened before an act counts; each guard answers with the sentence that says what is missing. Pure. */
import { type Calendar, dayOf } from '../calendar/index.js'
import type { Value, Values } from '../dialogue/session.js'
import type { Rules } from '../staff/organisation.js'
import { allOf, customerAnswer, isAfter, isLabPending, latest } from './history.js'
import type { Actor, By, Complaint } from './model.js'

export interface Refusal {
  /** A locale key. */
  readonly key: string
  readonly params: Values
}

export interface Setting {
  readonly rules: Rules
  readonly calendar: Calendar
}

export interface GuardContext extends Setting {
  readonly complaint: Complaint
  readonly data: Values
  readonly at: Date
  readonly by?: By
  readonly actors: readonly Actor[]
}

export const refuse = (key: string, params: Values = {}): Refusal => ({ key: `complaint.refused.${key}`, params })
export const needs =
  (...fields: readonly string[]) =>
  ({ data }: GuardContext): Refusal | undefined => {
    const missing = fields.filter((field) => isEmpty(data[field]))
    return missing.length > 0 ? refuse('missing', { fields: missing }) : undefined
  }
const isEmpty = (value: Value | undefined) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export const isMajor = ({ major }: Complaint) => major !== undefined && major !== 'LOWERED' && major !== 'DONE'

export function guardVisit(context: GuardContext): Refusal | undefined {
  const { data } = context
  const { csPeople, qcPeople } = data
  if (isEmpty(csPeople) || isEmpty(qcPeople)) return refuse('visitPeople')
  if (!Array.isArray(data.sitePhotos) || data.sitePhotos.length < 2) return refuse('visitPhotos')
  return needs('arrivedOn', 'findings')(context)
}

export function guardSample(context: GuardContext): Refusal | undefined {
  if (context.data.sealed !== true && isEmpty(context.data.unsealedReason)) return refuse('seal')
  return needs('sampleNo', 'sampledOn', 'keeper')(context)
}

export function guardLab(context: GuardContext): Refusal | undefined {
  return isLabPending(context.complaint) || context.data.age === 'OTHER' ? needs('result')(context) : refuse('noLab')
}

export function guardFacts(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  const check = latest(complaint, 'deskChecked')
  if (!check) return refuse('noDeskCheck')
  if (check.data?.needSite === true && !latest(complaint, 'visitRecorded')) return refuse('noVisit')
  if (check.data?.needSample === true && !latest(complaint, 'sampled')) return refuse('noSample')
  return needs('facts', 'causeCode', 'causeText')(context)
}

/** Somebody of ours who says that the customer confirmed has to show it (R19.3.a). */
export function guardConfirmation({ data, actors }: GuardContext): Refusal | undefined {
  return actors.includes('CUSTOMER') || !isEmpty(data.evidence) ? undefined : refuse('evidence')
}

export function guardLiability(context: GuardContext): Refusal | undefined {
  if (!customerAnswer(context.complaint)) return refuse('noCustomerAnswer')
  const isOurs = context.data.liability !== 'NOT_OURS'
  return needs('liability', ...(isOurs ? ['respDepts'] : []))(context)
}

export function guardUnanswered({ complaint, at, rules }: GuardContext): Refusal | undefined {
  const written = latest(complaint, 'factsWritten')
  const attempts = allOf(complaint, 'contactAttempted').filter((event) => written && event.at >= written.at).length
  if (attempts < rules.confirmAttempts) return refuse('attempts', { count: attempts, needed: rules.confirmAttempts })
  const clock = complaint.clocks.findLast(({ id }) => id === 'T4')
  return clock && at < clock.dueAt ? refuse('tooEarly', { dueAt: clock.dueAt.toISOString() }) : undefined
}

export function guardPlan(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  if (isAfter(complaint, 'planProposed', 'planRejected') && isAfter(complaint, 'planProposed', 'planRefused')) return refuse('planWaits')
  return needs('plan', 'planMeasures', 'planOwner', 'planDue')(context)
}

export function guardApproval({ complaint, by }: GuardContext): Refusal | undefined {
  const plan = latest(complaint, 'planProposed')
  if (!plan || isAfter(complaint, 'planRejected', 'planProposed') || isAfter(complaint, 'planRefused', 'planProposed'))
    return refuse('noPlan')
  return plan.by?.id === by?.id ? refuse('ownPlan') : undefined
}

/** Parts C to F must stand before QC completes the form (R19.3.d); it does not close before the strength is known (4.6). */
export function guardFiling(context: GuardContext): Refusal | undefined {
  const { complaint } = context
  if (isLabPending(complaint)) {
    const clock = complaint.clocks.findLast(({ id, stoppedAt }) => (id === 'T6a' || id === 'T6b') && !stoppedAt)
    return refuse('labPending', { dueAt: clock?.dueAt.toISOString() })
  }
  if (isAfter(complaint, 'filingSubmitted', 'filingReturned')) return refuse('alreadySubmitted')
  const isOurs = complaint.liability !== 'NOT_OURS'
  return needs('qcOpinion', ...(isOurs ? ['corrective', 'actionOwner', 'actionDue'] : []))(context)
}

export function guardSubmitted({ complaint }: GuardContext): Refusal | undefined {
  return isAfter(complaint, 'filingSubmitted', 'filingReturned') ? undefined : refuse('notSubmitted')
}

export function guardAcceptance(context: GuardContext): Refusal | undefined {
  const missing = guardSubmitted(context)
  if (missing) return missing
  return latest(context.complaint, 'filingSubmitted')?.by?.id === context.by?.id ? refuse('samePerson') : needs('mktOpinion')(context)
}

export function guardCallback(context: GuardContext): Refusal | undefined {
  const { complaint, data, by } = context
  if (complaint.state === 'WITHDRAWN' && latest(complaint, 'calledBack')) return refuse('calledAlready')
  if (latest(complaint, 'executed')?.by?.id === by?.id && by) return refuse('ownExecution')
  if (Number(data.overall) <= 2 && isEmpty(data.reasonText)) return refuse('missing', { fields: ['reasonText'] })
  return needs('overall', 'resolved')(context)
}

export function guardUnreachable({ complaint, rules, calendar }: GuardContext): Refusal | undefined {
  const days = new Set(
    allOf(complaint, 'callAttempted')
      .map(({ at }) => dayOf(at))
      .filter((day) => calendar.isWorkingDay(day, complaint.plant)),
  )
  return days.size < rules.callbackAttempts ? refuse('callAttempts', { count: days.size, needed: rules.callbackAttempts }) : undefined
}

export function guardReopening(context: GuardContext): Refusal | undefined {
  const { complaint, at, rules } = context
  const endsAt = (complaint.closedAt?.getTime() ?? 0) + rules.reopenDays * 86_400_000
  return at.getTime() > endsAt ? refuse('reopenWindow', { days: rules.reopenDays }) : needs('reason')(context)
}

export function guardWithdrawal(context: GuardContext): Refusal | undefined {
  return isMajor(context.complaint) ? refuse('majorOpen') : needs('reason', 'evidence')(context)
}

export function majorIs({ complaint }: GuardContext, ...wanted: readonly NonNullable<Complaint['major']>[]): Refusal | undefined {
  return complaint.major && wanted.includes(complaint.major) ? undefined : refuse('majorState', { major: complaint.major ?? 'NONE' })
}

export function guardMajorDone(context: GuardContext): Refusal | undefined {
  const isLiable = context.complaint.majorClass === 'MAJOR_LIABILITY'
  return (
    majorIs(context, ...(isLiable ? (['GM_HANDLING'] as const) : (['OPINION_GIVEN', 'GM_HANDLING'] as const))) ?? needs('result')(context)
  )
}

export function meetingIs({ complaint }: GuardContext, ...wanted: readonly NonNullable<Complaint['meeting']>[]): Refusal | undefined {
  return complaint.meeting && wanted.includes(complaint.meeting)
    ? undefined
    : refuse('meetingState', { meeting: complaint.meeting ?? 'NONE' })
}

export function guardProposal(context: GuardContext): Refusal | undefined {
  const { meeting } = context.complaint
  return meeting === undefined || meeting === 'DECLINED' || meeting === 'VERIFIED' ? needs('reason')(context) : refuse('meetingAlready')
}

export function guardMeasure({ complaint, data, by }: GuardContext, wanted: 'open' | 'done'): Refusal | undefined {
  const measure = complaint.measures.find(({ id }) => id === data.measureId)
  if (!measure) return refuse('noMeasure')
  if (wanted === 'open') return measure.doneAt ? refuse('measureDone') : undefined
  if (!measure.doneAt || measure.verifiedAt) return refuse('measureOpen')
  const done = complaint.events.findLast(({ type, data: own }) => type === 'measureDone' && own?.measureId === measure.id)
  return done?.by?.id === by?.id ? refuse('ownMeasure') : undefined
}
