/** What the State Council office has published: days off and make-up working days, by year. */
import { createRequire } from 'node:module'
import { findFrom } from './local-time.js'

export interface NationalDay {
  readonly isOff: boolean
  readonly name: string
}
export interface National {
  /** A year that is not listed is unknown, never “without holidays”. */
  readonly years: ReadonlySet<number>
  readonly days: ReadonlyMap<string, NationalDay>
}

/** A year that the library does not know yet: `2027: { off: [2027-01-01..2027-01-03], working: [2027-01-09] }`. */
export interface YearOfDays {
  readonly off: readonly string[]
  readonly working: readonly string[]
}

interface Published {
  /** date → `National Day,国庆节,3` */
  readonly holidays: Readonly<Record<string, string>>
  readonly workdays: Readonly<Record<string, string>>
}

const MAKE_UP = '调休上班'
const nameOf = (text: string) => text.split(',')[1] ?? text

/**
 * Years of the library (npm chinese-days), each replaced by what the company's own file says about it.
 * @param own by the year in four digits
 * @param until what the library knows of later years is left out, as if it were not published
 */
export function nationalDays(own: Readonly<Record<string, YearOfDays>> = {}, until = Number.POSITIVE_INFINITY): National {
  const { holidays, workdays } = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Published
  const published = [
    ...Object.entries(holidays).map(([day, text]) => [day, { isOff: true, name: nameOf(text) }] as const),
    ...Object.entries(workdays).map(([day, text]) => [day, { isOff: false, name: `${nameOf(text)}${MAKE_UP}` }] as const),
  ]
  const days = new Map<string, NationalDay>()
  const years = new Set<number>()
  for (const [day, known] of published) {
    const year = yearOf(day)
    if (year in own || year > until) continue
    days.set(day, known)
    years.add(year)
  }
  for (const [year, { off, working }] of Object.entries(own)) {
    for (const day of off.flatMap(daysOf)) days.set(day, { isOff: true, name: '放假' })
    for (const day of working.flatMap(daysOf)) days.set(day, { isOff: false, name: MAKE_UP })
    if (off.length > 0) years.add(Number(year))
  }
  return { years, days }
}

/** Of a `yyyy-MM-dd`. */
export const yearOf = (day: string): number => Number(day.slice(0, 4))

/** The days of `2026-07-20..2026-07-25`, both ends included, or one day; none where it ends before it begins. @throws RangeError for a range without end */
export function daysOf(range: string): string[] {
  const [first = '', last = first] = range.split('..')
  const days: string[] = []
  return findFrom(first, 1, (day) => {
    if (day > last) return days
    days.push(day)
    return undefined
  })
}
