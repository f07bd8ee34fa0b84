/**
 * A correction is decided as if the act had been done so at first: what was refused then is refused now, what it works out is worked out anew, and clocks run as
 * they would have run. Pure.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Value, Values } from '../dialogue/session.js'
import type { ActRequest, Decision } from './act-request.js'
import { replay } from './apply.js'
import type { CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType, Setting } from './case-type.js'
import { doersOf, eventToCorrect } from './corrections.js'
import { timesOf } from './deadlines.js'
import { asItReads, correctionsOf, dataOf } from './history.js'

/** What a correction is given beside its reason. */
interface Wanted {
  /** The id of the event. */
  readonly amends: string
  readonly changed: Values
  /** Fields that were answered and are not any more. */
  readonly left: readonly string[]
}

type Clocks = Pick<CaseEvent, 'starts' | 'stops' | 'resumes'>
interface Corrected {
  readonly ok: true
  readonly data: Readonly<Record<string, unknown>>
  readonly to: string | undefined
  readonly clocks: Clocks
}
type Decide = (type: CaseType, record: CaseRecord, request: ActRequest, setting: Setting) => Decision

/** @param decide on the act itself */
export function decideCorrection(
  type: CaseType,
  record: CaseRecord,
  { type: name, at, data = {} }: Pick<ActRequest, 'type' | 'at' | 'data'>,
  setting: Setting,
  decide: Decide,
): Corrected | Extract<Decision, { readonly ok: false }> {
  const { amends, changed, left, ...others } = data as unknown as Wanted
  const { events } = record
  const params = { no: record._id, event: name, state: record.state }
  const refused = (reason: string) => ({ ok: false as const, key: `${type.kind}.refused.${reason}`, params })
  const amended = events.find(({ id }) => id === amends)
  const found = eventToCorrect(type, record, amended, { fields: [...Object.keys(changed), ...left] })
  if (!found.ok) return { ...found, params: { ...params, ...found.params } }
  const { event } = found
  const was = dataOf(asItReads(event, events))
  const given = { ...without(was, left), ...changed }
  const before = replay(type, events.slice(0, events.indexOf(event)))
  const instead = decide(type, before, { ...event, actors: doersOf(type, event), data: given }, setting)
  if (!instead.ok) return instead
  const difference = differenceOf(was, dataOf(instead.event))
  if (!difference) return refused('unchanged')
  const leads = [event, ...correctionsOf(event, events)].findLast(({ to }) => to !== undefined)?.to
  const isElsewhere = instead.event.to !== leads
  if (isElsewhere && isActedOn(type, record, event)) return refused('leadsElsewhere')
  return {
    ok: true,
    data: { ...others, amends, change: { flow: type.acts[event.type]?.dialogue, ...difference } },
    to: isElsewhere ? instead.event.to : undefined,
    clocks: clocksAfter(type, record, { event, instead: instead.event, at }, setting),
  }
}

const without = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)))

function differenceOf(was: Values, is: Values): { readonly before: Values; readonly after: Values } | undefined {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((field) => !isDeepStrictEqual(was[field], is[field]))
  const ofThem = (values: Values) =>
    Object.fromEntries(fields.flatMap((field): [string, Value][] => (values[field] === undefined ? [] : [[field, values[field]]])))
  return fields.length > 0 ? { before: ofThem(was), after: ofThem(is) } : undefined
}

/** True where somebody has gone on from it. */
const isActedOn = ({ acts }: CaseType, { events }: CaseRecord, event: CaseEvent): boolean =>
  events.slice(events.indexOf(event) + 1).some(({ type }) => acts[type]?.task !== undefined)

/** Those that the event started run as they would have run; what it would have stopped stops, and what it would not have stopped goes on. */
function clocksAfter(
  { clocks: rules }: CaseType,
  { events, clocks, version, plant }: CaseRecord,
  { event, instead, at }: { readonly event: CaseEvent; readonly instead: CaseEvent; readonly at: Date },
  { calendar }: Setting,
): Clocks {
  const { starts: wanted = [], stops: stopping = [] } = instead
  const writers = [event, ...correctionsOf(event, events)]
  const started = clocks.filter(({ key }) => writers.some((one) => one.starts?.some((clock) => clock.key === key)))
  const lastOf = (id: string): Clock | undefined => started.findLast((clock) => clock.id === id)
  const changed = started.filter(
    (clock) => clock === lastOf(clock.id) && !clock.stoppedAt && !wanted.some((one) => one.id === clock.id && isAlike(one, clock)),
  )
  const isBegun = ({ id }: Clock) => lastOf(id) === undefined || changed.some((clock) => clock.id === id)
  const starts = wanted.filter(isBegun).map((clock): Clock => {
    const startedAt = lastOf(clock.id) ? clock.startedAt : at
    const times = timesOf(rules[clock.id]!, { span: clock.span, startedAt }, { calendar, plant, at })
    return { ...clock, key: `${clock.id}#${version}`, startedAt, ...times }
  })
  const isRunning = (key: string) => clocks.some((clock) => clock.key === key && !clock.stoppedAt)
  const stops = [...changed.map(({ key }) => key), ...stopping.filter(isRunning)]
  const isStoppedByThem = ({ key, stoppedAt }: Clock) =>
    stoppedAt !== undefined && writers.some((one) => one.stops?.includes(key) && one.at.getTime() === stoppedAt.getTime())
  const resumes = clocks
    .filter((clock) => isStoppedByThem(clock) && !stopping.includes(clock.key) && !started.includes(clock))
    .map(({ key }) => key)
  return { starts, stops, resumes }
}

const isAlike = ({ span, about }: Clock, other: Clock): boolean => isDeepStrictEqual([span, about], [other.span, other.about])
