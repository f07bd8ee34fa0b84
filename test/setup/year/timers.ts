/**
 * Every time that runs, written by hand from domain.md 7 (T1 to T7, with the defaults of section 9) and from what the company is promised beyond it
 * (README, “The company’s own rules”); and when each of them ends and is spoken of, worked out with the days of `days.ts`.
 */
import type { CaseEvent, CaseRecord, Reminder, Seat } from '../../../src/cases/case.js'
import { dataOf } from '../../../src/cases/history.js'
import {
  afterNight,
  at,
  closingTime,
  dayOf,
  daysFrom,
  HOUR,
  isPublished,
  isWorkingDay,
  MINUTE,
  workingDayAfter,
  workingHoursAfter,
} from './days.js'

type Moment = Reminder['id']
type Length =
  | { readonly workingDays: number }
  | { readonly workingHours: number }
  | { readonly hours: number }
  | { readonly until: string }
  | { readonly midnightOf: string }
  | { readonly moment: string }

/** An event among those before it. */
interface Occasion {
  readonly event: CaseEvent
  readonly before: readonly CaseEvent[]
}
interface Timer {
  readonly starts: readonly string[]
  readonly stops: readonly string[]
  /** Nobody waits for it any more after these, though none of them does it. */
  readonly lapses?: readonly string[]
  readonly resumes?: readonly string[]
  /** Undefined where the event does not start it after all. */
  lasts(occasion: Occasion): Length | undefined
  readonly chase: readonly (readonly [Moment, ...Seat[]])[]
  /** Where not each of these stops it. @param started the event that started it */
  isStopped?(occasion: Occasion, started: CaseEvent): boolean
  /** Runs on when the case ends, or another round begins. */
  readonly isBeside?: true
  /** Nights are no excuse. */
  readonly isUrgent?: true
  /** Where they are not at the usual times. */
  readonly moments?: Partial<Record<Moment, (lastDay: string, plant?: string) => Date>>
}

const days = (workingDays: number) => (): Length => ({ workingDays })
const only = (is: (occasion: Occasion) => boolean, length: Length) => (occasion: Occasion) => (is(occasion) ? length : undefined)
const leadsTo = (state: string) => (occasion: Occasion) => occasion.event.to === state
const says = (field: string, value: unknown) => (occasion: Occasion) => dataOf(occasion.event)[field] === value
const usual = (first: Seat, ...above: readonly Seat[]): Timer['chase'] => [
  ['due', first],
  ['overdue', first, ...above],
]
const last = (before: readonly CaseEvent[], type: string) => before.findLast((event) => event.type === type)
const isSince = (before: readonly CaseEvent[], type: string, other: string) =>
  before.findLastIndex((event) => event.type === type) > before.findLastIndex((event) => event.type === other)
const dayGiven = (event: CaseEvent | undefined, field: string, count = 0): Length => ({
  until: daysFrom(String(dataOf(event ?? {})[field]), count),
})

/** Strengths that have not been reported, by sample (4.6). */
const awaited = (events: readonly CaseEvent[]): unknown[] =>
  events
    .filter(({ type }) => type === 'sampled')
    .map((event) => dataOf(event).sampleNo)
    .filter((no) => !events.some((event) => event.type === 'labResult' && dataOf(event).sampleNo === no && dataOf(event).age === 'D28'))
const isReady = ({ event, before }: Occasion): boolean => {
  if (awaited([...before, event]).length > 0) return false
  const state = before.findLast(({ to }) => to)?.to
  return event.type === 'labResult' ? state === 'FILING' && awaited(before).length > 0 : event.to === 'FILING'
}
const isSameSample = ({ event }: Occasion, started: CaseEvent): boolean => dataOf(event).sampleNo === dataOf(started).sampleNo

const strength = (age: number, ages: readonly string[]): Timer => ({
  starts: ['sampled'],
  stops: ['labResult'],
  lasts: ({ event }) => dayGiven(event, 'castOn', age + 1), // they are broken on the day before
  isStopped: (occasion, started) => isSameSample(occasion, started) && ages.includes(String(dataOf(occasion.event).age)),
  chase: [
    ['noon', 'QC'],
    ['overdue', 'QC', 'QC_HEAD'],
  ],
  isBeside: true,
})

