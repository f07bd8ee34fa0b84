/** 质量分析会 (R19.4.c): proposed where something happens again and again, convened or declined by the general manager, followed to its last measure. */
import { z } from 'zod'
import { dayOf } from '../calendar/index.js'
import { caseType, dueThenLate } from '../cases/declare.js'
import { maybe, text, Why } from '../cases/fields.js'
import { latest } from '../cases/history.js'

const PROPOSED = { reason: text, pattern: maybe }
const Measure = z.object({ measure: text, department: text, due: text })
const Ended = z.looseObject({ ended: z.number() })

const STATES = ['PROPOSED', 'CONVENED', 'MINUTES_FILED', 'MEASURES_OPEN', 'VERIFIED', 'DECLINED'] as const

export const meeting = caseType({
  kind: 'meeting',
  prefix: 'HY',
  fields: z.object(PROPOSED),
  states: STATES,
  ended: ['VERIFIED', 'DECLINED'],
  acts: {
    meetingOpened: {
      row: 'R19.4.c',
      from: [],
      to: 'PROPOSED',
      by: ['SYSTEM'],
      data: z.object(PROPOSED),
      change: (_, { data }) => data,
    },
    meetingConvened: {
      row: 'R19.4.c',
      // again where it is moved to another day
      from: ['PROPOSED', 'CONVENED'],
      to: 'CONVENED',
      by: ['GM'],
      data: z.object({ meetingOn: text }),
      told: ['MKT_HEAD', 'QC_HEAD', 'DEPT', 'CS'],
      dialogue: 'convene',
      task: { seats: ['GM'], clock: 'TG1', waits: ({ state }) => state === 'PROPOSED' },
      offered: { more: 2, when: ({ state }) => state === 'CONVENED' },
    },
    meetingDeclined: {
      from: ['PROPOSED'],
      to: 'DECLINED',
      by: ['GM'],
      data: Why,
      told: ['MKT_HEAD'],
      dialogue: 'declineMeeting',
      task: { seats: ['GM'], clock: 'TG1' },
    },
    minutesFiled: {
      row: 'R19.4.c',
      from: ['CONVENED'],
      to: 'MINUTES_FILED',
      by: ['MKT_HEAD', 'GM'],
      data: z.object({ attendees: text, causes: text }),
      // what is not held yet has none
      lacks(record, at) {
        const held = latest(record, 'meetingConvened')
        const { day: meetingOn } = held ? dayIn(held) : {}
        return meetingOn && dayOf(at) < meetingOn ? { key: 'meeting.refused.notHeld', params: { meetingOn } } : undefined
      },
      told: ['GM', 'QC_HEAD', 'DEPT'],
      dialogue: 'minutes',
      task: { seats: ['MKT_HEAD'], clock: 'TG2' },
    },
    measureAdded: {
      row: 'R19.4.c',
      from: ['MINUTES_FILED', 'MEASURES_OPEN'],
      to: 'MEASURES_OPEN',
      by: ['MKT_HEAD', 'GM'],
      data: Measure,
      begins: {
        kind: 'correctiveAction',
        with: ({ fields: { reason } }, { data: { measure, department, due } }) => ({
          data: { measure, due, reason },
          departments: [department],
        }),
      },
      dialogue: 'measure',
      task: { seats: ['MKT_HEAD'], clock: 'TG4', waits: ({ state }) => state === 'MINUTES_FILED' },
      offered: { more: 1, when: ({ state }) => state === 'MEASURES_OPEN' },
    },
    meetingVerified: {
      from: ['MEASURES_OPEN'],
      to: 'VERIFIED',
      by: ['SYSTEM'],
      data: Ended,
      // each measure that was decided is a case of its own, and all of them have ended
      refused({ record, data: { ended = 0 } }) {
        const decided = record.events.filter(({ type }) => type === 'measureAdded').length
        return ended < decided ? { key: 'meeting.refused.system', params: {} } : undefined
      },
    },
  },
  paper: { action: 'exportMinutes', from: ['MINUTES_FILED', 'MEASURES_OPEN', 'VERIFIED'] },
  childEnded: { correctiveAction: 'meetingVerified' },
  clocks: {
    TG1: {
      starts: ['meetingOpened'],
      stops: ['meetingConvened', 'meetingDeclined'],
      span: ({ meetingDays: days }) => ({ days }),
      chase: [
        ['noon', 'GM'],
        ['overdue', 'GM', 'MKT_HEAD'],
      ],
    },
    TG2: {
      starts: ['meetingConvened'],
      stops: ['minutesFiled', 'meetingConvened'],
      span: (_, event) => dayIn(event),
      chase: [['before', 'MKT_HEAD', 'QC_HEAD', 'GM'], ...dueThenLate('MKT_HEAD', 'GM')],
    },
    // minutes without a measure improve nothing, and would wait for ever
    TG4: {
      starts: ['minutesFiled'],
      stops: ['measureAdded'],
      span: ({ measureDays: days }) => ({ days }),
      chase: dueThenLate('MKT_HEAD', 'GM'),
    },
  },
  readers: ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM', 'DEPT'],
  pushers: ['MKT_HEAD', 'QC_HEAD', 'GM'],
  rows: ({ parent, customer, fields: { reason } }) => ({ reason, customer: customer?.name, parent }),
})

const Dated = z.looseObject({ meetingOn: text })
const dayIn = ({ data }: { readonly data?: object }) => ({ day: Dated.parse(data).meetingOn })
