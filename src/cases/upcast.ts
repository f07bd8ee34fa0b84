import type { CaseEvent, CaseRecord } from './case.js'
import type { CaseType } from './case-type.js'

/** The record with its events as this version writes them, so that nothing else needs to know how they once looked. Pure. */
export function upcast<R extends CaseRecord>({ upcasts = [] }: Pick<CaseType, 'upcasts'>, record: R): R {
  const isOld = ({ v = 0 }: CaseEvent) => v < upcasts.length
  if (!record.events?.some(isOld)) return record
  return { ...record, events: record.events.map((event) => upcasts.slice(event.v ?? 0).reduce(stepUp, event)) }
}

const stepUp = (event: CaseEvent, up: (old: CaseEvent) => CaseEvent): CaseEvent => ({ ...up(event), v: (event.v ?? 0) + 1 })
