/** T13: administrators are asked for next year's days off, each by themselves. */
import { expect, it } from 'vitest'
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
