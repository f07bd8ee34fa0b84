/** What becomes of an act: the event to append, or the sentence that says why not and who could. Pure. */
import type { Values } from '../dialogue/session.js'
import type { ActRequest, Decision, Given } from './act-request.js'
import { replay } from './apply.js'
import type { Actor, CaseEvent, CaseRecord } from './case.js'
import type { Act, CaseType, Refusal, Setting } from './case-type.js'
import { whoMay } from './corrections.js'
import { clocksOf } from './deadlines.js'
import { decideCorrection } from './decide-correction.js'
import { notTheirs } from './four-eyes.js'
import { seatTakenOn } from './owners.js'
import { standsAmong } from './tasks.js'

export function decide(type: CaseType, record: CaseRecord, request: ActRequest, setting: Setting): Decision {
  const act = type.acts[request.type]
  if (!act) throw new Error(`a ${type.kind} has no act ${request.type}`)
  const refusal = refusalOf(type, act, record, request, setting)
  if (refusal) return { ok: false, ...refusal }
  const correction = act.corrects && decideCorrection(type, record, request, setting, decide)
  if (correction && !correction.ok) return correction
  const given = correction?.data ?? request.data ?? {}
  const missing = missingIn(type, { type: request.type, data: given })
  if (missing.length > 0)
    return { ok: false, key: `${type.kind}.refused.missing`, params: { ...paramsOf(type, record, request), fields: missing } }
  const data = { ...given, ...act.adds?.(contextOf(record, request, setting)) }
  const to = correction ? correction.to : typeof act.to === 'function' ? act.to(record, data as never) : act.to
  const role = roleOf(whoMay(type, record, request.type, request.data ?? {}), request.actors)
  const owns = request.by && seatTakenOn(act, record, role.role)
  const event: CaseEvent = {
    id: request.id,
    ...versionOf(type),
    type: request.type,
    at: request.at,
    round: record.round,
    ...(act.opensRound && to !== undefined && to !== record.state && !type.ended.includes(to) && { opens: record.round + 1 }),
    ...(request.by && { by: request.by }),
    ...(request.onBehalfOf && { onBehalfOf: request.onBehalfOf }),
    ...role,
    ...(owns && { owns }),
    ...(request.channel && { channel: request.channel }),
    ...(to && { from: record.state, to }),
    ...(Object.keys(data).length > 0 && { data }),
    ...(request.record && { record: request.record }),
  }
  return { ok: true, event: { ...event, ...joined(clocksOf(type, record, event, setting), correction?.clocks) } }
}

/** The first event of a case, with what it begins with and the clocks that run from then on. */
export function begin(type: CaseType, request: ActRequest, setting: Setting): CaseEvent {
  const { id, type: name, at, by, channel, record } = request
  const { to, adds } = type.acts[name]!
  const data = { ...request.data, ...adds?.(contextOf({ ...type.blank, ...record } as CaseRecord, request, setting)) }
  const event: CaseEvent = {
    id,
    ...versionOf(type),
    type: name,
    at,
    round: 1,
    ...(typeof to === 'string' && { to }),
    ...(by && { by }),
    ...(channel && { channel }),
    ...(Object.keys(data).length > 0 && { data }),
    ...(record && { record }),
  }
  const begun = replay(type, [event])
  return { ...event, ...clocksOf(type, { ...begun, version: 0 }, event, setting) }
}

/** What an event itself does to the clocks, and what it makes of those of the event that it corrects. */
function joined(own: Clocks, ofCorrected: Clocks = {}): Clocks {
  const both = <T>(of: (clocks: Clocks) => readonly T[] | undefined): T[] => [
    ...new Set([own, ofCorrected].flatMap((one) => of(one) ?? [])),
  ]
  const starts = both(({ starts }) => starts)
  const stops = both(({ stops }) => stops)
  const resumes = both(({ resumes }) => resumes)
  return { ...(starts.length > 0 && { starts }), ...(stops.length > 0 && { stops }), ...(resumes.length > 0 && { resumes }) }
}
type Clocks = Pick<CaseEvent, 'starts' | 'stops' | 'resumes'>

const versionOf = ({ upcasts = [] }: CaseType) => (upcasts.length > 0 ? { v: upcasts.length } : {})

/** What says nothing of whoever acts. */
const NO_ROLES: readonly Actor[] = ['ANYONE', 'READER', 'COPIED', 'SYSTEM']

function roleOf(by: readonly Actor[], actors: readonly Actor[]): { role?: Actor } {
  const role = by.find((wanted) => actors.includes(wanted))
  return role && !NO_ROLES.includes(role) ? { role } : {}
}

/** Why an act cannot happen now, whatever is missing yet; undefined where it can. */
function refusalOf(
  type: CaseType,
  act: Act<CaseRecord, CaseEvent>,
  record: CaseRecord,
  request: ActRequest,
  setting: Setting,
): Refusal | undefined {
  const { actors } = request
  const params = paramsOf(type, record, request)
  const refused = (reason: string, more: Values = {}): Refusal => ({
    key: `${type.kind}.refused.${reason}`,
    params: { ...params, ...more },
  })
  const isOurs = act.by.every((role) => role === 'SYSTEM')
  const deciders = act.decides?.(record)
  if (!standsAmong(whoMay(type, record, request.type, request.data ?? {}), actors))
    return refused(isOurs ? 'system' : 'role', deciders && { roles: deciders })
  if (!act.from.includes(record.state)) {
    const last = record.events.findLast((event) => event.to !== undefined)
    return { ...refused('state', { by: last?.by?.name ?? '', at: last?.at.toISOString() ?? '' }), isFinal: true }
  }
  const against = deciders && notTheirs(type, record, request, deciders, act.decidesOn)
  if (against) return { ...refused(against, { roles: deciders }), isFinal: true }
  if (request.isPast) return undefined
  const refusal = act.lacks?.(record, request.at) ?? act.refused?.(contextOf(record, request, setting))
  return refusal && { ...refusal, params: { ...params, ...refusal.params } }
}

const paramsOf = (type: CaseType, record: CaseRecord, { type: event, data = {} }: ActRequest) => ({
  no: record._id,
  event,
  state: record.state,
  roles: whoMay(type, record, event, data).filter((role) => role !== 'ANYONE'),
})

const contextOf = (record: CaseRecord, { data = {}, at, by, onBehalfOf, actors }: ActRequest, setting: Setting) => ({
  record,
  data: data as never, // read by the act alone, which says what it holds
  at,
  actors,
  ...(by && { by }),
  ...(onBehalfOf && { onBehalfOf }),
  ...setting,
})

/** The fields that the act must be given and was not. */
export function missingIn({ data: schemas }: Pick<CaseType, 'data'>, { type, data = {} }: Pick<ActRequest, 'type' | 'data'>): string[] {
  const parsed = schemas[type]!.safeParse(data)
  return parsed.success ? [] : [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? '')))]
}

/** What part of the record an act is about. */
export function aboutIn({ about: field }: { readonly about?: string }, data: Given): string | undefined {
  const about = field === undefined ? undefined : data[field]
  return typeof about === 'string' ? about : undefined
}