/** R19.1.b: MKT_HEAD, QC_HEAD and one department have it. */
function isReported({ event, before }: Occasion): boolean {
  const addressed = dataOf(last(before, 'addressed') ?? {}).recipients as unknown as readonly {
    readonly id: string
    readonly role: string
  }[]
  const reached = [...before, event].filter(({ type }) => type === 'delivered').map((one) => dataOf(one).recipient)
  return ['MKT_HEAD', 'QC_HEAD', 'DEPT'].every((role) => addressed.some((one) => one.role === role && reached.includes(one.id)))
}
const isLiable = (events: readonly CaseEvent[]): boolean => dataOf(last(events, 'majorClassified') ?? {}).majorClass === 'MAJOR_LIABILITY'

const verified = (source: 'COMPLAINT' | undefined, chase: Timer['chase']): Timer => ({
  starts: ['measureDone'],
  stops: ['measureVerified', 'measureFailed'],
  lasts({ event, before }) {
    if (dataOf(before[0]!).source !== source) return undefined
    const checkOn = dataOf(last(before, 'measureFailed') ?? before[0]!).checkOn
    if (typeof checkOn !== 'string') return { workingDays: 3 }
    return { until: checkOn > dayOf(event.at) ? checkOn : dayOf(event.at) }
  },
  chase,
})

/** What a colleague asks a colleague about a case of any kind: nobody else waits for it. */
const ASKED: Readonly<Record<string, Timer>> = {
  TQ: {
    starts: ['copied'],
    stops: ['replied'],
    lasts: only(says('wantsReply', true), { workingDays: 1 }),
    isStopped: ({ event }, started) => dataOf(event).about === dataOf(started).about,
    chase: [['due', 'COPIED']],
    isBeside: true,
  },
}

