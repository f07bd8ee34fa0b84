/** 改进措施 (R19.4.c): what one department is to do by a day, and what somebody else finds done. */

import { z } from 'zod'
import type { CaseRecord, Seat } from '../cases/case.js'
import { caseType, dueThenLate } from '../cases/declare.js'
import { text } from '../cases/fields.js'
import { isSharedBy } from '../cases/four-eyes.js'

/** The reason is that of the meeting, which the department may not be able to read. */
const DECIDED = { measure: text, due: text, reason: text }
const Done = z.object({ result: text, proof: z.array(z.unknown()).optional() })

export const correctiveAction = caseType({
  kind: 'correctiveAction',
  prefix: 'GJ',
  fields: z.object({ ...DECIDED, ...Done.partial().shape }),
  states: ['OPEN', 'DONE', 'VERIFIED'],
  ended: ['VERIFIED'],
  acts: {
    measureGiven: {
      row: 'R19.4.c',
      from: [],
      to: 'OPEN',
      by: ['SYSTEM'],
      data: z.object(DECIDED),
      change: (_, { data }) => data,
    },
    measureDone: {
      row: 'R19.4.c',
      from: ['OPEN'],
      to: 'DONE',
      by: ['DEPT', 'MKT_HEAD'],
      data: Done,
      change: (_, { data }) => data,
      dialogue: 'measureDone',
      task: { seats: ['DEPT'], clock: 'TG3' },
    },
    measureVerified: {
      row: 'R19.4.c',
      from: ['DONE'],
      to: 'VERIFIED',
      by: ['MKT_HEAD', 'GM'],
      data: z.object({}),
      refused({ record, ...who }) {
        const done = record.events.findLast(({ type }) => type === 'measureDone')
        return isSharedBy(done, who) ? { key: 'correctiveAction.refused.own', params: {} } : undefined
      },
      button: 'verifyMeasure',
      task: { seats: verifiers, clock: 'TG5' },
    },
  },
  clocks: {
    TG3: {
      starts: ['measureGiven'],
      stops: ['measureDone'],
      span: (_, __, { fields }) => ({ day: fields.due }),
      chase: [
        ['before', 'DEPT'],
        ['noon', 'DEPT'],
        ['overdue', 'DEPT', 'MKT_HEAD'],
        ['dayAfter', 'GM'],
      ],
    },
    TG5: {
      starts: ['measureDone'],
      stops: ['measureVerified'],
      span: ({ measureCheckDays: days }) => ({ days }),
      chase: dueThenLate('MKT_HEAD', 'GM'),
    },
  },
  readers: ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM', 'DEPT'],
  pushers: ['MKT_HEAD', 'QC_HEAD', 'GM'],
  rows: ({ customer, fields: { measure, result, reason } }) => ({ measure, result, reason, customer: customer?.name }),
})

/** What the head of marketing has done is for the general manager to find done: nobody verifies their own measure. */
function verifiers({ events }: Pick<CaseRecord, 'events'>): readonly Seat[] {
  const done = events.findLast(({ type }) => type === 'measureDone')
  return done?.role === 'MKT_HEAD' ? ['GM'] : ['MKT_HEAD']
}
