import { type Calendar, createCalendar, nationalDays } from '../calendar/index.js'
import type { Organisation } from './organisation.js'

/** Working days as the country has published them and the company's file corrects them. */
export function calendarOf(organisation: Organisation): Calendar {
  const { years, company } = organisation.calendar
  return createCalendar({
    national: nationalDays(years),
    companyDays: company.map(({ plant, ...days }) => ({ ...days, ...(plant && { plant }) })),
    get officeHours() {
      return organisation.rules.officeHours
    },
    get quietHours() {
      return organisation.rules.quietHours
    },
  })
}