export const TIMERS: Readonly<Record<string, Readonly<Record<string, Timer>>>> = {
  complaint: {
    ...ASKED,
    T1: {
      starts: ['registered', 'registeredPartly'],
      stops: ['delivered'],
      lasts: ({ before }) => ({ midnightOf: dayOf(toldAt(before)) }),
      isStopped: isReported,
      moments: { noon: (day) => at(day, '17:00'), due: (day) => at(day, '21:00') },
      chase: [
        ['noon', 'CS'],
        ['due', 'CS'],
        ['overdue', 'MKT_HEAD', 'CS'],
      ],
      isBeside: true,
      isUrgent: true,
    },
    T1b: {
      starts: ['registeredPartly'],
      stops: ['completed'],
      lasts: days(1),
      chase: [
        ['early', 'REGISTRAR', 'CS'],
        ['due', 'REGISTRAR', 'CS'],
        ['overdue', 'CS', 'MKT_HEAD'],
      ],
    },
    T2: {
      starts: ['reported', 'rerouted'],
      stops: ['accepted'],
      // row 6: the same clock, unless the first plant had accepted it
      lasts: only(({ event }) => event.from !== 'REPORTED', { workingHours: 2 }),
      chase: [
        ['due', 'QC'],
        ['again', 'QC', 'QC_HEAD', 'MKT_HEAD'],
      ],
    },
    T2a: {
      starts: ['reported', 'rerouted', 'redirected'],
      stops: ['confirmed'],
      lapses: ['rerouted', 'redirected', 'liabilitySet'],
      lasts: () => ({ workingHours: 2 }),
      isStopped: ({ event }) => event.role === 'DEPT',
      chase: [
        ['due', 'DEPT'],
        ['again', 'DEPT', 'CS'],
        ['dayAfter', 'MKT_HEAD'],
      ],
    },
    T2b: {
      starts: ['deskChecked'],
      stops: ['visitLeft', 'visitRecorded', 'factsWritten'],
      resumes: ['visitCancelled'],
      lapses: ['rerouted'],
      lasts: only(says('needSite', true), { workingDays: 1 }),
      chase: [
        ['due', 'CS', 'QC'],
        ['overdue', 'MKT_HEAD'],
      ],
    },
    T2c: {
      starts: ['accepted', 'customerObjected', 'calledBack', 'reopened'],
      stops: ['factsWritten'],
      lapses: ['rerouted'],
      lasts: only(leadsTo('INVESTIGATING'), { workingDays: 3 }),
      chase: [
        ['before', 'QC'],
        ['noon', 'QC'],
        ['overdue', 'QC_HEAD'],
      ],
    },
    T3: {
      starts: ['liabilitySet', 'planRefused'],
      stops: ['planProposed'],
      resumes: ['planRejected', 'planRecalled'],
      lasts: only(leadsTo('PLANNING'), { workingDays: 3 }),
      chase: [
        ['before', 'QC', 'DEPT'],
        ['noon', 'QC', 'DEPT'],
        ['overdue', 'QC_HEAD', 'MKT_HEAD'],
        ['dayAfter', 'GM'],
      ],
    },
    T3a: {
      starts: ['customerConfirmed', 'goneOnUnanswered'],
      stops: ['liabilitySet', 'customerObjected'],
      lasts: days(1),
      chase: usual('QC', 'QC_HEAD', 'MKT_HEAD'),
    },
    T3b: {
      starts: ['liabilitySet'],
      stops: ['explained'],
      lasts: only(leadsTo('NOT_OURS'), { workingDays: 3 }),
      chase: [
        ['before', 'CS'],
        ['noon', 'CS'],
        ['overdue', 'MKT_HEAD'],
      ],
    },
    T3c: { starts: ['planProposed'], stops: ['planApproved', 'planRejected'], lasts: days(1), chase: usual('MKT_HEAD', 'GM') },
    T3d: {
      starts: ['explained'],
      stops: ['replySigned', 'explained'],
      lasts: only(says('replyNeeded', true), { workingDays: 1 }),
      chase: usual('QC_HEAD', 'MKT_HEAD'),
    },
    T3e: {
      starts: ['planApproved'],
      stops: ['planApproved', 'planRejected', 'planRecalled'],
      lasts: only(leadsTo('PLANNING'), { workingDays: 1 }),
      chase: usual('GM', 'MKT_HEAD'),
    },
    T4: {
      starts: ['factsWritten'],
      stops: ['customerConfirmed', 'customerObjected', 'goneOnUnanswered'],
      lasts: days(3),
      chase: [
        ['early', 'CS'],
        ['noon', 'CS'],
        ['due', 'CS', 'MKT_HEAD'],
      ],
    },
    T4b: {
      starts: ['planApproved'],
      stops: ['planAccepted', 'planRefused', 'planRecalled'],
      lasts: only(leadsTo('PLAN_OFFERED'), { workingDays: 3 }),
      chase: [
        ['early', 'CS'],
        ['noon', 'CS'],
        ['overdue', 'MKT_HEAD'],
      ],
    },
    T5: {
      starts: ['filingAccepted', 'withdrawn'],
      stops: ['calledBack', 'closedUnreachable'],
      lasts: days(2),
      chase: [
        ['noon', 'CS'],
        ['overdue', 'MKT_HEAD', 'CS'],
      ],
      isBeside: true,
    },
    T5a: {
      starts: ['planAccepted'],
      stops: ['executed'],
      lasts: ({ before }) => dayGiven(last(before, 'planProposed'), 'planDue'),
      chase: [
        ['before', 'DEPT', 'ASSIGNEE'],
        ['noon', 'DEPT', 'ASSIGNEE'],
        ['overdue', 'MKT_HEAD', 'DEPT', 'ASSIGNEE'],
      ],
    },
    T5b: {
      starts: ['calledBack'],
      stops: ['callbackReviewed', 'calledBack'],
      lasts: only(({ event }) => Number(dataOf(event).overall) <= 3, { workingDays: 2 }),
      chase: usual('MKT_HEAD', 'GM'),
      isBeside: true,
    },
    T6a: strength(3, ['D3', 'D28']),
    T6b: strength(28, ['D28']),
    TP: {
      starts: ['messageFailed'],
      stops: ['toldByPhone'],
      lapses: ['messageFailed'],
      lasts: days(1),
      chase: usual('CS', 'MKT_HEAD'),
      isBeside: true,
    },
    T7: {
      starts: ['sampled'],
      stops: ['sampleDisposed'],
      lasts: ({ event }) => dayGiven(event, 'sampledOn', dataOf(event).basis === 'GOODS' ? 40 : 90),
      isStopped: isSameSample,
      moments: { early: (day) => at(daysFrom(day, -7), '09:00'), before: (day) => at(daysFrom(day, -1), '09:00') },
      chase: [
        ['early', 'QC'],
        ['before', 'QC'],
        ['due', 'QC'],
        ['overdue', 'QC', 'QC_HEAD'],
      ],
      isBeside: true,
    },
    TF: {
      starts: ['explained', 'replySigned', 'executed', 'labResult'],
      stops: ['filingAccepted'],
      lasts: only(isReady, { workingDays: 2 }),
      chase: [
        ['noon', 'QC', 'CS'],
        ['overdue', 'QC_HEAD', 'MKT_HEAD'],
      ],
    },
    TFa: {
      starts: ['planProposed'],
      stops: ['filedFirst', 'filingAccepted'],
      lapses: ['planRejected', 'planRecalled', 'planRefused'],
      lasts: only(({ before }) => !isSince(before, 'filedFirst', 'planRefused'), { workingDays: 2 }),
      chase: usual('CS', 'MKT_HEAD'),
    },
    TM1: {
      starts: ['majorSuspected'],
      stops: ['majorClassified', 'majorLowered'],
      lasts: () => ({ hours: 2 }),
      chase: [['due', 'PROD_TECH', 'MKT_HEAD']],
      isBeside: true,
      isUrgent: true,
    },
    TM2: {
      starts: ['majorClassified'],
      stops: ['opinionGiven', 'majorLowered'],
      lasts: only((occasion) => !says('majorClass', 'NONE')(occasion), { workingDays: 1 }),
      chase: [
        ['due', 'PROD_TECH'],
        ['overdue', 'MKT_HEAD', 'GM'],
      ],
      isBeside: true,
    },
    TM3: {
      starts: ['majorClassified'],
      stops: ['gmInstructed', 'majorLowered'],
      lasts: only(says('majorClass', 'MAJOR_LIABILITY'), { workingDays: 1 }),
      chase: usual('GM', 'MKT_HEAD'),
      isBeside: true,
    },
    TM4: {
      starts: ['opinionGiven', 'gmInstructed'],
      stops: ['majorDone', 'majorLowered'],
      // of a liability incident when both have spoken
      lasts: only(
        ({ event, before }) =>
          event.type === 'opinionGiven'
            ? !isLiable(before) || last(before, 'gmInstructed') !== undefined
            : isLiable(before) && last(before, 'opinionGiven') !== undefined,
        { workingDays: 5 },
      ),
      chase: usual('PROD_TECH', 'MKT_HEAD', 'GM'),
      isBeside: true,
    },
  },
  meeting: {
    ...ASKED,
    TG1: {
      starts: ['meetingOpened'],
      stops: ['meetingConvened', 'meetingDeclined'],
      lasts: days(3),
      chase: [
        ['noon', 'GM'],
        ['overdue', 'GM', 'MKT_HEAD'],
      ],
    },
    TG2: {
      starts: ['meetingConvened'],
      stops: ['minutesFiled', 'meetingConvened'],
      lasts: ({ event }) => dayGiven(event, 'meetingOn'),
      chase: [['before', 'MKT_HEAD', 'QC_HEAD', 'GM'], ...usual('MKT_HEAD', 'GM')],
    },
    TG4: { starts: ['minutesFiled'], stops: ['measureAdded'], lasts: days(2), chase: usual('MKT_HEAD', 'GM') },
  },
  correctiveAction: {
    ...ASKED,
    TG3: {
      starts: ['measureGiven', 'measureFailed'],
      stops: ['measureDone'],
      lasts: ({ event }) => dayGiven(event, 'due'),
      chase: [
        ['before', 'DEPT', 'ASSIGNEE'],
        ['noon', 'DEPT', 'ASSIGNEE'],
        ['overdue', 'DEPT', 'ASSIGNEE', 'MKT_HEAD'],
        ['dayAfter', 'GM'],
      ],
    },
    TG5: verified(undefined, usual('MKT_HEAD', 'GM')),
    TG6: verified('COMPLAINT', [['before', 'QC'], ...usual('QC', 'QC_HEAD', 'MKT_HEAD')]),
  },
  gift: {
    ...ASKED,
    decision: {
      starts: ['giftRequested'],
      stops: ['giftApproved', 'giftRejected', 'giftCancelled'],
      lasts: days(2),
      chase: usual('MKT_HEAD', 'GM'),
    },
    second: {
      starts: ['giftApproved'],
      stops: ['giftConfirmed', 'giftRejected', 'giftCancelled'],
      lasts: only(leadsTo('APPROVED_ONCE'), { workingDays: 2 }),
      chase: usual('GM', 'MKT_HEAD'),
    },
    proof: {
      starts: ['giftApproved', 'giftConfirmed'],
      stops: ['giftGiven', 'giftCancelled'],
      lasts: only(leadsTo('APPROVED'), { workingDays: 10 }),
      chase: usual('REGISTRAR', 'MKT_HEAD'),
    },
    filing: { starts: ['giftGiven'], stops: ['giftFiled'], lasts: days(2), chase: usual('CS', 'MKT_HEAD') },
  },
  reception: {
    ...ASKED,
    TR1: {
      starts: ['receptionPlanned', 'receptionMoved'],
      stops: ['receptionRecorded', 'receptionMoved', 'receptionCancelled'],
      lasts: ({ event }) => ({ moment: String(dataOf(event).at) }),
      moments: { dayAfter: (day, plant) => at(workingDayAfter(at(day), 1, plant), '09:00') },
      chase: [
        ['before', 'REGISTRAR'],
        ['hour', 'REGISTRAR'],
        ['dayAfter', 'REGISTRAR'],
      ],
    },
  },
  helpRequest: {
    ...ASKED,
    TH: {
      starts: ['helpAsked'],
      stops: ['helped', 'served'],
      lasts: () => ({ workingHours: 2 }),
      chase: [
        ['due', 'CS'],
        ['again', 'CS', 'MKT_HEAD'],
      ],
    },
  },
  secrecy: {
    ...ASKED,
    TS1: {
      starts: ['secrecyReported'],
      stops: ['secrecyHandled'],
      lasts: ({ event }) => ({ midnightOf: dayOf(event.at) }),
      moments: { due: (day) => at(day, '21:00') },
      chase: usual('MKT_HEAD'),
      isUrgent: true,
    },
  },
}

