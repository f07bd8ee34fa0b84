import { expect, it } from 'vitest'
import { monthsAfter, readMonth } from '../../src/reading/month.js'

/** Tuesday, 3 November 2026, 10:00 in Shanghai. */
const AT = new Date('2026-11-03T02:00:00Z')

it.each([
  ['上月', '2026-10'],
  ['上个月', '2026-10'],
  ['本月', '2026-11'],
  ['10月', '2026-10'],
  ['10 月份', '2026-10'],
  ['十月', '2026-10'],
  ['十一月份', '2026-11'],
  ['１０月', '2026-10'],
  ['12月', '2025-12'], // the last one of its name
  ['去年12月', '2025-12'],
  ['今年3月', '2026-03'],
  ['2026年10月', '2026-10'],
  ['26年9月', '2026-09'],
  ['2025 年 3 月', '2025-03'],
  ['2026-10', '2026-10'],
  ['2026.9', '2026-09'],
  ['202608', '2026-08'],
  ['last month', '2026-10'],
])('%s', (text, month) => {
  expect(readMonth(text, AT)).toEqual({ ok: true, value: month })
})

it.each([
  ['', 'month'],
  ['很久以前', 'month'],
  ['__proto__', 'month'],
  ['13月', 'month'],
  ['0月', 'month'],
  ['10', 'month'],
  ['10月3日', 'month'],
  ['10月和11月', 'month'],
  ['2026年12月', 'monthFuture'],
  ['今年12月', 'monthFuture'],
  ['2021年10月', 'monthRange'],
])('%s is refused as %s', (text, reason) => {
  expect(readMonth(text, AT)).toMatchObject({ ok: false, reason })
})

it('one that still goes on is not taken where it must be over', () => {
  expect(readMonth('本月', AT, { isOver: true })).toMatchObject({ ok: false, reason: 'monthOpen' })
  expect(readMonth('上月', AT, { isOver: true })).toEqual({ ok: true, value: '2026-10' })
})

it('is understood by the month in Shanghai', () => {
  expect(readMonth('上月', new Date('2026-10-31T16:00:00Z'))).toEqual({ ok: true, value: '2026-10' })
})

it('months are counted over the year’s end', () => {
  expect([monthsAfter('2026-01', -1), monthsAfter('2026-12', 1), monthsAfter('2026-03', -12)]).toEqual(['2025-12', '2027-01', '2025-03'])
})
