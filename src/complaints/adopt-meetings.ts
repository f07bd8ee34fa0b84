/** Improvement meetings that earlier versions kept in the complaint itself become cases of their own (R19.4.c). */
import type { Model } from 'mongoose'
import type { ActRequest } from '../cases/act-request.js'
import type { CaseEvent, CaseRecord } from '../cases/case.js'
import { dataOf } from '../cases/history.js'
import type { Kin } from '../cases/kin.js'
import { bySystem } from '../cases/store.js'
import { upcast } from '../cases/upcast.js'
import { type Due, idsOf } from '../database/due.js'
import { complaintEngine, replay } from './complaint.js'
import type { Complaint } from './model.js'
import type { Records } from './records.js'
import { isOfMeeting } from './upcasts.js'

export interface AdoptMeetingsDeps {
  /** Of every kind, as they are kept. */
  readonly cases: Model<CaseRecord>
  readonly records: Pick<Records, 'perform'>
  readonly kin: Pick<Kin, 'begin'>
  readonly due: Due
}

type Kept = CaseRecord & { readonly meeting?: string }

/** What was done to one of the complaint's meetings, from its proposal to the next one's. */
interface Held {
  readonly proposed: CaseEvent
  readonly acts: CaseEvent[]
}

const MEASURE_ACTS: readonly string[] = ['measureDone', 'measureVerified']
/** Of what is kept with a meeting: what its acts are to a case of its own. */
const TAKEN: readonly string[] = [
  'meetingConvened',
  'meetingDeclined',
  'minutesFiled',
  'measureAdded',
  ...MEASURE_ACTS,
  'reminded',
  'pushed',
]
/** The first event of a meeting starts TG1, the second TG2; the first of a measure TG3. */
const CLOCKS: Readonly<Record<string, string>> = { TG1: 'TG1#0', TG2: 'TG2#1', TG3: 'TG3#0' }
const ATTEMPTS = 10

/**
 * Safe to be cut off, and to run on several replicas: what is begun is begun once, in one write with all that it has lived through, and the complaint is
 * let go of last. Who has heard of it hears nothing again; what nobody has heard of yet is told by the sweep. One that cannot be adopted is set aside.
 */
export async function adoptMeetings({ cases, records, kin, due }: AdoptMeetingsDeps): Promise<void> {
  const found = cases.find({ caseKind: complaintEngine.kind.kind, meeting: { $exists: true } }, { _id: 1 }).lean()
  await due.forEach('adoption', idsOf(found), adopt)

  async function adopt(no: string): Promise<void> {
    const kept = await cases.findById(no).lean<Kept>()
    if (kept?.meeting === undefined) return
    for (let attempt = 1; !(await stopClocks(no)); attempt++)
      if (attempt === ATTEMPTS) throw new Error(`${no} is changed too often to adopt its meeting`)
    for (const held of heldIn(kept.events)) await adoptOne(kept, held)
    await cases.updateOne({ _id: no }, { $unset: { meeting: true, measures: true } }, { strict: false })
  }

  async function adoptOne(kept: Kept, { proposed, acts }: Held): Promise<void> {
    const { notices: untold = [] } = kept
    const measures = acts.filter(({ type }) => type === 'measureAdded')
    const begin = (parent: CaseRecord, source: CaseEvent, lived: readonly ActRequest[]) =>
      kin.begin(parent, source, { acts: lived, untold })
    const own = acts.filter((event) => measureOf(event, acts) === undefined).map(asWritten)
    const no = await begin(upcast(complaintEngine.kind, kept), proposed, [...own, ...endOf(acts, measures.length)])
    const meeting = no === undefined ? null : await cases.findById(no).lean<CaseRecord>()
    if (!meeting) throw new Error(`${kept._id} has begun no meeting`)
    for (const source of measures) {
      const lived = acts.filter((event) => event !== source && measureOf(event, acts) === dataOf(source).measureId)
      await begin(meeting, source, lived.map(asWritten))
    }
    if (!meeting.isOpen) await noteEnd(kept._id, meeting)
  }

  async function noteEnd(complaint: string, { _id: no, state: outcome, events }: CaseRecord): Promise<void> {
    const last = events.at(-1)!
    const ended = await cases.countDocuments({ parent: complaint, caseKind: 'meeting', isOpen: false })
    await records.perform(complaint, () => bySystem('meetingEnded', `${no}.meetingEnded`, last.at, { ...dataOf(last), no, outcome, ended }))
  }

  /** The complaint as its events make it now, without the clocks and tasks of its meetings. @returns false where somebody was faster */
  async function stopClocks(no: string): Promise<boolean> {
    const kept = await cases.findById(no).lean<CaseRecord>()
    if (!kept) return true
    const events = upcast(complaintEngine.kind, kept).events as Complaint['events']
    const { clocks, waitingFor, remindAt, nextDueAt, overdueAt, isProvisional, isMeetingOpen } = replay(events)
    const times = Object.entries({ remindAt, nextDueAt, overdueAt, isProvisional, isMeetingOpen })
    const gone = times.filter(([, value]) => value === undefined).map(([name]) => [name, true])
    const known = times.filter(([, value]) => value !== undefined)
    const { matchedCount } = await cases.updateOne(
      { _id: no, version: kept.version },
      { $set: { clocks, waitingFor, ...Object.fromEntries(known) }, $unset: Object.fromEntries(gone) },
      { strict: false },
    )
    return matchedCount === 1
  }
}

/** In the order in which they were proposed. */
function heldIn(events: readonly CaseEvent[]): Held[] {
  const held: Held[] = []
  for (const event of events) {
    if (event.type === 'meetingProposed') held.push({ proposed: event, acts: [] })
    else if (TAKEN.includes(event.type) && isOfMeeting(event)) held.at(-1)?.acts.push(event)
  }
  return held
}

/** Whose part of the meeting an event is: the measure that it, or the clock that it speaks of, was about. */
function measureOf(event: CaseEvent, acts: readonly CaseEvent[]): unknown {
  const { measureId, clock } = dataOf(event)
  if (MEASURE_ACTS.includes(event.type)) return measureId
  return acts.flatMap(({ starts = [] }) => starts).find(({ key, about }) => key === clock && about !== undefined)?.about
}

/** Once all measures were verified the meeting was over, without an event of its own. */
function endOf(acts: readonly CaseEvent[], measures: number): ActRequest[] {
  const verified = acts.filter(({ type }) => type === 'measureVerified')
  const last = verified.at(-1)
  return last && verified.length === measures ? [bySystem('meetingVerified', `${last.id}.meeting`, last.at, { ended: measures })] : []
}

function asWritten(event: CaseEvent): ActRequest {
  const { measureId: _, clock, ...data } = dataOf(event)
  const { id, type, at, by, role, channel } = event
  const own = typeof clock === 'string' && { clock: CLOCKS[clock.split('#')[0] ?? ''] ?? clock }
  return {
    id,
    type,
    at,
    ...(by && { by }),
    actors: [role ?? 'SYSTEM'],
    ...(channel && { channel }),
    data: { ...data, ...own },
    isPast: true,
  }
}
