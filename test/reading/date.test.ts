import { describe, expect, it } from 'vitest'
import { readDate } from '../../src/reading/date.js'

const resultOf = (reading: { ok: boolean; value?: unknown; reason?: string }) => (reading.ok ? reading.value : `refused: ${reading.reason}`)

describe('dates, said on Tuesday 2026-11-03 at 10:00 in Shanghai', () => {
  const at = new Date('2026-11-03T02:00:00Z')
  it.each([
    ['今天', '2026-11-03'],
    ['昨天', '2026-11-02'],
    ['前天', '2026-11-01'],
    ['大前天', '2026-10-31'],
    ['3天前', '2026-10-31'],
    ['两周以前', '2026-10-20'],
    ['3天后', 'refused: future'],
    ['上周五', '2026-10-30'],
    ['周一', '2026-11-02'],
    ['周五', '2026-10-30'],
    ['上上周日', '2026-10-25'],
    ['星期天', '2026-11-01'],
    ['3号', '2026-11-03'],
    ['5号', '2026-10-05'],
    ['11月3日', '2026-11-03'],
    ['十一月三日', '2026-11-03'],
    ['10月28', '2026-10-28'],
    ['昨天到的', '2026-11-02'],
    ['11月1号送到', '2026-11-01'],
    ['到的', 'refused: date'],
    ['12月30日', '2025-12-30'],
    ['2026.11.3', '2026-11-03'],
    ['2026-11-03', '2026-11-03'],
    ['2026年10月28日', '2026-10-28'],
    ['20261028', '2026-10-28'],
    ['10/28', '2026-10-28'],
    ['１０月２８日', '2026-10-28'],
    ['yesterday', '2026-11-02'],
    ['明天', 'refused: future'],
    ['11月4日', 'refused: future'],
    ['2月30日', 'refused: date'],
    ['13月1日', 'refused: date'],
    ['以前', 'refused: date'],
    ['', 'refused: date'],
    ['32号', 'refused: date'],
  ])('%s', (text, expected) => {
    expect(resultOf(readDate(text, at, { time: false, future: false }))).toBe(expected)
  })
  it.each([
    ['昨天下午两点', '2026-11-02T06:00:00.000Z'],
    ['今天上午9点半', '2026-11-03T01:30:00.000Z'],
    ['9:05', '2026-11-03T01:05:00.000Z'],
    ['上周五 14:30', '2026-10-30T06:30:00.000Z'],
    ['刚刚', '2026-11-03T02:00:00.000Z'],
    ['昨天', '2026-11-02T04:00:00.000Z'],
    ['今天', '2026-11-03T02:00:00.000Z'],
    ['昨晚', '2026-11-02T04:00:00.000Z'],
    ['今天下午三点', 'refused: future'],
    ['昨天25点', 'refused: date'],
  ])('with the time: %s', (text, expected) => {
    expect(resultOf(readDate(text, at, { time: true, future: false }))).toBe(expected)
  })
  it('belongs to the next day after midnight in Shanghai', () => {
    expect(resultOf(readDate('今天', new Date('2026-11-03T16:30:00Z'), { time: false, future: false }))).toBe('2026-11-04')
  })
})

describe('a date far away', () => {
  it.each([
    ['大后天', '2026-11-06'],
    ['3天后', '2026-11-06'],
    ['两天内', '2026-11-05'],
    ['1周后', '2026-11-10'],
    ['两个星期后', '2026-11-17'],
  ])('to come: %s', (text, expected) => {
    const read = readDate(text, new Date('2026-11-03T02:00:00Z'), { time: false, future: true })
    expect(read).toEqual({ ok: true, value: expected })
  })
  it.each(['9999-12-31', '2031.12.1', '2021-1-1', '1000-01-01', '0001-1-1'])('%s lies too far away', (text) => {
    expect(readDate(text, new Date('2026-11-03T02:00:00Z'), { time: false, future: true })).toEqual({
      ok: false,
      reason: 'dateRange',
      values: { years: 5 },
    })
  })
  it.each(['2031-10-31', '2022-1-1', '2026-11-03'])('%s is near enough', (text) => {
    expect(readDate(text, new Date('2026-11-03T02:00:00Z'), { time: false, future: true }).ok).toBe(true)
  })
})