/** When the customer said it (6.4), not when it was typed. */
function toldAt([received]: readonly CaseEvent[]): Date {
  return (received!.record as { readonly receivedAt: Date }).receivedAt
}

/** What one clock should be. */
export interface Expected {
  /** The number of the event that starts it is part of it. */
  readonly key: string
  readonly id: string
  readonly startedAt: Date
  readonly dueAt: Date
  readonly legalEndAt: Date
  readonly isProvisional: boolean
  readonly stoppedAt?: Date
  readonly reminders: readonly { readonly id: Moment; readonly at: Date; readonly to: readonly Seat[] }[]
  /** When it ran, from and to. */
  readonly ran: readonly (readonly [Date, Date | undefined])[]
}

const ENDED = ['CLOSED', 'WITHDRAWN', 'MERGED', 'VERIFIED', 'DECLINED', 'FILED', 'REJECTED', 'CANCELLED', 'RECEIVED', 'HANDLED']

/** The clocks that a case should have had, in the order in which they began. */
export function expectedClocks({ caseKind, events, plant: present }: CaseRecord): Expected[] {
  return events.flatMap((event, index) => {
    const before = events.slice(0, index)
    const plant = plantAfter(events.slice(0, index + 1), present)
    return Object.entries(TIMERS[caseKind]!).flatMap(([id, timer]) => {
      const length = timer.starts.includes(event.type) ? timer.lasts({ event, before }) : undefined
      return length ? [expected(`${id}#${index}`, id, timer, length, { event, events: events.slice(index + 1), before, plant })] : []
    })
  })
}

