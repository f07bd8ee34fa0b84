/** A complaint is what its events make of it. Pure. */

import { keyOf } from '../dialogue/normalise.js'
import { nextReminder } from './deadlines.js'
import { afterAddition } from './follow-ups.js'
import { type Clock, type Complaint, type ComplaintEvent, ENDED, type Measure, type Recipient } from './model.js'
import { seatsWaiting } from './steps.js'

/** The record that these events make, from the first to the last. */
export function replay(events: readonly ComplaintEvent[]): Complaint {
  const [first, ...others] = events
  if (!first?.record) throw new Error('the first event of a complaint must hold its part A')
  const blank = {
    version: 0,
    state: 'DRAFT',
    round: 1,
    isOpen: true,
    events: [],
    clocks: [],
    measures: [],
    callbacks: [],
    waitingFor: [],
    departments: [],
    attachments: [],
    followUps: [],
  }
  return others.reduce(apply, apply({ ...blank, ...first.record } as unknown as Complaint, first))
}

/** The record after one more event. */
export function apply(complaint: Complaint, event: ComplaintEvent): Complaint {
  const { starts = [], to } = event
  const clocks =
    starts.length > 0 || event.stops || event.resumes || event.type === 'reminded' || event.type === 'recalculated'
      ? [...complaint.clocks.map((clock) => turn(clock, event)), ...starts]
      : complaint.clocks
  const state = to ?? complaint.state
  const next: Complaint = {
    ...complaint,
    ...changesOf(complaint, event),
    state,
    round: event.opens ?? event.round,
    clocks,
    isOpen: !ENDED.includes(state),
    events: [...complaint.events, event],
    version: complaint.version + 1,
  }
  return withDerived(next)
}

function turn(clock: Clock, event: ComplaintEvent): Clock {
  if (event.stops?.includes(clock.key)) return { ...clock, stoppedAt: event.at }
  if (event.resumes?.includes(clock.key)) {
    const { stoppedAt: _, ...running } = clock
    return running
  }
  if (event.data?.clock !== clock.key) return clock
  if (event.type === 'reminded') return { ...clock, told: [...clock.told, ...(event.data.reminders as readonly string[])] }
  return event.type === 'recalculated' ? { ...clock, ...(event.record?.clocks?.[0] ?? {}) } : clock
}

