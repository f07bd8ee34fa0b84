/** The strength of samples (T6), and the filing that may not come before it (TF; domain.md 4.6). */
import { addDays } from '../calendar/index.js'
import type { Clock, Span } from '../cases/case.js'
import { dataOf } from '../cases/history.js'
import type { Complaint, ComplaintEvent } from './model.js'
import type { Rule } from './office-clocks.js'

/** The day that an event names, as the span of a clock. */
export function dayIn(event: ComplaintEvent | undefined, field: string, days = 0): Span | undefined {
  const day = event && dataOf(event)[field]
  return typeof day === 'string' ? { day: days === 0 ? day : addDays(day, days) } : undefined
}
export const sampleOf = (event: ComplaintEvent): string => String(dataOf(event).sampleNo ?? '')

/** By the clock: the ages whose result it waits for. The later one serves for both, where the first was not reported. */
const AGES: Readonly<Record<string, readonly string[]>> = { T6a: ['D3', 'D28'], T6b: ['D28'] }

/** A result is of one sample; what an earlier version wrote does not say of which. */
export function isResultFor({ id, about }: Clock, event: ComplaintEvent): boolean {
  const isOfSample = about === undefined || dataOf(event).sampleNo === undefined || about === sampleOf(event)
  return event.type === 'labResult' && isOfSample && (AGES[id] ?? []).includes(String(dataOf(event).age))
}

/** True where no strength is to come any more after this event. @param record before it */
function isLastResult({ clocks }: Complaint, event: ComplaintEvent): boolean {
  const awaited = clocks.filter(({ id, stoppedAt }) => !stoppedAt && AGES[id])
  return awaited.length > 0 && awaited.every((clock) => isResultFor(clock, event))
}

const isAwaited = ({ clocks }: Complaint): boolean => clocks.some(({ id, stoppedAt }) => !stoppedAt && AGES[id])

const strength = (days: number): Rule => ({
  starts: ['sampled'],
  stops: ['labResult'],
  span: (_, event) => dayIn(event, 'castOn', days),
  isStoppedBy: isResultFor,
  pressing: 'last',
  chase: [
    ['noon', 'QC'],
    ['overdue', 'QC', 'QC_HEAD'],
  ],
  isBeside: true,
  about: sampleOf,
})

export const LAB_CLOCKS = {
  // the day after the cubes are broken
  T6a: strength(4),
  T6b: strength(29),
  // it may not be filed before the strength is known, and nobody is late with what they may not do
  TF: {
    starts: ['explained', 'replySigned', 'executed', 'labResult'],
    stops: ['filingAccepted', 'labResult'],
    isStoppedBy: (_, event, record) => event.type !== 'labResult' || isLastResult(record, event),
    span({ filingDays: days }, event, record) {
      const isNext =
        event.type === 'labResult' ? record.state === 'FILING' && isLastResult(record, event) : event.to === 'FILING' && !isAwaited(record)
      return isNext ? { days } : undefined
    },
    chase: [
      ['noon', 'QC', 'CS'],
      ['overdue', 'QC_HEAD', 'MKT_HEAD'],
    ],
  },
} as const satisfies Readonly<Record<string, Rule>>
