/** What was to be said to a customer, has not arrived, and nobody has said by phone yet. Pure. */
import type { EventType } from './events.js'
import { ENDED } from './fields.js'
import type { Complaint, ComplaintEvent } from './model.js'

type Failed = Extract<ComplaintEvent, { readonly type: 'messageFailed' }>

const ANSWERS: readonly EventType[] = ['customerConfirmed', 'customerObjected', 'planAccepted', 'planRefused', 'calledBack']

/** The oldest first. */
export function untoldIn({ events }: Pick<Complaint, 'events'>): Failed[] {
  let untold: Failed[] = []
  for (const event of events) {
    if (event.type === 'messageFailed') untold.push(event)
    else if (event.type === 'toldByPhone') untold = untold.filter((one) => !isUpTo(one, event.data.upTo))
    else untold = untold.filter(({ data: { contact } }) => !isSpokenWith(event, contact.id, untold))
  }
  return untold
}

/** What the last one to fail is about; none where none has failed. */
export const lastFailed = ({ events }: Pick<Complaint, 'events'>): string[] =>
  events.flatMap((event) => (event.type === 'messageFailed' ? (event.data.about ?? []) : [])).slice(-1)

/** They have answered themselves, or on the phone, where only they were to be rung up; or there is nothing left to answer. */
function isSpokenWith({ type, role, by, to }: ComplaintEvent, contact: string, untold: readonly Failed[]): boolean {
  if (to !== undefined && ENDED.includes(to)) return true
  if (!ANSWERS.includes(type)) return false
  return role === 'CUSTOMER' ? by?.id === contact : role === 'CS' && untold.every(({ data }) => data.contact.id === contact)
}

export const isUpTo = ({ data: { about } }: Failed, upTo: string | undefined): boolean =>
  Number(about) <= Number(upTo ?? Number.POSITIVE_INFINITY)