/** Where it belongs once these have happened: whoever it is given to works by the days of their own plant. */
function plantAfter(events: readonly CaseEvent[], present: string | undefined): string | undefined {
  const moved = events.findLast(({ type }) => type === 'rerouted')
  if (moved) return String(dataOf(moved).toPlant)
  const begun = events[0]?.record as { readonly plant?: string } | undefined
  return begun?.plant ?? present
}

interface Begun {
  readonly event: CaseEvent
  readonly before: readonly CaseEvent[]
  readonly events: readonly CaseEvent[]
  readonly plant: string | undefined
}

function expected(key: string, id: string, timer: Timer, length: Length, { event, before, events, plant }: Begun): Expected {
  const startedAt = id === 'T1' ? toldAt(before) : event.at
  const times = endOf(length, startedAt, plant)
  const ran: [Date, Date | undefined][] = [[event.at, undefined]]
  for (const [index, later] of events.entries()) {
    const [, until] = ran.at(-1)!
    const occasion = { event: later, before: [...before, event, ...events.slice(0, index)] }
    if (until === undefined && endsWith(timer, occasion, event)) ran[ran.length - 1]![1] = later.at
    else if (until !== undefined && timer.starts.includes(later.type) && timer.resumes) break
    else if (until !== undefined && timer.resumes?.includes(later.type)) ran.push([later.at, undefined])
  }
  const stoppedAt = ran.at(-1)![1]
  return {
    key,
    id,
    startedAt,
    ...times,
    ...(stoppedAt && { stoppedAt }),
    reminders: remindersOf(timer, times, startedAt, event.at, plant),
    ran,
  }
}