/** What an event changes beside state and clocks. */
function changesOf(complaint: Complaint, { type, data = {}, record, at, to, by }: ComplaintEvent): Partial<Complaint> {
  const { report } = complaint
  switch (type) {
    case 'received':
    case 'completed':
      return { ...record }
    case 'addressed':
      return {
        report: { ...report, recipients: data.recipients as unknown as readonly Recipient[] },
        departments: data.departments as readonly string[],
      }
    case 'reported':
      return { report: { ...report, reportedAt: at } }
    case 'delivered': {
      const recipients = report.recipients.map((one) => (one.id === data.recipient ? { ...one, deliveredAt: at } : one))
      return { report: { ...report, recipients, ...(typeof data.sameDayOk === 'boolean' && { sameDayOk: data.sameDayOk }) } }
    }
    case 'phoned': {
      const recipients = report.recipients.map((one) =>
        one.id === data.recipientId ? { ...one, deliveredAt: new Date(String(data.phonedAt)), byPhone: true } : one,
      )
      return { report: { ...report, recipients, ...(typeof data.sameDayOk === 'boolean' && { sameDayOk: data.sameDayOk }) } }
    }
    case 'missedSameDay':
      return { report: { ...report, sameDayOk: false } }
    case 'confirmed':
      return { report: { ...report, recipients: report.recipients.map((one) => (one.id === by?.id ? { ...one, confirmedAt: at } : one)) } }
    case 'rerouted':
      return {
        plant: String(data.toPlant),
        departments: data.departments as readonly string[],
        report: { ...report, recipients: data.recipients as unknown as readonly Recipient[] },
      }
    case 'supplemented':
    case 'absorbed':
      return {
        attachments: [...complaint.attachments, ...((data.files ?? []) as Complaint['attachments'])],
        followUps: complaint.followUps.map((followUp) => afterAddition(followUp, { at, data })),
      }
    case 'followUpReminded':
      return { followUpDueAt: new Date(String(data.next)) }
    case 'deskChecked':
      return typeof data.lane === 'string' ? { laneKey: laneKeyOf(complaint.plant, data.lane) } : {}
    case 'factsWritten':
      return { causeCode: String(data.causeCode) }
    case 'liabilitySet':
      return {
        liability: data.liability as NonNullable<Complaint['liability']>,
        ...(Array.isArray(data.respDepts) && { departments: data.respDepts as readonly string[] }),
      }
    case 'calledBack':
      return {
        overall: Number(data.overall),
        callbacks: [...complaint.callbacks, { at, round: complaint.round, overall: Number(data.overall) }],
        callbackOutcome: 'answered',
        ...(to === 'CLOSED' && { closedAt: at }),
        ...(to === 'INVESTIGATING' && { liability: undefined }),
      }
    case 'closedUnreachable':
      return { callbackOutcome: 'unreachable', closedAt: at }
    case 'reopened':
      return { closedAt: undefined, liability: undefined }
    case 'withdrawn':
      return { closedAt: at }
    case 'merged':
      return { closedAt: at, mergedInto: String(data.target) }
    case 'majorSuspected':
      return { major: 'SUSPECTED', majorClass: undefined }
    case 'majorClassified':
      return data.majorClass === 'NONE'
        ? { major: 'DONE', majorClass: 'NONE' }
        : { major: 'CLASSIFIED', majorClass: String(data.majorClass) }
    case 'opinionGiven':
      return {
        major:
          complaint.majorClass === 'MAJOR_LIABILITY' && complaint.events.some((event) => event.type === 'gmInstructed')
            ? 'GM_HANDLING'
            : 'OPINION_GIVEN',
      }
    case 'gmInstructed':
      return complaint.major === 'OPINION_GIVEN' ? { major: 'GM_HANDLING' } : {}
    case 'majorDone':
      return { major: 'DONE' }
    case 'majorLowered':
      return { major: 'LOWERED', majorClass: undefined }
    case 'meetingProposed':
      return { meeting: 'PROPOSED', measures: [] }
    case 'meetingConvened':
      return { meeting: 'CONVENED' }
    case 'meetingDeclined':
      return { meeting: 'DECLINED' }
    case 'minutesFiled':
      return { meeting: 'MINUTES_FILED' }
    default:
      return changesOfMeasures(complaint, type, data, at)
  }
}

function changesOfMeasures(
  { measures }: Complaint,
  type: ComplaintEvent['type'],
  data: NonNullable<ComplaintEvent['data']>,
  at: Date,
): Partial<Complaint> {
  if (type === 'measureAdded') {
    const added: Measure = {
      id: String(data.measureId),
      text: String(data.measure),
      department: String(data.department),
      due: String(data.due),
    }
    return { meeting: 'MEASURES_OPEN', measures: [...measures, added] }
  }
  const change = type === 'measureDone' ? { doneAt: at } : type === 'measureVerified' ? { verifiedAt: at } : undefined
  if (!change) return {}
  const changed = measures.map((measure) => (measure.id === data.measureId ? { ...measure, ...change } : measure))
  return { measures: changed, ...(changed.every(({ verifiedAt }) => verifiedAt) && { meeting: 'VERIFIED' as const }) }
}

const laneKeyOf = (plant: string | undefined, lane: string): string => `${plant ?? '-'}|${keyOf(lane)}`

/** What can be read off the rest and is kept for queries. */
function withDerived(complaint: Complaint): Complaint {
  const running = complaint.clocks.filter(({ stoppedAt }) => !stoppedAt)
  const earliest = (times: readonly (Date | undefined)[]) =>
    times.reduce<Date | undefined>((first, time) => (time && (!first || time < first) ? time : first), undefined)
  const remindAt = earliest(running.map((clock) => nextReminder(clock)?.at))
  // samples and results are kept long after everything else; they are no reason to hurry now
  const pressing = running.filter(({ id }) => !['T1', 'T6a', 'T6b', 'T7'].includes(id))
  const overdueAt = earliest(pressing.map(({ legalEndAt }) => legalEndAt))
  const nextDueAt = earliest((pressing.length > 0 ? pressing : running.filter(({ id }) => id !== 'T1')).map(({ dueAt }) => dueAt))
  return {
    ...complaint,
    followUpDueAt: complaint.followUps.some(({ doneAt }) => !doneAt) ? complaint.followUpDueAt : undefined,
    waitingFor: seatsWaiting(complaint),
    remindAt,
    nextDueAt,
    overdueAt,
    isProvisional: running.some((clock) => clock.isProvisional) || undefined,
  }
}
