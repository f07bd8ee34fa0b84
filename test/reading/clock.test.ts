import { describe, expect, it } from 'vitest'
import { readTime, readTimeSpan } from '../../src/reading/clock.js'

const outcome = (reading: ReturnType<typeof readTime | typeof readTimeSpan>) => (reading.ok ? reading.value : reading.reason)

describe('a time of the day', () => {
  it.each([
    ['8:30', '08:30'],
    ['８：３０', '08:30'],
    ['下午两点半', '14:30'],
    ['晚8点', '20:00'],
    ['早上七点一刻', '07:15'],
    ['中午12点', '12:00'],
    ['中午1点', '13:00'],
    ['晚上十二点', '24:00'],
    ['24:00', '24:00'],
    ['24:30', 'time'],
    ['25点', 'time'],
    ['8点70分', 'time'],
    ['8', 'time'],
    ['8点左右', 'time'],
    ['', 'time'],
  ])('%s', (text, expected) => {
    expect(outcome(readTime(text))).toBe(expected)
  })
})

describe('hours of the day', () => {
  it.each([
    ['22:00-7:00', ['22:00', '07:00']],
    ['晚上八点到早上七点半', ['20:00', '07:30']],
    ['从20点～第二天7点', ['20:00', '07:00']],
    ['从20点至7点', ['20:00', '07:00']],
    ['22:00', 'timeSpan'],
    ['8点到12点到14点', 'timeSpan'],
    ['', 'timeSpan'],
  ])('%s', (text, expected) => {
    expect(outcome(readTimeSpan(text))).toEqual(expected)
  })
})
