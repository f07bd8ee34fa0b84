/** Questions to the events of a case. Pure. */
import { isObject, type Values } from '../dialogue/session.js'
import type { CaseEvent } from './case.js'

interface Story {
  readonly events: readonly CaseEvent[]
  readonly round: number
}
type Event<R extends Story> = R['events'][number]
type Named<R extends Story, T> = Extract<Event<R>, { readonly type: T }>

/** The last event of a type as it reads now, of the present round unless another is named. */
export function latest<R extends Story, T extends Event<R>['type']>(record: R, type: T, round = record.round): Named<R, T> | undefined {
  const event = record.events.findLast((one): one is Named<R, T> => one.type === type && one.round === round)
  return event && asItReads(event, record.events)
}

export const allOf = <R extends Story, T extends Event<R>['type']>(record: R, type: T, round = record.round): Named<R, T>[] =>
  record.events
    .filter((event): event is Named<R, T> => event.type === type && event.round === round)
    .map((event) => asItReads(event, record.events))

/** True where the newer of two kinds of events is the first kind. */
export function isAfter<R extends Story>(record: R, type: Event<R>['type'], other: Event<R>['type']): boolean {
  const lastOf = (wanted: string) => record.events.findLastIndex((event) => event.type === wanted && event.round === record.round)
  const own = lastOf(type)
  return own >= 0 && own > lastOf(other)
}

/** What an event holds, by field name, for whoever does not care which act it was. */
export const dataOf = ({ data = {} }: Pick<CaseEvent, 'data'>): Values => data as Values

/** The events that correct this one, in their order. */
export const correctionsOf = <E extends CaseEvent>({ id }: Pick<CaseEvent, 'id'>, events: readonly E[]): E[] =>
  events.filter((event) => dataOf(event).amends !== undefined && dataOf(event).amends === id)

/** The event that this one corrects. */
export function correctedBy<E extends CaseEvent>(correction: CaseEvent, events: readonly E[]): E | undefined {
  const { amends } = dataOf(correction)
  return amends === undefined ? undefined : events.find(({ id }) => id === amends)
}

/** An event with what has been corrected in it since; what was written stays as it was. */
export function asItReads<E extends CaseEvent>(event: E, events: readonly CaseEvent[]): E {
  const changes = correctionsOf(event, events).flatMap((correction) => dataOf(correction).change ?? [])
  return changes.length > 0 ? { ...event, data: changes.filter(isObject).reduce(changed, dataOf(event)) } : event
}

/** The same of a whole story. */
export const asTheyRead = <R extends Story>(record: R): R => ({
  ...record,
  events: record.events.map((event) => asItReads(event, record.events)),
})

function changed(data: Values, { before, after }: Values): Values {
  const gone = isObject(before) ? Object.keys(before) : []
  const kept = Object.entries(data).filter(([field]) => !gone.includes(field))
  return { ...Object.fromEntries(kept), ...(isObject(after) && after) }
}
