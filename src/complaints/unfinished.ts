/**
 * Complaints that are still being told (T1, transitions 1 and 3). Until it is registered such a draft lives in the document of whoever tells
 * it, with the dialogue: there is nothing that could disagree with it, and no number is used up. Here is when it is reminded of, and when
 * it is reported as it is, whether its dialogue runs, is paused, waits behind another one or has been given up. Pure.
 */
import { dayOf, instant } from '../calendar/index.js'
import { isNothing, type Session } from '../dialogue/session.js'

/** What has been done about one of them. */
export interface Chased {
  readonly session: string
  readonly remindedAt?: Date
  /** It could not be reported for want of a customer, and that was said. */
  readonly askedAt?: Date
  /** From here on it is reported whatever its person does; 取消 comes too late. */
  readonly reportedAt?: Date
  /** What it was registered as. */
  readonly no?: string
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
  readonly step: 'remind' | 'ask' | 'report'
  readonly at: Date
}

const FLOW = 'complaint'
const FORWARDED_FLOW = 'intake'
/** Whoever is typing is left alone for so long. */
const SILENCE_MS = 30 * 60_000
const REMIND_AT = '17:00'
const REPORT_AT = '21:00'
/** What is begun so late that 21:00 would cut it short gets its half hour of silence too, but never so long that the day is over. */
const BEGUN_LATE_AT = '20:30'
const REPORT_AT_LAST = '23:50'

/** What is still to be done about each draft of a talk. */
export function chasesOf({ activeAt, session, suspended, drafts, chased = [] }: UnfinishedTalk): Chase[] {
  const isComing = (id: string) => chased.some((one) => one.session === id && one.reportedAt)
  // one that was cancelled in time can be brought back, but is no report that waits
  const left = drafts.filter(({ id, status }) => isComing(id) || status === 'paused' || status === 'expired')
  return [...(session ? [session] : []), ...suspended, ...left].filter(isDraft).flatMap((one) =>
    chasesLeft(
      one,
      activeAt,
      chased.find(({ session: id }) => id === one.id),
    ),
  )
}

/** What is due now; where two things are, only the second, which says more. */
export function dueChases(talk: UnfinishedTalk, now: Date): Chase[] {
  const due = chasesOf(talk).filter(({ at }) => at <= now)
  return due.filter((chase) => due.findLast(({ session }) => session === chase.session) === chase)
}

/** Marks what was done; what belongs to dialogues that are gone is forgotten. */
export function withChased(talk: UnfinishedTalk, id: string, done: Omit<Chased, 'session'>): Chased[] {
  const known = [talk.session, ...talk.suspended, ...talk.drafts].flatMap((one) => one?.id ?? [])
  const others = (talk.chased ?? []).filter(({ session }) => session !== id && known.includes(session))
  const before = talk.chased?.find(({ session }) => session === id)
  return known.includes(id) ? [...others, { ...before, ...done, session: id }] : others
}

/** What was forwarded, of which nobody has said yet whether it is a complaint. */
export const isForwarded = ({ flow, facts: { heard, files } }: Pick<Session, 'flow' | 'facts'>): boolean =>
  flow === FORWARDED_FLOW && (typeof heard === 'string' || (Array.isArray(files) && files.length > 0))

/** A complaint from the moment it has a customer or a kind; it cannot be reported before it has a customer. */
const isDraft = (session: Session): boolean =>
  (isForwarded(session) || isBegun(session)) && Number.isFinite(Date.parse(String(session.facts.startedAt)))

const isBegun = ({ flow, answers }: Session): boolean => flow === FLOW && (answers.kind !== undefined || hasCustomer({ answers }))

export const hasCustomer = ({ answers: { customer } }: Pick<Session, 'answers'>): boolean => customer !== undefined && !isNothing(customer)

function chasesLeft(session: Session, activeAt: Date, chased: Chased | undefined): Chase[] {
  if (chased?.no) return []
  if (chased?.reportedAt) return [{ session, step: 'report', at: chased.reportedAt }]
  const startedAt = new Date(String(session.facts.startedAt))
  const day = dayOf(startedAt)
  // it is looked after in the talk of the colleague who has taken it on; here only that none is lost on the way: who files it first has filed it
  if (session.takenBy) return hasCustomer(session) ? [{ session, step: 'report', at: instant(day, REPORT_AT_LAST) }] : []
  const silentAt = new Date(activeAt.getTime() + SILENCE_MS)
  const evening = instant(day, REPORT_AT)
  const isCutShort = startedAt >= instant(day, BEGUN_LATE_AT) || activeAt > evening
  const atNight = isCutShort ? earlier(silentAt, instant(day, REPORT_AT_LAST)) : evening
  // once the day is over there is nothing to win by cutting somebody short
  const reportAt = dayOf(activeAt) > day ? silentAt : atNight
  const remindAt = later(instant(day, REMIND_AT), silentAt)
  // it may be no complaint at all: its person is asked once more while the day lasts
  if (isForwarded(session))
    return chased?.remindedAt ? [] : [{ session, step: 'remind', at: earlier(remindAt, instant(day, REPORT_AT_LAST)) }]
  // whom nobody can name cannot be reported (transition 3)
  const last: Chase = { session, step: hasCustomer(session) ? 'report' : 'ask', at: reportAt }
  const left = last.step === 'ask' && chased?.askedAt ? [] : [last]
  return chased?.remindedAt || chased?.askedAt || remindAt >= reportAt ? left : [{ session, step: 'remind', at: remindAt }, ...left]
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)
const later = (one: Date, other: Date): Date => (one > other ? one : other)
