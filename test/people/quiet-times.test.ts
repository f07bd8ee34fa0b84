/** Until when somebody is told of nothing that can wait. */
import { describe, expect, it } from 'vitest'
import { createCalendar, instant, nationalDays, type Span } from '../../src/calendar/index.js'
import { quietUntil } from '../../src/people/quiet-times.js'

const calendar = createCalendar({ national: nationalDays() })
const officeOn = (day: string) => calendar.day(day).hours
const until = (hours: Span, day: string, time: string, isOnDaysOff = false) =>
  quietUntil({ _id: 'zhao', hours, isOnDaysOff, at: instant('2026-11-01') }, instant(day, time), officeOn)

describe('the end of quiet hours', () => {
  const [TUESDAY, WEDNESDAY, FRIDAY, SATURDAY, MONDAY] = ['2026-11-03', '2026-11-04', '2026-11-06', '2026-11-07', '2026-11-09']
  it.each<[string, Span, string, string, boolean, Date | undefined]>([
    ['the next morning', ['20:00', '07:30'], TUESDAY, '20:00', false, instant(WEDNESDAY, '07:30')],
    ['this morning', ['20:00', '07:30'], WEDNESDAY, '00:00', false, instant(WEDNESDAY, '07:30')],
    ['none at its own end', ['20:00', '07:30'], WEDNESDAY, '07:30', false, undefined],
    ['none by day', ['20:00', '07:30'], TUESDAY, '15:00', false, undefined],
    ['midnight', ['20:00', '24:00'], TUESDAY, '21:00', false, instant(WEDNESDAY)],
    ['the end of a rest at noon', ['12:00', '13:30'], TUESDAY, '12:10', false, instant(TUESDAY, '13:30')],
    ['the next morning also on a day off', ['20:00', '07:30'], SATURDAY, '21:00', false, instant('2026-11-08', '07:30')],
    ['none by day on a day off', ['20:00', '07:30'], SATURDAY, '10:00', false, undefined],
    ['Monday morning where days off are quiet', ['20:00', '07:30'], FRIDAY, '20:30', true, instant(MONDAY, '07:30')],
    ['the midnight after days off that are quiet', ['12:00', '13:00'], SATURDAY, '10:00', true, instant(MONDAY)],
    [
      'the hour at which the office opens, where that is earlier now',
      ['20:00', '09:00'],
      TUESDAY,
      '20:00',
      false,
      instant(WEDNESDAY, '08:30'),
    ],
    ['the same where every hour would be quiet', ['00:00', '24:00'], FRIDAY, '19:00', true, instant(MONDAY, '08:30')],
  ])('is %s', (_what, hours, day, time, isOnDaysOff, expected) => {
    expect(until(hours, day, time, isOnDaysOff)).toEqual(expected)
  })
})
