import { dayOf } from '../calendar/local-time.js'
import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { type Reading, refuse } from './reading.js'

const MOST_YEARS = 5
const RELATIVE: Readonly<Record<string, number>> = {
  本月: 0,
  这个月: 0,
  当月: 0,
  上月: -1,
  上个月: -1,
  上上月: -2,
  上上个月: -2,
  'this month': 0,
  'last month': -1,
}
const YEARS: Readonly<Record<string, number>> = { 今年: 0, 去年: -1, 前年: -2 }

/**
 * `上月`, `10月`, `十月份`, `2026年10月`, `去年12月`, `2026-10`, `202610`, understood from `at` in Asia/Shanghai; a month alone is the last one of its name.
 * @param options `isOver`: the month that goes on is not taken
 * @returns `yyyy-MM`; refused as `month`, `monthFuture`, `monthOpen`, or `monthRange` with `years`
 */
export function readMonth(text: string, at: Date, { isOver = false } = {}): Reading<string> {
  const now = dayOf(at).slice(0, 7)
  const month = monthIn(tidy(text).toLowerCase().replace(/\s+/g, ' '), now)
  if (month === undefined) return refuse('month')
  if (month > now) return refuse('monthFuture')
  if (isOver && month === now) return refuse('monthOpen')
  return month < monthsAfter(now, -12 * MOST_YEARS) ? refuse('monthRange', { years: MOST_YEARS }) : { ok: true, value: month }
}

/** So many months after a `yyyy-MM`. @param count may be negative */
export function monthsAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count)).toISOString().slice(0, 7)
}

function monthIn(text: string, now: string): string | undefined {
  const relative = Object.hasOwn(RELATIVE, text) ? RELATIVE[text] : undefined
  if (relative !== undefined) return monthsAfter(now, relative)
  const [, year, number] =
    /^(?:(\d{4}|\d{2}|今年|去年|前年)\s?年?\s?)?([\d零一二三四五六七八九十]{1,3})\s?月(?:份)?$/.exec(text) ??
    /^(\d{4})\s?[-./年]\s?(\d{1,2})$/.exec(text) ??
    /^(20\d{2})(\d{2})$/.exec(text) ??
    []
  const month = number === undefined ? undefined : readNumber(number)
  if (month === undefined || month < 1 || month > 12) return undefined
  const thisYear = Number(now.slice(0, 4))
  if (year !== undefined) return named(YEARS[year] === undefined ? Number(year.padStart(4, '20')) : thisYear + YEARS[year], month)
  return named(thisYear, month) > now ? named(thisYear - 1, month) : named(thisYear, month)
}

const named = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`
