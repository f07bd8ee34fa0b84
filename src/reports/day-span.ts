/** Stretches of days that people name: 本月, 去年, 2025年, 10月. Pure; days are `yyyy-MM-dd` in Asia/Shanghai. */
import { addDays, dayOf, instant, weekdayOf } from '../calendar/index.js'
import { monthsAfter, readMonth } from '../reading/month.js'
import { keyOf } from '../reading/normalise.js'

export interface DaySpan {
  readonly from: string
  /** The day after the last one. */
  readonly before: string
}

/** What is named by one word; undefined where it is none of time. */
export function spanNamed(word: string, at: Date): DaySpan | undefined {
  const key = keyOf(word)
  const today = dayOf(at)
  const tomorrow = addDays(today, 1)
  const month = today.slice(0, 7)
  const year = Number(today.slice(0, 4))
  const monday = addDays(today, -((weekdayOf(today) + 6) % 7))
  const ofYear = (one: number): DaySpan => ({ from: `${one}-01-01`, before: `${one + 1}-01-01` })
  const known: Readonly<Record<string, DaySpan>> = {
    今天: { from: today, before: tomorrow },
    本周: { from: monday, before: tomorrow },
    上周: { from: addDays(monday, -7), before: monday },
    本月: { from: `${month}-01`, before: tomorrow },
    今年: { from: `${year}-01-01`, before: tomorrow },
    去年: ofYear(year - 1),
    近30天: { from: addDays(today, -29), before: tomorrow },
  }
  const english: Readonly<Record<string, string>> = { thisweek: '本周', thismonth: '本月', thisyear: '今年', lastyear: '去年' }
  const span = known[english[key] ?? key]
  if (span) return span
  const [, named] = /^(20\d\d)年?$/.exec(key) ?? []
  if (named) return Number(named) > year ? undefined : Number(named) === year ? known.今年 : ofYear(Number(named))
  const reading = readMonth(word, at)
  if (!reading.ok) return undefined
  return reading.value === month ? known.本月 : { from: `${reading.value}-01`, before: `${monthsAfter(reading.value, 1)}-01` }
}

/** The same days a year before. */
export const yearBefore = ({ from, before }: DaySpan): DaySpan => ({ from: dayYearBefore(from), before: dayYearBefore(before) })

/** 29 February is taken as the day after the 28th. */
const dayYearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`.replace(/-02-29$/, '-03-01')

export const during = ({ from, before }: DaySpan) => ({ registeredAt: { $gte: instant(from), $lt: instant(before) } })

/** Every month that has a day in it, as `yyyy-MM`. */
export function monthsIn({ from, before }: DaySpan): string[] {
  const months: string[] = []
  for (let month = from.slice(0, 7); `${month}-01` < before; month = monthsAfter(month, 1)) months.push(month)
  return months
}

/** The months that lie in it from their first day to their last, as `yyyy-MM`. */
export const wholeMonthsIn = (span: DaySpan): string[] =>
  monthsIn(span).filter((month) => `${month}-01` >= span.from && `${monthsAfter(month, 1)}-01` <= span.before)
