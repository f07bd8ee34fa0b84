/** Events of a complaint as earlier versions wrote them, each made one of the next version. Only ever added to. Pure. */
import type { CaseEvent } from '../cases/case.js'
import type { CaseType } from '../cases/case-type.js'
import { dataOf } from '../cases/history.js'

/** One for each version. */
export const UPCASTS: NonNullable<CaseType['upcasts']> = [sayWhatWasGiven, withoutMeeting]

/** What was added before 0.3 did not say what it gave: it ended all asking. */
function sayWhatWasGiven(event: CaseEvent): CaseEvent {
  if (event.type !== 'supplemented' && event.type !== 'absorbed') return event
  const data = { ...dataOf(event) }
  return data.given === undefined ? { ...event, data: { ...data, given: [], endsAsking: true } } : event
}

/** What was done to an improvement meeting while it was a part of the complaint, and the steps that led to it. */
const MEETING_ACTS: readonly string[] = [
  'meetingConvened',
  'meetingDeclined',
  'minutesFiled',
  'measureAdded',
  'measureDone',
  'measureVerified',
]
const MEETING_STEPS: readonly string[] = ['convene', 'declineMeeting', 'minutes', 'measure', 'measureDone', 'verifyMeasure']
/** TG1#12: of meetings and measures. */
const isClockOfMeeting = (key: unknown): boolean => typeof key === 'string' && key.startsWith('TG')

/** An event of an earlier version that is about the complaint's meeting; its proposal aside. */
export function isOfMeeting(event: CaseEvent): boolean {
  const { clock, step } = dataOf(event)
  return MEETING_ACTS.includes(event.type) || isClockOfMeeting(clock) || MEETING_STEPS.includes(String(step))
}

/** A meeting is a case of its own now (adopt-meetings.ts): the complaint keeps that something was done, and no clock of it. */
function withoutMeeting(event: CaseEvent): CaseEvent {
  const { starts, stops, type, ...rest } = event
  const own = { starts: starts?.filter(({ id }) => !isClockOfMeeting(id)), stops: stops?.filter((key) => !isClockOfMeeting(key)) }
  return {
    ...rest,
    ...(MEETING_ACTS.includes(type) ? { type: 'meetingNoted', data: { ...event.data, what: type } } : { type }),
    ...(own.starts && own.starts.length > 0 && { starts: own.starts }),
    ...(own.stops && own.stops.length > 0 && { stops: own.stops }),
  }
}
