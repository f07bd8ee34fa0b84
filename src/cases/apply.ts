/** A case is what its events make of it. Pure. */
import type { CaseEvent, CaseRecord, Clock, Reminder } from './case.js'
import type { CaseType } from './case-type.js'
import { correctedChange } from './corrections.js'
import { nextReminder } from './deadlines.js'
import { dataOf } from './history.js'
import { ownersAfter } from './owners.js'
import { seatsWaiting, turnOf } from './tasks.js'

/** Reminders of a time that has not passed. */
export const BEFORE_ITS_END: readonly Reminder['id'][] = ['early', 'before', 'noon', 'hour', 'due']

/** The record that these events make, from the first to the last. @throws where the first holds no record to begin with */
export function replay(type: CaseType, events: readonly CaseEvent[]): CaseRecord {
  const [first, ...others] = events
  if (!first?.record) throw new Error(`the first event of a ${type.kind} must hold what it begins with`)
  const blank = {
    caseKind: type.kind,
    version: 0,
    round: 1,
    isOpen: true,
    events: [],
    clocks: [],
    waitingFor: [],
    ...type.blank,
    ...first.record,
  } as unknown
  return others.reduce((record, event) => apply(type, record, event), apply(type, blank as CaseRecord, first))
}

/** The record after one more event. */
export function apply(type: CaseType, record: CaseRecord, event: CaseEvent): CaseRecord {
  const state = event.to ?? record.state
  const isEnded = type.ended.includes(state)
  const owners = ownersAfter(record, event)
  const act = type.acts[event.type]
  const next: CaseRecord = {
    ...record,
    ...(owners && { owners }),
    ...(act?.corrects ? correctedChange(type, record, event) : act?.change?.(record, event)),
    state,
    round: event.opens ?? event.round,
    clocks: clocksAfter(record, event),
    isOpen: !isEnded,
    closedAt: isEnded ? (record.isOpen ? event.at : record.closedAt) : undefined,
    events: [...record.events, event],
    version: record.version + 1,
  }
  return { ...next, ...derived(type, next), ...type.derive?.(next) }
}

function clocksAfter({ clocks }: CaseRecord, event: CaseEvent): readonly Clock[] {
  const { starts = [] } = event
  const isTouched = event.stops || event.resumes || event.type === 'reminded' || event.type === 'recalculated'
  return isTouched || starts.length > 0 ? [...clocks.map((clock) => turn(clock, event)), ...starts] : clocks
}

function turn(clock: Clock, event: CaseEvent): Clock {
  if (event.stops?.includes(clock.key)) return { ...clock, stoppedAt: event.at }
  if (event.resumes?.includes(clock.key)) {
    const { stoppedAt: _, ...running } = clock
    // what was to be said before its end while it stood still is not true any more
    const missed = clock.reminders.filter(({ id, at }) => BEFORE_ITS_END.includes(id) && at <= event.at).map(({ id }) => id)
    return { ...running, told: [...new Set([...clock.told, ...missed])] }
  }
  const { clock: about, reminders } = dataOf(event)
  if (about !== clock.key) return clock
  if (event.type === 'reminded') return { ...clock, told: [...clock.told, ...[reminders ?? []].flat().map(String)] }
  if (event.type !== 'recalculated') return clock
  return { ...clock, ...(event.record as { readonly clocks?: readonly Clock[] } | undefined)?.clocks?.[0] }
}

/** What can be read off the rest and is kept for queries. */
function derived(type: CaseType, record: CaseRecord): Pick<CaseRecord, 'waitingFor' | 'turnOf'> & Record<string, unknown> {
  const running = record.clocks.filter(({ stoppedAt }) => !stoppedAt)
  const shown = running.filter(({ id }) => type.clocks[id]?.pressing !== 'never')
  const pressing = shown.filter(({ id }) => type.clocks[id]?.pressing !== 'last')
  return {
    waitingFor: seatsWaiting(type, record),
    turnOf: turnOf(type, record),
    remindAt: earliest(running.map((clock) => nextReminder(clock)?.at)),
    nextDueAt: earliest((pressing.length > 0 ? pressing : shown).map(({ dueAt }) => dueAt)),
    overdueAt: earliest(pressing.map(({ legalEndAt }) => legalEndAt)),
    isProvisional: running.some((clock) => clock.isProvisional) || undefined,
  }
}

const earliest = (times: readonly (Date | undefined)[]): Date | undefined =>
  times.reduce<Date | undefined>((first, time) => (time && (!first || time < first) ? time : first), undefined)
