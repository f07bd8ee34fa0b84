/** What was to be said to a customer, has not arrived, and nobody has said by phone yet. Pure. */
import type { EventType } from './events.js'
import { ENDED } from './fields.js'
import type { Complaint, ComplaintEvent } from './model.js'

type Failed = Extract<ComplaintEvent, { readonly type: 'messageFailed' }>

const ANSWERS: readonly EventType[] = ['customerConfirmed', 'customerObjected', 'planAccepted', 'planRefused', 'calledBack']

/** The customer has answered, to us or by themselves, or there is nothing left to answer. */
export const isSpokenWith = ({ type, role, to }: ComplaintEvent): boolean =>
  (ANSWERS.includes(type) && (role === 'CS' || role === 'CUSTOMER')) || (to !== undefined && ENDED.includes(to))

/** The oldest first. */
export function untoldIn({ events }: Pick<Complaint, 'events'>): Failed[] {
  let untold: Failed[] = []
  for (const event of events) {
    if (event.type === 'messageFailed') untold.push(event)
    else if (isSpokenWith(event)) untold = []
    else if (event.type === 'toldByPhone') untold = untold.filter((one) => !isUpTo(one, event.data.upTo))
  }
  return untold
}

export const isUpTo = ({ data: { about } }: Failed, upTo: string | undefined): boolean =>
  Number(about) <= Number(upTo ?? Number.POSITIVE_INFINITY)
