import type { CaseEvent, CaseRecord } from './case.js'
import type { CaseType } from './case-type.js'

/**
 * The record with its events as this version writes them, so that nothing else needs to know how they once looked. What is damaged stays as it is: whoever
 * reads it decides what to do about it. Pure.
 */
export function upcast<R extends CaseRecord>({ upcasts = [] }: Pick<CaseType, 'upcasts'>, record: R): R {
  const isOld = (event: CaseEvent | null) => event !== null && (event.v ?? 0) < upcasts.length
  if (!Array.isArray(record.events) || !record.events.some(isOld)) return record
  const steppedUp = (event: CaseEvent) => (isOld(event) ? upcasts.slice(event.v ?? 0).reduce(stepUp, event) : event)
  return { ...record, events: record.events.map(steppedUp) }
}

const stepUp = (event: CaseEvent, up: (old: CaseEvent) => CaseEvent): CaseEvent => ({ ...up(event), v: (event.v ?? 0) + 1 })
