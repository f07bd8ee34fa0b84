/** What happened, by whose word and whose samples (domain.md 2.2, rows 7 to 9; 4.6). */
import { latest } from '../../cases/history.js'
import { keyOf } from '../../reading/normalise.js'
import { isLabPending, runningFor } from '../history.js'
import type { Complaint } from '../model.js'
import { type Acts, ANY, FILED, isEmpty, refuse } from './acts.js'

export const investigation: Acts<'deskChecked' | 'visitRecorded' | 'visitPlanned' | 'sampled' | 'factsWritten'> = {
  deskChecked: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC'],
    change: ({ plant }, { data }) => (data?.lane === undefined ? {} : { laneKey: `${plant ?? '-'}|${keyOf(data.lane)}` }),
    dialogue: 'deskCheck',
    task: { seats: ['QC'], clock: 'T2c', waits: (record) => record.state === 'INVESTIGATING' && !latest(record, 'deskChecked') },
  },
  visitRecorded: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    refused({ data }) {
      if (isEmpty(data.csPeople) || isEmpty(data.qcPeople)) return refuse('visitPeople')
      return (data.sitePhotos?.length ?? 0) < 2 ? refuse('visitPhotos') : undefined
    },
    dialogue: 'visit',
    task: { seats: ['QC', 'CS'], clock: 'T2b', waits: isVisitDue },
    offered: { more: 8 },
  },
  visitPlanned: {
    row: 7,
    from: ['INVESTIGATING'],
    by: ['QC', 'CS'],
    telling: 'silent',
    dialogue: 'visitPlan',
    task: { seats: ['QC', 'CS'], waits: (record) => isVisitDue(record) && !latest(record, 'visitPlanned') },
    offered: 'again',
  },
  sampled: {
    row: 8,
    from: ['INVESTIGATING'],
    by: ['QC'],
    refused: ({ data }) => (data.sealed !== true && isEmpty(data.unsealedReason) ? refuse('seal') : undefined),
    dialogue: 'sample',
    task: { seats: ['QC'], waits: isSampleDue },
    offered: { more: 7 },
  },
  factsWritten: {
    row: 9,
    from: ['INVESTIGATING'],
    to: 'FACTS_PENDING',
    by: ['QC'],
    refused({ record }) {
      if (!latest(record, 'deskChecked')) return refuse('noDeskCheck')
      if (isVisitDue(record)) return refuse('noVisit')
      return isSampleDue(record) ? refuse('noSample') : undefined
    },
    change: (_, { data: { causeCode } }) => ({ causeCode }),
    dialogue: 'facts',
    task: {
      seats: ['QC'],
      clock: 'T2c',
      waits: (record) =>
        record.state === 'INVESTIGATING' && latest(record, 'deskChecked') !== undefined && !isVisitDue(record) && !isSampleDue(record),
    },
  },
}

/** What comes when its time has come, in whatever state the rest is. */
export const laboratory: Acts<'labResult' | 'sampleDisposed'> = {
  labResult: {
    row: 8,
    from: FILED,
    by: ['QC'],
    refused: ({ record, data }) => (isLabPending(record) || data.age === 'OTHER' ? undefined : refuse('noLab')),
    dialogue: 'labResult',
    task: { seats: ['QC'], clock: ['T6a', 'T6b'], waits: isLabPending },
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

function isVisitDue(record: Complaint): boolean {
  const isNeeded = latest(record, 'deskChecked')?.data?.needSite === true
  return record.state === 'INVESTIGATING' && isNeeded && !latest(record, 'visitRecorded')
}

function isSampleDue(record: Complaint): boolean {
  const isNeeded = latest(record, 'deskChecked')?.data?.needSample === true
  return record.state === 'INVESTIGATING' && isNeeded && !latest(record, 'sampled')
}
