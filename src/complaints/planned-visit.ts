/** Whether somebody has to go to the place of use, and what is arranged for it. Pure. */
import { isAfter, latest } from '../cases/history.js'
import type { Values } from '../dialogue/session.js'
import { isObject } from '../dialogue/session.js'
import { deskCheck } from './history.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { textOr } from './part-a.js'

export type Planned = Extract<ComplaintEvent, { readonly type: 'visitPlanned' }>

export function isVisitDue(record: Complaint): boolean {
  const isNeeded = deskCheck(record)?.data?.needSite === true
  return record.state === 'INVESTIGATING' && isNeeded && !latest(record, 'visitRecorded')
}

/** The visit that is arranged now; undefined where there is none, or it was called off. */
export const plannedVisit = (record: Complaint): Planned | undefined =>
  isAfter(record, 'visitCancelled', 'visitPlanned') ? undefined : latest(record, 'visitPlanned')

/** When somebody left for it; undefined where they have turned back. */
export const departure = (record: Complaint): Date | undefined =>
  isAfter(record, 'visitLeft', 'visitCancelled') ? latest(record, 'visitLeft')?.at : undefined

/** Where the cement is used, as it was said last: with the complaint, by a place that somebody sent since, or by a correction. */
export function siteOf({ details, events }: Complaint): Values | undefined {
  const said = events.map((event) =>
    event.type === 'supplemented' ? event.data.place : event.type === 'corrected' ? event.data.siteAddress : undefined,
  )
  const place = said.findLast(isPlace) ?? details.siteAddress
  return isPlace(place) ? place : undefined
}

const isPlace = (value: unknown): value is Values => typeof value === 'object' && value !== null && 'label' in value

/** What the dialogue that arranges a visit need not ask. */
export function visitFacts(record: Complaint): Values {
  const planned = plannedVisit(record)?.data
  const place = planned?.visitPlace ?? siteOf(record)
  return {
    site: isObject(place) ? place : null,
    contactName: textOr(planned?.visitContact) ?? record.complainant ?? null,
    contactPhone: textOr(planned?.visitPhone) ?? record.phone ?? null,
    plannedOn: departure(record)?.toISOString() ?? planned?.visitOn ?? null,
  }
}
