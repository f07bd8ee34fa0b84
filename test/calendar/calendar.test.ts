import { describe, expect, it } from 'vitest'
import { addDays, createCalendar, dayOf, instant, nationalDays } from '../../src/calendar/index.js'

const national = nationalDays({}, 2026)
const calendar = createCalendar({ national })

describe('three working days after a start (domain.md 6.3)', () => {
  it.each([
    ['2026-09-30', '2026-10-10'],
    ['2026-02-13', '2026-02-25'],
    ['2026-02-27', '2026-03-03'],
    ['2026-05-08', '2026-05-12'],
    ['2026-05-09', '2026-05-13'],
    ['2026-09-17', '2026-09-21'],
    ['2026-07-11', '2026-07-15'],
    ['2026-01-03', '2026-01-06'],
    ['2026-06-18', '2026-06-24'],
    ['2025-09-30', '2025-10-11'],
    ['2025-01-24', '2025-02-05'],
  ])('%s → %s', (start, due) => {
    for (const time of ['00:00', '09:15', '23:59']) {
      expect(calendar.addWorkingDays(instant(start, time), 3)).toEqual({
        dueAt: instant(due, '18:00'),
        legalEndAt: instant(due, '24:00'),
        isProvisional: false,
      })
    }
  })

  it('2026-12-30 → 2027-01-05, provisional while 2027 is not published', () => {
    const due = calendar.addWorkingDays(instant('2026-12-30', '10:00'), 3)
    expect([dayOf(due.dueAt), due.isProvisional]).toEqual(['2027-01-05', true])
    const later = createCalendar({
      national: nationalDays({ 2027: { off: ['2027-01-01..2027-01-03'], working: ['2027-01-09'] } }, 2026),
    })
    expect(later.addWorkingDays(instant('2026-12-30', '10:00'), 3)).toMatchObject({
      dueAt: instant('2027-01-05', '18:00'),
      isProvisional: false,
    })
  })

  it('takes an empty year as unknown, never as a year without holidays', () => {
    expect(createCalendar({ national: nationalDays({ 2027: { off: [], working: [] } }, 2026) }).knowsYear(2027)).toBe(false)
  })

  it('counts 248 working days in 2026', () => {
    expect(calendar.workingDaysBetween('2025-12-31', '2026-12-31')).toBe(248)
  })
})

it.each([
  ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  ['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
])('knows the make-up working days: %s …', (...days) => {
  for (const day of days) expect(calendar.day(day), day).toMatchObject({ isWorking: true, reason: 'makeUp' })
})

describe('days of the company', () => {
  const own = createCalendar({
    national,
    companyDays: [
      { days: '2026-07-20..2026-07-24', plant: 'weinan', works: 'off', note: '大修停产' },
      { days: '2026-07-18', works: 'on', note: '值班' },
      { days: '2026-07-29', works: 'morning', note: '半天' },
    ],
  })
  const friday = instant('2026-07-17', '10:00')

  it('count for one plant or for all', () => {
    expect(dayOf(own.addWorkingDays(friday, 2, 'tongchuan').dueAt)).toBe('2026-07-20') // Saturday on duty, then Monday
    expect(dayOf(own.addWorkingDays(friday, 2, 'weinan').dueAt)).toBe('2026-07-27') // the plant stands still for a week
  })

  it('end with the half day', () => {
    expect(own.addWorkingDays(instant('2026-07-28', '09:00'), 1).dueAt).toEqual(instant('2026-07-29', '12:00'))
  })
})

describe('working hours', () => {
  it.each([
    ['2026-11-03 10:00', 2, '2026-11-03 12:00'],
    ['2026-11-03 11:00', 2, '2026-11-03 15:00'], // over the lunch break
    ['2026-11-06 17:30', 2, '2026-11-09 10:00'], // over the weekend
    ['2026-09-30 17:00', 2, '2026-10-08 09:30'], // over National Day
    ['2026-10-09 20:00', 2, '2026-10-10 10:30'], // a Saturday that is a working day
    ['2026-11-03 03:00', 0.5, '2026-11-03 09:00'],
  ])('%s + %s h → %s', (start, hours, due) => {
    const at = (text: string) => instant(text.slice(0, 10), text.slice(11))
    expect(calendar.addWorkingHours(at(start), hours).dueAt).toEqual(at(due))
  })
})

it('moves what falls into the quiet hours to their end', () => {
  expect(calendar.afterQuietHours(instant('2026-11-03', '23:10'))).toEqual(instant('2026-11-04', '07:00'))
  expect(calendar.afterQuietHours(instant('2026-11-04', '06:59'))).toEqual(instant('2026-11-04', '07:00'))
  expect(calendar.afterQuietHours(instant('2026-11-04', '07:00'))).toEqual(instant('2026-11-04', '07:00'))
  expect(calendar.isQuiet(instant('2026-11-03', '22:00'))).toBe(true)
})

describe('what would never end', () => {
  const closed = ['2026-01-01..2033-12-31', '2034-01-01..2041-12-31'].map((days) => ({ days, works: 'off', note: '停产' }) as const)
  const never = createCalendar({ national, companyDays: closed })
  const backwards = createCalendar({ national, officeHours: [['18:00', '08:30']] })

  it.each([
    ['working days on which nobody works', () => never.addWorkingDays(instant('2026-11-03'), 1)],
    ['a working day before or after', () => never.workingDayFrom('2026-11-03', 1)],
    ['more working days than anybody waits', () => calendar.addWorkingDays(instant('2026-11-03'), 100_000)],
    ['office hours that end before they begin', () => backwards.addWorkingHours(instant('2026-11-03'), 2)],
    ['working days up to the end of time', () => calendar.workingDaysBetween('2026-11-03', '9999-12-31')],
    [
      'days off up to the end of time',
      () => createCalendar({ national, companyDays: [{ days: '2026-01-01..9999-12-31', works: 'off', note: '' }] }),
    ],
    ['the day after the last one', () => addDays('9999-12-31', 1)],
    ['working days after the last day', () => calendar.addWorkingDays(instant('9999-12-31'), 1)],
    ['the day of a moment beyond', () => dayOf(new Date('9999-12-31T20:00:00Z'))],
    ['the day of no moment at all', () => dayOf(new Date('never'))],
  ])('%s is an error at once', (_, work) => {
    expect(work).toThrow(RangeError)
  })

  it('the last days that there are can be reckoned with', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
})
