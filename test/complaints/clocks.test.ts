/** The timers of domain.md 7, row by row: when each ends, when it is spoken of, and to whom; started on Tuesday 3 November 2026 at 10:00. */
import { describe, expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import type { Clock } from '../../src/cases/case.js'
import { CLOCKS } from '../../src/complaints/clocks.js'
import { timesOf } from '../../src/complaints/complaint.js'
import { clockFor, clockIdsFor, runningFor } from '../../src/complaints/history.js'
import type { Complaint } from '../../src/complaints/model.js'

const calendar = createCalendar({ national: nationalDays() })
const START = instant('2026-11-03', '10:00')
const shown = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ')

const ROWS: [string, Clock['span'], string, [string, string][]][] = [
  [
    'T1',
    { day: '2026-11-03' },
    '11-04 00:00',
    [
      ['11-03 17:00', 'CS'],
      ['11-03 21:00', 'CS'],
      ['11-04 00:00', 'MKT_HEAD,CS'],
    ],
  ],
  [
    'T1b',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 09:00', 'REGISTRAR,CS'],
      ['11-04 18:00', 'REGISTRAR,CS'],
      ['11-05 07:00', 'CS,MKT_HEAD'],
    ],
  ],
  [
    'T2',
    { hours: 2 },
    '11-03 12:00',
    [
      ['11-03 12:00', 'QC'],
      ['11-03 15:00', 'QC,QC_HEAD,MKT_HEAD'],
    ],
  ],
  [
    'T2a',
    { hours: 2 },
    '11-03 12:00',
    [
      ['11-03 12:00', 'DEPT'],
      ['11-03 15:00', 'DEPT,CS'],
      ['11-05 07:00', 'MKT_HEAD'],
    ],
  ],
  [
    'T2b',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'CS,QC'],
      ['11-05 07:00', 'MKT_HEAD'],
    ],
  ],
  [
    'T2c',
    { days: 3 },
    '11-06 18:00',
    [
      ['11-05 09:00', 'QC'],
      ['11-06 12:00', 'QC'],
      ['11-09 07:00', 'QC_HEAD'],
    ],
  ],
  [
    'T3',
    { days: 3 },
    '11-06 18:00',
    [
      ['11-05 09:00', 'QC,DEPT'],
      ['11-06 12:00', 'QC,DEPT'],
      ['11-09 07:00', 'QC_HEAD,MKT_HEAD'],
      ['11-10 07:00', 'GM'],
    ],
  ],
  [
    'T3a',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'QC'],
      ['11-05 07:00', 'QC,QC_HEAD,MKT_HEAD'],
    ],
  ],
  [
    'T3b',
    { days: 3 },
    '11-06 18:00',
    [
      ['11-05 09:00', 'CS'],
      ['11-06 12:00', 'CS'],
      ['11-09 07:00', 'MKT_HEAD'],
    ],
  ],
  [
    'T3c',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'MKT_HEAD'],
      ['11-05 07:00', 'MKT_HEAD,GM'],
    ],
  ],
  [
    'T3d',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'QC_HEAD'],
      ['11-05 07:00', 'QC_HEAD,MKT_HEAD'],
    ],
  ],
  [
    'T3e',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'GM'],
      ['11-05 07:00', 'GM,MKT_HEAD'],
    ],
  ],
  [
    'T4',
    { days: 3 },
    '11-06 18:00',
    [
      ['11-04 09:00', 'CS'],
      ['11-06 12:00', 'CS'],
      ['11-06 18:00', 'CS,MKT_HEAD'],
    ],
  ],
  [
    'T4b',
    { days: 3 },
    '11-06 18:00',
    [
      ['11-04 09:00', 'CS'],
      ['11-06 12:00', 'CS'],
      ['11-09 07:00', 'MKT_HEAD'],
    ],
  ],
  [
    'T5',
    { days: 2 },
    '11-05 18:00',
    [
      ['11-05 12:00', 'CS'],
      ['11-06 07:00', 'MKT_HEAD,CS'],
    ],
  ],
  [
    'T5a',
    { day: '2026-11-10' },
    '11-10 18:00',
    [
      ['11-09 09:00', 'DEPT,ASSIGNEE'],
      ['11-10 12:00', 'DEPT,ASSIGNEE'],
      ['11-11 07:00', 'MKT_HEAD,DEPT,ASSIGNEE'],
    ],
  ],
  [
    'T5b',
    { days: 2 },
    '11-05 18:00',
    [
      ['11-05 18:00', 'MKT_HEAD'],
      ['11-06 07:00', 'MKT_HEAD,GM'],
    ],
  ],
  [
    'TP',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'CS'],
      ['11-05 07:00', 'CS,MKT_HEAD'],
    ],
  ],
  [
    'T6a',
    { day: '2026-11-07' },
    '11-07 18:00',
    [
      ['11-07 12:00', 'QC'],
      ['11-09 07:00', 'QC,QC_HEAD'],
    ],
  ],
  [
    'T6b',
    { day: '2026-12-02' },
    '12-02 18:00',
    [
      ['12-02 12:00', 'QC'],
      ['12-03 07:00', 'QC,QC_HEAD'],
    ],
  ],
  [
    'T7',
    { day: '2026-12-13' },
    '12-13 18:00',
    [
      ['12-06 09:00', 'QC'],
      ['12-12 09:00', 'QC'],
      ['12-13 18:00', 'QC'],
      ['12-14 07:00', 'QC,QC_HEAD'],
    ],
  ],
  [
    'TF',
    { days: 2 },
    '11-05 18:00',
    [
      ['11-05 12:00', 'QC,CS'],
      ['11-06 07:00', 'QC_HEAD,MKT_HEAD'],
    ],
  ],
  [
    'TFa',
    { days: 2 },
    '11-05 18:00',
    [
      ['11-05 18:00', 'CS'],
      ['11-06 07:00', 'CS,MKT_HEAD'],
    ],
  ],
  ['TQ', { days: 1 }, '11-04 18:00', [['11-04 18:00', 'COPIED']]],
  ['TM1', { clockHours: 2 }, '11-03 12:00', [['11-03 12:00', 'PROD_TECH,MKT_HEAD']]],
  [
    'TM2',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'PROD_TECH'],
      ['11-05 07:00', 'MKT_HEAD,GM'],
    ],
  ],
  [
    'TM3',
    { days: 1 },
    '11-04 18:00',
    [
      ['11-04 18:00', 'GM'],
      ['11-05 07:00', 'GM,MKT_HEAD'],
    ],
  ],
  [
    'TM4',
    { days: 5 },
    '11-10 18:00',
    [
      ['11-10 18:00', 'PROD_TECH'],
      ['11-11 07:00', 'PROD_TECH,MKT_HEAD,GM'],
    ],
  ],
]

