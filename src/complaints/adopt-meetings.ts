/** Improvement meetings that earlier versions kept in the complaint itself become cases of their own (R19.4.c). */
import type { Model } from 'mongoose'
import type { CaseEvent, CaseRecord } from '../cases/case.js'
import type { ActRequest } from '../cases/decide.js'
import { dataOf } from '../cases/history.js'
import type { Kin } from '../cases/kin.js'
import type { Values } from '../dialogue/session.js'
import { replay } from './complaint.js'
import type { Complaint } from './model.js'
import { MEETING_ACTS } from './upcasts.js'

export interface AdoptMeetingsDeps {
  readonly complaints: Model<Complaint>
  /** Of every kind, as they are kept. */
  readonly cases: Model<CaseRecord>
  readonly kin: Kin
}

/**
 * Safe to be cut off and to run on several replicas: what is begun is begun once by the event that asked for it, and the complaint is let go of last.
 * Nobody is told again.
 */
export async function adoptMeetings({ complaints, cases, kin }: AdoptMeetingsDeps): Promise<void> {
  for await (const { _id } of cases
    .find({ caseKind: 'complaint', meeting: { $exists: true } }, { _id: 1 })
    .lean()
    .cursor()) {
    const complaint = await complaints.findById(_id).lean<Complaint>()
    const kept = await cases.findById(_id).lean<CaseRecord>()
    if (complaint && kept) await adopt(complaint, kept.events)
  }

  async function adopt(complaint: Complaint, old: readonly CaseEvent[]): Promise<void> {
    const begun: string[] = []
    const measures = new Map<unknown, string>()
    let meeting: string | undefined
    for (const [index, event] of old.entries()) {
      if (event.type === 'meetingProposed') meeting = await kin.begin(complaint, complaint.events[index]!)
      else if (!MEETING_ACTS.includes(event.type) || meeting === undefined) continue
      else {
        const { measureId } = dataOf(event)
        const no = event.type === 'measureDone' || event.type === 'measureVerified' ? measures.get(measureId) : meeting
        const outcome = no === undefined ? undefined : await kin.storeFor(no).perform(no, () => asWritten(event))
        const child = outcome?.ok ? await kin.begin(outcome.record, outcome.event) : undefined
        if (child !== undefined) {
          measures.set(measureId, child)
          begun.push(child)
        }
      }
      if (meeting !== undefined && !begun.includes(meeting)) begun.push(meeting)
    }
    await letGo(complaint)
    for (const no of begun) await close(no)
  }

  /** The complaint as its events make it now. */
  async function letGo({ _id, version, events }: Complaint): Promise<void> {
    const { clocks, waitingFor, isMeetingOpen, ...times } = replay(events)
    const { remindAt, nextDueAt, overdueAt, isProvisional } = times
    const optional = Object.entries({ remindAt, nextDueAt, overdueAt, isProvisional, isMeetingOpen })
    const gone = optional.filter(([, value]) => value === undefined).map(([name]) => [name, true])
    await cases.collection.updateOne(
      { _id: _id as never, version },
      {
        $set: { clocks, waitingFor, ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)) },
        $unset: { meeting: true, measures: true, ...Object.fromEntries(gone) },
      },
    )
  }

  /** Everybody has heard of it while it was a part of the complaint. */
  async function close(no: string): Promise<void> {
    await cases.updateOne({ _id: no }, { $set: { notices: [] }, $unset: { noticeDueAt: true } })
    const record = await cases.findById(no).lean<CaseRecord>()
    const last = record?.events.at(-1)
    if (record && last) await kin.noteEnd(record, last)
  }
}

function asWritten(event: CaseEvent): ActRequest {
  const { measureId: _, ...data } = dataOf(event)
  const { id, type, at, by, role, channel } = event
  return { id, type, at, ...(by && { by }), actors: [role ?? 'SYSTEM'], ...(channel && { channel }), data: data as Values }
}
