/** What the acts of a complaint have in common. */
import type { Act, ActContext, Refusal } from '../../cases/case-type.js'
import type { Values } from '../../dialogue/session.js'
import type { EventType } from '../events.js'
import { ENDED, STATES, type State } from '../fields.js'
import type { Complaint, ComplaintEvent } from '../model.js'

type Event<T extends EventType> = Extract<ComplaintEvent, { readonly type: T }>
/** Some of the acts of a complaint, each with the data of its own event. */
export type Acts<T extends EventType> = { readonly [Name in T]: Act<Complaint, Event<Name>> }
export type Context<T extends EventType = EventType> = ActContext<Complaint, NonNullable<Event<T>['data']>>

export const ANY: readonly State[] = STATES
export const OPEN: readonly State[] = STATES.filter((state) => state !== 'DRAFT' && !ENDED.includes(state))
export const FILED: readonly State[] = STATES.filter((state) => state !== 'DRAFT')
export const SYSTEM = ['SYSTEM'] as const

export const refuse = (reason: string, params: Values = {}): Refusal => ({ key: `complaint.refused.${reason}`, params })
/** A refusal that no other answer mends. */
export const refuseForGood = (reason: string, params: Values = {}): Refusal => ({ ...refuse(reason, params), isFinal: true })
export const missing = (...fields: readonly string[]): Refusal => refuse('missing', { fields })

/** Who did these, and in whose place, each once. */
export function handsIn(events: readonly ComplaintEvent[]) {
  const people = events.flatMap(({ by, onBehalfOf }) => [by, onBehalfOf].flatMap((one) => (one ? [{ id: one.id, name: one.name }] : [])))
  return people.filter(({ id }, index) => people.findIndex((other) => other.id === id) === index)
}

/** The fields of these that are empty. */
export const emptyOf = (data: object, ...fields: readonly string[]): string[] =>
  fields.filter((field) => isEmpty(new Map<string, unknown>(Object.entries(data)).get(field)))
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export const isMajor = ({ major }: Complaint): boolean => major !== undefined && major !== 'LOWERED' && major !== 'DONE'
