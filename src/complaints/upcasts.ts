/** Events of a complaint as earlier versions wrote them, each made one of the next version. Only ever added to. Pure. */
import type { CaseEvent } from '../cases/case.js'
import { dataOf } from '../cases/history.js'

/** What was done to an improvement meeting while it was a part of the complaint. */
export const MEETING_ACTS: readonly string[] = [
  'meetingConvened',
  'meetingDeclined',
  'minutesFiled',
  'measureAdded',
  'measureDone',
  'measureVerified',
]
const MEETING_STEPS: readonly string[] = ['convene', 'declineMeeting', 'minutes', 'measure', 'measureDone', 'verifyMeasure']
/** TG1#12: the clocks of meetings and measures. */
const isOfMeeting = (clock: unknown): boolean => typeof clock === 'string' && clock.startsWith('TG')

/** A meeting is a case of its own now (adopt-meetings.ts): the complaint keeps that something was done, and no clock of it. */
function withoutMeeting(event: CaseEvent): CaseEvent {
  const { starts, stops, type, ...rest } = event
  const { clock, step } = dataOf(event)
  const isMoved = MEETING_ACTS.includes(type) || isOfMeeting(clock) || MEETING_STEPS.includes(String(step))
  const own = { starts: starts?.filter(({ id }) => !isOfMeeting(id)), stops: stops?.filter((key) => !isOfMeeting(key)) }
  return {
    ...rest,
    type: isMoved ? 'meetingNoted' : type,
    ...(isMoved && { data: { ...event.data, what: type } }),
    ...(own.starts && own.starts.length > 0 && { starts: own.starts }),
    ...(own.stops && own.stops.length > 0 && { stops: own.stops }),
  }
}

export const UPCASTS: readonly ((event: CaseEvent) => CaseEvent)[] = [withoutMeeting]
