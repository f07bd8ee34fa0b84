/** What happened, by whose word and whose samples (domain.md 2.2, rows 7 to 9; 4.6). */
import { addDays, dayOf } from '../../calendar/index.js'
import type { Refusal } from '../../cases/case-type.js'
import { latest } from '../../cases/history.js'
import { keyOf } from '../../reading/normalise.js'
import { deskCheck, isLabPending, runningFor } from '../history.js'
import type { Complaint } from '../model.js'
import { isVisitDue } from '../planned-visit.js'
import { proofOf } from '../proof.js'
import { type Acts, ANY, type Context, FILED, isEmpty, refuse, refuseForGood } from './acts.js'

export const desk: Acts<'deskChecked'> = {
  deskChecked: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC'],
    change: ({ plant }, { data }) => (data?.lane === undefined ? {} : { laneKey: `${plant ?? '-'}|${keyOf(data.lane)}` }),
    dialogue: 'deskCheck',
    // the other plant looks into its own records
    correctable: { until: { rerouted: true } },
    task: { seats: ['QC'], clock: 'T2c', waits: (record) => record.state === 'INVESTIGATING' && !deskCheck(record) },
  },
}

export const investigation: Acts<'sampled' | 'factsWritten'> = {
  sampled: {
    row: 8,
    from: ['INVESTIGATING'],
    by: ['QC'],
    refused: ({ data }) => (data.sealed !== true && isEmpty(data.unsealedReason) ? refuse('seal') : undefined),
    dialogue: 'sample',
    correctable: { each: 'sampleNo' },
    task: { seats: ['QC'], clock: 'T2c', waits: isSampleDue },
    offered: { more: 7 },
  },
  factsWritten: {
    row: 9,
    from: ['INVESTIGATING'],
    to: 'FACTS_PENDING',
    by: ['QC'],
    refused({ record }) {
      if (!deskCheck(record)) return refuse('noDeskCheck')
      if (isVisitDue(record)) return refuse('noVisit')
      return isSampleDue(record) ? refuse('noSample') : undefined
    },
    adds: ({ record }) => ({ proof: proofOf(record) }),
    change: (_, { data: { causeCode } }) => ({ causeCode }),
    dialogue: 'facts',
    // until then the customer is asked again
    correctable: { until: { liabilitySet: ['facts'], customerObjected: true } },
    task: {
      seats: ['QC'],
      clock: 'T2c',
      waits: (record) => record.state === 'INVESTIGATING' && deskCheck(record) !== undefined && !isVisitDue(record) && !isSampleDue(record),
    },
  },
}

/** What comes when its time has come, in whatever state the rest is. */
export const laboratory: Acts<'labResult' | 'sampleDisposed'> = {
  labResult: {
    row: 8,
    from: FILED,
    by: ['QC'],
    refused: refusedResult,
    adds({ record, data }) {
      const sampleNo = data.sampleNo ?? onlySample(record)
      const due = strengthClock(record, data.age, sampleNo)?.span.day
      return { ...(sampleNo !== undefined && { sampleNo }), ...(due !== undefined && { due }) }
    },
    about: 'sampleNo',
    dialogue: 'labResult',
    correctable: { each: 'sampleNo' },
    task: { seats: ['QC'], clock: ['T6a', 'T6b'], waits: awaitedSamples },
    offered: { more: 9 },
  },
  sampleDisposed: {
    from: ANY,
    by: ['QC'],
    refused: ({ record }) => (record.isOpen ? refuse('sampleNeeded') : undefined),
    about: 'sampleNo',
    button: 'disposeSample',
    task: {
      seats: ['QC'],
      clock: 'T7',
      waits: (record) => (record.isOpen ? [] : runningFor(record, 'sampleDisposed').flatMap(({ about }) => (about ? [about] : []))),
    },
  },
}

/** The samples whose strength is awaited; `true` where an earlier version has not noted which. */
function awaitedSamples(record: Complaint): boolean | readonly string[] {
  const samples = runningFor(record, 'labResult').map(({ about }) => about)
  return samples.includes(undefined) || [...new Set(samples.flatMap((sample) => sample ?? []))]
}

/** Nobody has to say which sample where there is one. */
function onlySample(record: Complaint): string | undefined {
  const samples = awaitedSamples(record)
  return typeof samples === 'object' && samples.length === 1 ? samples[0] : undefined
}

/** The time that runs for a strength of a sample. */
function strengthClock(record: Complaint, age: string | undefined, sample: string | undefined) {
  const id = age === 'D3' ? 'T6a' : age === 'D28' ? 'T6b' : undefined
  return runningFor(record, 'labResult').find((clock) => clock.about === sample && clock.id === id)
}

/** A strength is of a sample that awaits it, and of an age that the cubes have reached (domain.md 4.6). */
function refusedResult({ record, data: { age, sampleNo }, at }: Context<'labResult'>): Refusal | undefined {
  if (age === 'OTHER' || age === 'ARBITRATION') return undefined
  if (!isLabPending(record)) return refuse('noLab')
  const sample = sampleNo ?? onlySample(record)
  const samples = awaitedSamples(record)
  if (sample === undefined && typeof samples === 'object') return refuseForGood('whichSample', { samples: samples.join('、') })
  const clock = strengthClock(record, age, sample)
  const ripeOn = clock?.span.day && addDays(clock.span.day, -1)
  return age !== undefined && ripeOn && dayOf(at) < ripeOn ? refuse('tooYoung', { sampleNo: sample ?? '', age, ripeOn }) : undefined
}

function isSampleDue(record: Complaint): boolean {
  const isNeeded = deskCheck(record)?.data?.needSample === true
  return record.state === 'INVESTIGATING' && isNeeded && !latest(record, 'sampled')
}
