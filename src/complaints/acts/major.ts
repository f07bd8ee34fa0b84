/** 重大质量事故, a second track beside the first (R19.5; domain.md 2.2, rows 26 to 28). */
import type { Complaint } from '../model.js'
import { type Acts, ANY, FILED, isMajor, OPEN, refuse, refuseForGood } from './acts.js'

type Major = NonNullable<Complaint['major']>

export const major: Acts<
  'majorAsked' | 'majorDeclined' | 'majorSuspected' | 'majorClassified' | 'majorLowered' | 'opinionGiven' | 'gmInstructed' | 'majorDone'
> = {
  majorSuspected: {
    row: 26,
    from: OPEN,
    by: ['CS', 'SALES', 'QC', 'MKT_HEAD'],
    refused: ({ record }) => (isMajor(record) ? refuseForGood('majorAlready') : undefined),
    change: () => ({ major: 'SUSPECTED', majorClass: undefined, majorAsked: undefined }),
    told: ['PROD_TECH', 'MKT_HEAD', 'QC_HEAD', 'REGISTRAR'],
    isUrgent: true,
    dialogue: 'reportMajor',
    task: {
      seats: ['CS'],
      untimed: 'it was told by somebody who may not raise it; T2 runs for whoever looks into the complaint itself',
      waits: (record) => record.isOpen && record.majorAsked === true && !isMajor(record),
    },
    offered: { more: 1 },
  },
  // nobody loses what was chosen: customer service raises it, or says why not
  majorAsked: {
    row: 26,
    from: OPEN,
    by: ['ANYONE', 'SYSTEM'],
    refused: ({ record }) => (isMajor(record) ? refuseForGood('majorAlready') : undefined),
    change: () => ({ majorAsked: true }),
    isUrgent: true,
    asks: ({ event }) => event === 'majorSuspected',
  },
  majorDeclined: {
    row: 26,
    from: OPEN,
    by: ['CS'],
    refused: ({ record }) => (record.majorAsked ? undefined : refuseForGood('majorNotAsked')),
    change: () => ({ majorAsked: undefined }),
    told: ['REGISTRAR'],
    dialogue: 'declineMajor',
    offered: { more: 15, when: ({ majorAsked }) => majorAsked === true },
  },
  majorClassified: {
    row: 27,
    from: ANY,
    by: ['PROD_TECH'],
    refused: ({ record }) => unless(record, 'SUSPECTED'),
    change: (_, { data: { majorClass } }) => ({ major: majorClass === 'NONE' ? 'DONE' : 'CLASSIFIED', majorClass }),
    told: ['MKT_HEAD', 'QC_HEAD', 'CS', 'REGISTRAR'],
    dialogue: 'classify',
    task: { seats: ['PROD_TECH'], clock: 'TM1', waits: (record) => record.major === 'SUSPECTED' },
  },
  majorLowered: {
    row: 28,
    from: ANY,
    by: ['PROD_TECH'],
    refused: ({ record }) => unless(record, 'SUSPECTED', 'CLASSIFIED', 'OPINION_GIVEN'),
    change: () => ({ major: 'LOWERED', majorClass: undefined }),
    told: ['MKT_HEAD', 'QC_HEAD', 'CS', 'REGISTRAR'],
    dialogue: 'lowerMajor',
    task: { seats: ['PROD_TECH'], clock: 'TM1', waits: (record) => record.major === 'SUSPECTED' },
  },
  opinionGiven: {
    row: 27,
    from: ANY,
    by: ['PROD_TECH'],
    refused: ({ record }) => unless(record, 'CLASSIFIED'),
    change: (record) => ({ major: isLiable(record) && isInstructed(record) ? 'GM_HANDLING' : 'OPINION_GIVEN' }),
    // and whoever has to act on it
    told: ['MKT_HEAD', 'QC_HEAD', 'GM', 'CS', 'QC', 'DEPT', 'REGISTRAR'],
    dialogue: 'opinion',
    task: { seats: ['PROD_TECH'], clock: 'TM2', waits: (record) => record.major === 'CLASSIFIED' },
  },
  gmInstructed: {
    row: 27,
    from: FILED,
    by: ['GM'],
    change: (record) => (record.major === 'OPINION_GIVEN' ? { major: 'GM_HANDLING' } : {}),
    told: ['MKT_HEAD', 'QC_HEAD', 'PROD_TECH', 'DEPT', 'CS', 'QC'],
    dialogue: 'instruct',
    task: {
      seats: ['GM'],
      clock: 'TM3',
      waits: (record) => isLiable(record) && (record.major === 'CLASSIFIED' || record.major === 'OPINION_GIVEN'),
    },
    offered: { more: 3 },
  },
  majorDone: {
    row: 27,
    from: ANY,
    by: ['PROD_TECH'],
    refused: ({ record }) => (isLiable(record) ? unless(record, 'GM_HANDLING') : unless(record, 'OPINION_GIVEN', 'GM_HANDLING')),
    change: () => ({ major: 'DONE' }),
    told: ['MKT_HEAD', 'QC_HEAD', 'CS', 'REGISTRAR'],
    dialogue: 'majorDone',
    task: {
      seats: ['PROD_TECH'],
      clock: 'TM4',
      waits: (record) => record.major === 'GM_HANDLING' || (record.major === 'OPINION_GIVEN' && !isLiable(record)),
    },
  },
}

const isLiable = ({ majorClass }: Complaint): boolean => majorClass === 'MAJOR_LIABILITY'
const isInstructed = ({ events }: Complaint): boolean => events.some(({ type }) => type === 'gmInstructed')

const unless = ({ major: now }: Complaint, ...wanted: readonly Major[]) =>
  now && wanted.includes(now) ? undefined : refuse('majorState', { major: now ?? 'NONE' })
