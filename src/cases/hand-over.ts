/** Gives what somebody owns of one case to a colleague, whoever asks for it: one of many that are given away together. */

import type { ActRequest } from './act-request.js'
import type { Announce } from './announcements.js'
import type { CaseEvent, CaseRecord, Seat } from './case.js'
import { isAmong } from './copies.js'
import type { Seats } from './seats.js'
import type { CaseStore } from './store.js'

export interface HandOverDeps {
  readonly store: Pick<CaseStore<CaseRecord, CaseEvent>, 'read' | 'perform'>
  readonly seats: Pick<Seats, 'ownersOn'>
  readonly announce: Announce
}

/** Why it is left as it is: the colleague does not sit there, or somebody else owns it by now. */
export type NotHandedOver = 'notSeated' | 'moved'

export interface HandedOver extends Pick<ActRequest, 'id' | 'at' | 'actors' | 'channel'>, Required<Pick<ActRequest, 'by'>> {
  readonly from: NonNullable<ActRequest['by']>
  readonly to: NonNullable<ActRequest['by']>
}

/** @returns why it is left with whoever owns the seat; undefined once the colleague has it */
export type HandOver = (no: string, seat: Seat, given: HandedOver) => Promise<NotHandedOver | undefined>

/** The seats of a case of which somebody owns what there is to do. */
export const seatsOwned = ({ owners = {} }: Pick<CaseRecord, 'owners'>, { id }: { readonly id: string }): Seat[] =>
  (Object.entries(owners) as [Seat, { readonly id: string }][]).flatMap(([seat, owner]) => (owner.id === id ? [seat] : []))

/** Of one kind. */
export const createHandOver =
  ({ store, seats, announce }: HandOverDeps): HandOver =>
  async (no, seat, { from, to, ...request }) => {
    const record = await store.read(no)
    if (!record || !isAmong(await seats.ownersOn(seat, record), to)) return 'notSeated'
    const outcome = await store.perform(no, ({ owners, events }) => {
      const isTheirs = owners?.[seat]?.id === from.id || events.some(({ id }) => id === request.id)
      return isTheirs ? { ...request, type: 'transferred', data: { seat, colleague: to, formerly: from } } : undefined
    })
    if (!outcome?.ok) return 'moved'
    await announce(no)
    return undefined
  }
