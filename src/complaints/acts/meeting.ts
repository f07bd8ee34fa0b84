/** 改进分析会 and its measures (R19.4). */
import type { Complaint, Measure } from '../model.js'
import { type Acts, ANY, refuse, refuseForGood } from './acts.js'

type Meeting = NonNullable<Complaint['meeting']>

export const meeting: Acts<
  'meetingProposed' | 'meetingConvened' | 'meetingDeclined' | 'minutesFiled' | 'measureAdded' | 'measureDone' | 'measureVerified'
> = {
  meetingProposed: {
    from: ANY.filter((state) => state !== 'DRAFT' && state !== 'MERGED'),
    by: ['CS', 'MKT_HEAD', 'SYSTEM'],
    refused: ({ record: { meeting: now } }) =>
      now === undefined || now === 'DECLINED' || now === 'VERIFIED' ? undefined : refuseForGood('meetingAlready'),
    change: () => ({ meeting: 'PROPOSED', measures: [] }),
    dialogue: 'proposeMeeting',
    offered: { more: 2, when: ({ meeting: now }) => now === undefined || now === 'DECLINED' || now === 'VERIFIED' },
  },
  meetingConvened: {
    from: ANY,
    by: ['GM'],
    refused: ({ record }) => unless(record, 'PROPOSED'),
    change: () => ({ meeting: 'CONVENED' }),
    told: ['MKT_HEAD', 'QC_HEAD', 'DEPT', 'CS'],
    dialogue: 'convene',
    task: { seats: ['GM'], clock: 'TG1', waits: (record) => record.meeting === 'PROPOSED' },
  },
  meetingDeclined: {
    from: ANY,
    by: ['GM'],
    refused: ({ record }) => unless(record, 'PROPOSED'),
    change: () => ({ meeting: 'DECLINED' }),
    told: ['MKT_HEAD'],
    dialogue: 'declineMeeting',
    task: { seats: ['GM'], waits: (record) => record.meeting === 'PROPOSED' },
  },
  minutesFiled: {
    from: ANY,
    by: ['MKT_HEAD', 'GM'],
    refused: ({ record }) => unless(record, 'CONVENED'),
    change: () => ({ meeting: 'MINUTES_FILED' }),
    told: ['GM', 'QC_HEAD', 'DEPT'],
    dialogue: 'minutes',
    task: { seats: ['MKT_HEAD'], clock: 'TG2', waits: (record) => record.meeting === 'CONVENED' },
  },
  measureAdded: {
    from: ANY,
    by: ['MKT_HEAD', 'GM'],
    refused: ({ record }) => unless(record, 'MINUTES_FILED', 'MEASURES_OPEN'),
    // numbered in the order in which they were decided
    adds: ({ record: { measures } }) => ({ measureId: `m${measures.length + 1}` }),
    change: ({ measures }, { data: { measureId: id = '', measure: text, department, due } }) => ({
      meeting: 'MEASURES_OPEN',
      measures: [...measures, { id, text, department, due }],
    }),
    dialogue: 'measure',
    task: { seats: ['MKT_HEAD'], waits: (record) => record.meeting === 'MINUTES_FILED' },
    offered: { more: 12, when: (record) => record.meeting === 'MEASURES_OPEN' },
  },
  measureDone: {
    from: ANY,
    by: ['DEPT', 'MKT_HEAD'],
    refused({ record, data }) {
      const measure = measureOf(record, data.measureId)
      if (!measure) return refuse('noMeasure')
      return measure.doneAt ? refuseForGood('measureDone') : undefined
    },
    change: (record, { data, at }) => withMeasure(record, data.measureId, { doneAt: at }),
    about: 'measureId',
    department: (record, about) => measureOf(record, about)?.department,
    dialogue: 'measureDone',
    task: { seats: ['DEPT'], clock: 'TG3', waits: (record) => idsWhere(record, ({ doneAt }) => !doneAt) },
  },
  measureVerified: {
    from: ANY,
    by: ['MKT_HEAD', 'GM'],
    refused({ record, data, by }) {
      const measure = measureOf(record, data.measureId)
      if (!measure) return refuse('noMeasure')
      if (!measure.doneAt || measure.verifiedAt) return refuse('measureOpen')
      const done = record.events.findLast((event) => event.type === 'measureDone' && event.data.measureId === measure.id)
      return done?.by?.id === by?.id ? refuse('ownMeasure') : undefined
    },
    change: (record, { data, at }) => withMeasure(record, data?.measureId, { verifiedAt: at }),
    about: 'measureId',
    button: 'verifyMeasure',
    task: { seats: ['MKT_HEAD'], waits: (record) => idsWhere(record, ({ doneAt, verifiedAt }) => doneAt !== undefined && !verifiedAt) },
  },
}

const measureOf = ({ measures }: Complaint, wanted: string | undefined): Measure | undefined => measures.find(({ id }) => id === wanted)

const idsWhere = (record: Complaint, is: (measure: Measure) => boolean): string[] =>
  record.meeting === 'MEASURES_OPEN' ? record.measures.filter(is).map(({ id }) => id) : []

function withMeasure({ measures }: Complaint, id: string | undefined, change: Partial<Measure>): Partial<Complaint> {
  const changed = measures.map((measure) => (measure.id === id ? { ...measure, ...change } : measure))
  return { measures: changed, ...(changed.every(({ verifiedAt }) => verifiedAt) && { meeting: 'VERIFIED' as const }) }
}

const unless = ({ meeting: now }: Complaint, ...wanted: readonly Meeting[]) =>
  now && wanted.includes(now) ? undefined : refuse('meetingState', { meeting: now ?? 'NONE' })
