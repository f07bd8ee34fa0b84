import { expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import { lateDays } from '../../src/cases/late.js'

const calendar = createCalendar({
  national: nationalDays(),
  companyDays: [{ days: '2026-11-09', plant: 'weinan', works: 'off', note: '停产' }],
})

it.each([
  ['the morning after', '2026-11-03', '2026-11-04 08:30', 1],
  ['over a weekend', '2026-11-06', '2026-11-09 08:30', 1],
  ['on the weekend itself', '2026-11-06', '2026-11-07 08:30', 1],
  ['a week', '2026-11-03', '2026-11-10 17:00', 5],
  ['over the National Day, with its make-up Saturday', '2026-09-30', '2026-10-10 09:00', 3],
])('%s: %s to %s is %d working days late', (_name, lastDay, now, days) => {
  const [day = '', time] = now.split(' ')
  expect(lateDays(calendar, instant(lastDay, '24:00'), instant(day, time))).toBe(days)
})

it('counts from the hour that working hours ended at, and as the plant works', () => {
  expect(lateDays(calendar, instant('2026-11-03', '14:00'), instant('2026-11-05', '08:30'))).toBe(2)
  expect(lateDays(calendar, instant('2026-11-06', '24:00'), instant('2026-11-10', '08:30'), 'weinan')).toBe(1)
})