function endsWith({ stops, lapses = [], isStopped, isBeside, chase }: Timer, occasion: Occasion, started: CaseEvent): boolean {
  const { type, to, opens, role } = occasion.event
  if (stops.includes(type) && (isStopped?.(occasion, started) ?? true)) return true
  if (lapses.includes(type)) return true
  // a department that does more than to say 收到 has heard of it
  if (lapses.includes('redirected') && chase[0]?.[1] === 'DEPT' && role === 'DEPT') return true
  return !isBeside && (opens !== undefined || (to !== undefined && ENDED.includes(to)))
}

function endOf(length: Length, startedAt: Date, plant: string | undefined): Pick<Expected, 'dueAt' | 'legalEndAt' | 'isProvisional'> {
  const exactly = (dueAt: Date, legalEndAt = dueAt, isProvisional = false) => ({ dueAt, legalEndAt, isProvisional })
  if ('workingDays' in length) {
    const day = workingDayAfter(startedAt, length.workingDays, plant)
    return exactly(closingTime(day, plant), at(day, '24:00'), !isPublished(day))
  }
  if ('workingHours' in length) {
    const dueAt = workingHoursAfter(startedAt, length.workingHours, plant)
    return exactly(dueAt, dueAt, !isPublished(dayOf(dueAt)))
  }
  if ('hours' in length) return exactly(new Date(startedAt.getTime() + length.hours * HOUR))
  if ('midnightOf' in length) return exactly(at(length.midnightOf, '24:00'))
  if ('moment' in length) return exactly(new Date(length.moment), at(dayOf(new Date(length.moment)), '24:00'))
  return exactly(closingTime(length.until, plant), at(length.until, '24:00'))
}

/** @param now when the clock began to run, which is later than its start where it was typed later */
function remindersOf(
  { chase, moments = {}, isUrgent }: Timer,
  { dueAt, legalEndAt }: Pick<Expected, 'dueAt' | 'legalEndAt'>,
  startedAt: Date,
  now: Date,
  plant: string | undefined,
): Expected['reminders'] {
  const lastDay = dayOf(new Date(dueAt.getTime() - 1))
  const usualTimes: Record<Moment, () => Date> = {
    early: () => at(workingDayAfter(startedAt, 1, plant), '09:00'),
    before: () => at(workingDayAfter(at(lastDay), -1, plant), '09:00'),
    noon: () => at(lastDay, '12:00'),
    hour: () => new Date(dueAt.getTime() - HOUR),
    due: () => dueAt,
    again: () => workingHoursAfter(dueAt, 1, plant),
    overdue: () => legalEndAt,
    dayAfter: () => at(workingDayAfter(dueAt, 1, plant), '24:00'),
  }
  return chase
    .flatMap(([id, ...to]) => {
      const planned = moments[id]?.(lastDay, plant) ?? usualTimes[id]()
      // what is late from the start is chased ten minutes later
      const moment = isUrgent
        ? planned <= now && moments.due
          ? new Date(now.getTime() + 10 * MINUTE)
          : planned
        : awake(id, planned, plant)
      return moment <= now && ['early', 'before', 'noon', 'hour'].includes(id) ? [] : [{ id, at: moment, to }]
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

/** Not at night; and what is late already not on a day off. */
function awake(id: Moment, planned: Date, plant: string | undefined): Date {
  const moment = afterNight(planned)
  const isLate = id === 'overdue' || id === 'dayAfter'
  return isLate && !isWorkingDay(dayOf(moment), plant) ? at(workingDayAfter(moment, 1, plant), '07:00') : moment
}
