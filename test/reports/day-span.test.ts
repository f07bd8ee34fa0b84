import { describe, expect, it } from 'vitest'
import { spanNamed, wholeMonthsIn, yearBefore } from '../../src/reports/day-span.js'

/** Tuesday, 3 November 2026, 10:00 in Shanghai. */
const AT = new Date('2026-11-03T02:00:00Z')
const span = (from: string, before: string) => ({ from, before })

describe('days that people name', () => {
  it.each([
    ['今天', '2026-11-03', '2026-11-04'],
    ['本周', '2026-11-02', '2026-11-04'],
    ['上周', '2026-10-26', '2026-11-02'],
    ['本月', '2026-11-01', '2026-11-04'],
    ['11月', '2026-11-01', '2026-11-04'],
    ['上月', '2026-10-01', '2026-11-01'],
    ['12月', '2025-12-01', '2026-01-01'],
    ['2025年3月', '2025-03-01', '2025-04-01'],
    ['今年', '2026-01-01', '2026-11-04'],
    ['2026年', '2026-01-01', '2026-11-04'],
    ['去年', '2025-01-01', '2026-01-01'],
    ['2024', '2024-01-01', '2025-01-01'],
    ['近30天', '2026-10-05', '2026-11-04'],
    ['thisweek', '2026-11-02', '2026-11-04'],
    ['last year', '2025-01-01', '2026-01-01'],
  ])('%s', (word, from, before) => {
    expect(spanNamed(word, AT)).toEqual(span(from, before))
  })

  it.each(['渭南', '2027年', '2611', 'T2611-021', ''])('%s is none of time', (word) => {
    expect(spanNamed(word, AT)).toBeUndefined()
  })
})

it('the same days a year before, also of a leap year', () => {
  expect(yearBefore(span('2026-01-01', '2026-11-04'))).toEqual(span('2025-01-01', '2025-11-04'))
  // up to and with 28 February; from 29 February on
  expect(yearBefore(span('2028-02-01', '2028-02-29'))).toEqual(span('2027-02-01', '2027-03-01'))
  expect(yearBefore(span('2028-02-29', '2028-03-05'))).toEqual(span('2027-03-01', '2027-03-05'))
})

it('only whole months count as such', () => {
  expect(wholeMonthsIn(span('2026-08-15', '2026-11-04'))).toEqual(['2026-09', '2026-10'])
  expect(wholeMonthsIn(span('2026-10-01', '2026-11-01'))).toEqual(['2026-10'])
  expect(wholeMonthsIn(span('2026-11-01', '2026-11-04'))).toEqual([])
  expect(wholeMonthsIn(span('2025-12-01', '2026-02-01'))).toEqual(['2025-12', '2026-01'])
})
