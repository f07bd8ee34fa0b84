/** Questions to the events of a case. Pure. */
import type { Values } from '../dialogue/session.js'
import type { CaseEvent } from './case.js'

interface Story {
  readonly events: readonly CaseEvent[]
  readonly round: number
}
type Event<R extends Story> = R['events'][number]
type Named<R extends Story, T> = Extract<Event<R>, { readonly type: T }>

/** The last event of a type, of the present round unless another is named. */
export const latest = <R extends Story, T extends Event<R>['type']>(record: R, type: T, round = record.round): Named<R, T> | undefined =>
  record.events.findLast((event): event is Named<R, T> => event.type === type && event.round === round)

export const allOf = <R extends Story, T extends Event<R>['type']>(record: R, type: T, round = record.round): Named<R, T>[] =>
  record.events.filter((event): event is Named<R, T> => event.type === type && event.round === round)

/** True where the newer of two kinds of events is the first kind. */
export function isAfter<R extends Story>(record: R, type: Event<R>['type'], other: Event<R>['type']): boolean {
  const lastOf = (wanted: string) => record.events.findLastIndex((event) => event.type === wanted && event.round === record.round)
  const own = lastOf(type)
  return own >= 0 && own > lastOf(other)
}

/** What an event holds, by field name, for whoever does not care which act it was. */
export const dataOf = ({ data = {} }: Pick<CaseEvent, 'data'>): Values => data as Values
