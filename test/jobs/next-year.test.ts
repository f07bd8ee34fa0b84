/** T13: administrators are asked for next year's days off, each by themselves. */
import { expect, it } from 'vitest'
import { addDays, instant } from '../../src/calendar/index.js'
import { createDue } from '../../src/database/due.js'
import { createOnce } from '../../src/database/once.js'
import { askForCalendar } from '../../src/jobs/next-year.js'
import { calendarOf } from '../../src/people/calendar-of.js'
import { useDatabase } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { staff } from '../setup/people.js'

const database = useDatabase()

it('one administrator who cannot be told keeps no other from being asked, and is asked later the same week', async () => {
  let now = new Date('2026-11-03T02:00:00Z')
  let isDamaged = true
  const asked: string[] = []
  const ask = () =>
    askForCalendar({
      calendar: calendarOf(exampleOrganisation()),
      directory: { holders: async () => ['a', 'b', 'c'].map((id) => staff(id)) },
      notifier: {
        async notify(items) {
          for (const { to } of items) {
            if (to === 'b' && isDamaged) throw new Error('damaged')
            asked.push(to)
          }
        },
      },
      due: createDue({ connection: database(), now: () => now }),
      once: createOnce(database(), () => now),
      now: () => now,
    })
  expect(await ask()).toBe(2)
  expect(asked).toEqual(['a', 'c'])
  isDamaged = false
  now = new Date(now.getTime() + 3_600_000)
  expect(await ask()).toBe(1)
  expect(asked).toEqual(['a', 'c', 'b'])
})

it('they are asked once a week from 25 October on, and every day from 10 December on', async () => {
  let day = '2026-10-20'
  const now = () => instant(day, '09:00')
  const asked: string[] = []
  for (; day <= '2026-12-12'; day = addDays(day, 1)) {
    const times = await askForCalendar({
      calendar: calendarOf(exampleOrganisation()),
      directory: { holders: async () => [staff('d')] },
      notifier: { notify: async () => {} },
      due: createDue({ connection: database(), now }),
      once: createOnce(database(), now),
      now,
    })
    if (times > 0) asked.push(day)
  }
  const mondays = ['10-26', '11-02', '11-09', '11-16', '11-23', '11-30', '12-07']
  expect(asked).toEqual(['10-25', ...mondays, '12-10', '12-11', '12-12'].map((date) => `2026-${date}`))
})