it('no clock of a complaint is missing here', () => {
  expect(ROWS.map(([id]) => id).sort()).toEqual(Object.keys(CLOCKS).sort())
})

describe('each timer', () => {
  it.each(ROWS)('%s', (id, span, due, reminders) => {
    const times = timesOf({ id, span, startedAt: START }, { calendar, plant: 'weinan', at: START })
    expect(shown(times.dueAt)).toBe(due)
    expect(times.reminders.map(({ at, to }) => [shown(at), to.join(',')])).toEqual(reminders)
  })

  it('a suspected major incident at 23:00 is chased at 01:00; a plan never at night', () => {
    const night = instant('2026-11-03', '23:00')
    const major = timesOf({ id: 'TM1', span: { clockHours: 2 }, startedAt: night }, { calendar, plant: 'weinan', at: night })
    expect(major.reminders.map(({ at }) => shown(at))).toEqual(['11-04 01:00'])
    const plan = timesOf({ id: 'T3', span: { days: 3 }, startedAt: night }, { calendar, plant: 'weinan', at: night })
    for (const { at } of plan.reminders) expect(calendar.isQuiet(at)).toBe(false)
  })

  it('a report that is late from the start is chased after a few minutes, not at once', () => {
    const typed = instant('2026-11-04', '09:00')
    const { reminders } = timesOf({ id: 'T1', span: { day: '2026-11-03' }, startedAt: START }, { calendar, plant: 'weinan', at: typed })
    for (const { at } of reminders) expect(shown(at)).toBe('11-04 09:10')
  })

  it('what became overdue on the eve of a day off is said in the morning of the next working day; what is urgent at once', () => {
    const friday = instant('2026-09-29', '10:00')
    const { reminders } = timesOf({ id: 'T3a', span: { days: 1 }, startedAt: friday }, { calendar, plant: 'weinan', at: friday })
    expect(reminders.map(({ id, at }) => [id, shown(at)])).toEqual([
      ['due', '09-30 18:00'],
      ['overdue', '10-08 07:00'],
    ])
    const told = timesOf({ id: 'T1', span: { day: '2026-09-30' }, startedAt: friday }, { calendar, plant: 'weinan', at: friday })
    expect(told.reminders.map(({ at }) => shown(at)).at(-1)).toBe('10-01 00:00')
  })

  it('what is due at once has no reminder before it begins', () => {
    const { reminders } = timesOf({ id: 'T5a', span: { day: '2026-11-03' }, startedAt: START }, { calendar, plant: 'weinan', at: START })
    expect(reminders.map(({ id }) => id)).toEqual(['noon', 'overdue'])
  })
})

describe('the time for an act', () => {
  it.each([
    ['planProposed', ['T3']],
    ['goneOnUnanswered', ['T4']],
    ['calledBack', ['T5']],
    ['labResult', ['T6a', 'T6b']],
    ['sampleDisposed', ['T7']],
    ['exported', []],
  ] as const)('%s is told by the clocks that it stops', (act, ids) => {
    expect(clockIdsFor(act)).toEqual(ids)
  })

  const clock = (key: string, id: string, round: number, stoppedAt?: Date) => ({ key, id, round, ...(stoppedAt && { stoppedAt }) })
  const clocks = [clock('a', 'T3', 1, START), clock('b', 'T6a', 1), clock('c', 'T3', 2, START), clock('d', 'T6b', 2), clock('e', 'gone', 2)]
  const complaint = { clocks } as unknown as Complaint

  it('is the last of its clocks, or the last of a round; only those that run are still to come', () => {
    expect(clockFor(complaint, 'planProposed')?.key).toBe('c')
    expect(clockFor(complaint, 'planProposed', 1)?.key).toBe('a')
    expect(clockFor(complaint, 'calledBack')).toBeUndefined()
    expect(runningFor(complaint, 'labResult').map(({ key }) => key)).toEqual(['b', 'd'])
    expect(runningFor(complaint, 'planProposed')).toEqual([])
  })
})
