import { type Calendar, createCalendar, nationalDays } from '../calendar/index.js'
import type { Organisation } from './organisation.js'

/** Working days as the country has published them and the company's file corrects them. */
export function calendarOf({ calendar: { years, company }, rules }: Organisation): Calendar {
  return createCalendar({
    national: nationalDays(years),
    companyDays: company.map(({ plant, ...days }) => ({ ...days, ...(plant && { plant }) })),
    officeHours: rules.officeHours,
    quietHours: rules.quietHours,
  })
}
