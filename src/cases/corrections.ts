/**
 * What was given for an act may be corrected by a later event (R3.2): the first one stays as it was written, and reads from then on with what has changed in
 * it. Which events that is, whose they are to correct, and until when. Pure.
 */
import { z } from 'zod'
import type { Values } from '../dialogue/session.js'
import type { Decision } from './act-request.js'
import type { Actor, CaseEvent, CaseRecord } from './case.js'
import type { CaseType } from './case-type.js'
import { asItReads, correctedBy } from './history.js'

interface Acts {
  readonly acts: Readonly<Record<string, Pick<CaseType['acts'][string], 'by' | 'correctable' | 'corrects'>>>
}

const values = z.custom<Values>((value) => typeof value === 'object' && value !== null)
/** What a correction holds. `amends`: the id of the event; `flow`: the dialogue whose answers these are; a field that is before and not after is gone. */
export const CORRECTION = {
  amends: z.string(),
  reason: z.string().min(1),
  change: z.object({ flow: z.string(), before: values, after: values }),
} as const

/** Events of this round that somebody in these capacities may correct, in their order, settled ones too. */
export function correctableIn<E extends CaseEvent>(
  { acts }: Acts,
  { events, round }: { readonly events: readonly E[]; readonly round: number },
  actors: readonly Actor[],
): E[] {
  return events.filter((event, index) => {
    const correctable = acts[event.type]?.correctable
    if (!correctable || event.round !== round) return false
    const isReplaced = !correctable.each && events.slice(index + 1).some(({ type }) => type === event.type)
    return !isReplaced && doersOf({ acts }, event).some((role) => actors.includes(role))
  })
}

/** Whose it is to correct: of the role in which it was done, where that is known. */
export const doersOf = ({ acts }: Acts, { type, role }: CaseEvent): readonly Actor[] => (role ? [role] : (acts[type]?.by ?? []))

/** Who may do an act: a correction is for whoever might do what it corrects. */
export function whoMay(
  type: Acts,
  { events }: Pick<CaseRecord, 'events'>,
  act: string,
  { amends }: Readonly<Record<string, unknown>>,
): readonly Actor[] {
  const corrected = type.acts[act]?.corrects && events.find(({ id }) => id === amends)
  return corrected ? doersOf(type, corrected) : (type.acts[act]?.by ?? [])
}

/** The event that has settled what is to be corrected, the last one. @param fields that are; without them, what settles everything */
function settlingOf(
  { acts }: Acts,
  { events }: CaseRecord,
  { id, type }: CaseEvent,
  fields: readonly string[] = [],
): CaseEvent | undefined {
  const { until = {} } = acts[type]?.correctable ?? {}
  return events.slice(events.findIndex((event) => event.id === id) + 1).findLast((later) => {
    const settled = until[later.type]
    return settled === true || settled?.some((field) => fields.includes(field))
  })
}

/**
 * What is to be corrected, or why it cannot be.
 * @param wanted in what capacities somebody stands; and the fields that they would change: without them, what settles everything
 */
export function eventToCorrect(
  type: Pick<CaseType, 'kind' | 'acts'>,
  record: CaseRecord,
  event: CaseEvent | undefined,
  { actors, fields = [] }: { readonly actors?: readonly Actor[]; readonly fields?: readonly string[] },
): Decision {
  const refused = (reason: string, params: Values, isFinal: boolean): Decision => ({
    ok: false,
    key: `${type.kind}.refused.${reason}`,
    params,
    ...(isFinal && { isFinal }),
  })
  const doers = event ? doersOf(type, event) : []
  if (!event || !correctableIn(type, record, doers).includes(event)) return refused('notCorrectable', {}, true)
  if (actors && !doers.some((role) => actors.includes(role))) return refused('role', { roles: doers }, false)
  const settledForGood = settlingOf(type, record, event)
  const settling = settledForGood ?? settlingOf(type, record, event, fields)
  if (!settling) return { ok: true, event }
  return refused(`settled.${settling.type}`, { by: settling.by?.name ?? '', at: settling.at.toISOString() }, settledForGood !== undefined)
}

/** What a correction changes in the record beside the event. */
export function correctedChange({ acts }: Pick<CaseType, 'acts'>, record: CaseRecord, correction: CaseEvent): Partial<CaseRecord> {
  const corrected = correctedBy(correction, record.events)
  return (corrected && acts[corrected.type]?.change?.(record, asItReads(corrected, [...record.events, correction]))) ?? {}
}
