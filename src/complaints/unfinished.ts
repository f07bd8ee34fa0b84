/** Complaints that somebody began to file and has not finished (T1, transition 3): when they are reminded of, and when reported as they are. Pure. */
import { dayOf, instant } from '../calendar/index.js'
import { isNothing, type Session } from '../dialogue/session.js'

/** What has been done about one of them. */
export interface Chased {
  readonly session: string
  readonly remindedAt?: Date
  readonly reportedAt?: Date
}

/** As much of a talk as this needs. */
export interface UnfinishedTalk {
  /** When the person last said something. */
  readonly activeAt: Date
  readonly session?: Session | undefined
  readonly suspended: readonly Session[]
  readonly drafts: readonly Session[]
  readonly chased?: readonly Chased[] | undefined
}

export interface Chase {
  readonly session: Session
  readonly step: 'remind' | 'report'
  readonly at: Date
}

const FLOW = 'complaint'
/** Whoever is typing is left alone for so long. */
const SILENCE_MS = 30 * 60_000
const REMIND_AT = '17:00'
const REPORT_AT = '21:00'
/** What is begun so late that 21:00 would cut it short gets its half hour of silence too, but never so long that the day is over. */
const BEGUN_LATE_AT = '20:30'
const REPORT_AT_LAST = '23:50'

/** What is still to be done about each complaint of a talk that is not finished: running, waiting, paused or given up by this program. */
function chasesOf({ activeAt, session, suspended, drafts, chased = [] }: UnfinishedTalk): Chase[] {
  const left = drafts.filter(({ status }) => status === 'paused' || status === 'expired')
  const begun = [...(session ? [session] : []), ...suspended, ...left].filter(isReportable)
  return begun.flatMap((one) =>
    chasesLeft(
      one,
      activeAt,
      chased.find(({ session: id }) => id === one.id),
    ),
  )
}

/** When a talk is to be looked at next because of them. */
export function chaseAt(talk: UnfinishedTalk): Date | undefined {
  const times = chasesOf(talk).map(({ at }) => at.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
}

/** What is due now; where both are, only the report, which says more. */
export function dueChases(talk: UnfinishedTalk, now: Date): Chase[] {
  const due = chasesOf(talk).filter(({ at }) => at <= now)
  return due.filter(({ session, step }) => step === 'report' || !due.some((one) => one.session === session && one.step === 'report'))
}

/** Marks what was done; what belongs to dialogues that are gone is forgotten. */
export function withChased(talk: UnfinishedTalk, done: readonly Chase[], at: Date): Chased[] {
  const known = [talk.session, ...talk.suspended, ...talk.drafts].flatMap((one) => one?.id ?? [])
  return known.flatMap((session): Chased[] => {
    const before = talk.chased?.find((one) => one.session === session)
    const now = done.find((one) => one.session.id === session)
    return before || now ? [{ session, ...before, ...(now && { [now.step === 'remind' ? 'remindedAt' : 'reportedAt']: at }) }] : []
  })
}

/** Once the customer is known there is something to report. */
const isReportable = ({ flow, answers, facts }: Session): boolean =>
  flow === FLOW && answers.customer !== undefined && !isNothing(answers.customer) && Number.isFinite(Date.parse(String(facts.startedAt)))

function chasesLeft(session: Session, activeAt: Date, chased: Chased | undefined): Chase[] {
  if (chased?.reportedAt) return []
  const startedAt = new Date(String(session.facts.startedAt))
  const day = dayOf(startedAt)
  const silentAt = new Date(activeAt.getTime() + SILENCE_MS)
  const atNight = startedAt < instant(day, BEGUN_LATE_AT) ? instant(day, REPORT_AT) : earlier(silentAt, instant(day, REPORT_AT_LAST))
  // once the day is over there is nothing to win by cutting somebody short
  const reportAt = dayOf(activeAt) > day ? silentAt : atNight
  const remindAt = later(instant(day, REMIND_AT), silentAt)
  const report: Chase = { session, step: 'report', at: reportAt }
  return chased?.remindedAt || remindAt >= reportAt ? [report] : [{ session, step: 'remind', at: remindAt }, report]
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)
const later = (one: Date, other: Date): Date => (one > other ? one : other)
