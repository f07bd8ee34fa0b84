/** 涉密上报 (R11.4): somebody asked for what is a company secret. The head of marketing reads it, and nobody else, not even who reported it. */
import { z } from 'zod'
import { dayOf, instant } from '../calendar/index.js'
import { midnightAfter } from '../cases/deadlines.js'
import { caseType, dueThenLate } from '../cases/declare.js'
import { maybe, text } from '../cases/fields.js'

const REPORTED = { asker: text, asked: text, said: text, severity: z.enum(['TRIED', 'PARTLY', 'SERIOUS']) }

export const secrecy = caseType({
  kind: 'secrecy',
  prefix: 'SM',
  fields: z.object({ ...REPORTED, note: maybe }),
  states: ['REPORTED', 'HANDLED'],
  ended: ['HANDLED'],
  acts: {
    secrecyReported: {
      row: 'R11.4',
      from: [],
      to: 'REPORTED',
      by: ['ANYONE'],
      data: z.object(REPORTED),
      change: (_, { data }) => data,
      dialogue: 'secrecy',
    },
    secrecyHandled: {
      row: 'R11.4',
      from: ['REPORTED'],
      to: 'HANDLED',
      by: ['MKT_HEAD'],
      data: z.object({ note: text }),
      change: (_, { data }) => data,
      dialogue: 'secrecyHandle',
      task: { seats: ['MKT_HEAD'], clock: 'TS1' },
    },
  },
  clocks: {
    TS1: {
      starts: ['secrecyReported'],
      stops: ['secrecyHandled'],
      span: (_, { at }) => ({ day: dayOf(at) }),
      endsAt: ({ day = '' }) => midnightAfter(day),
      moments: { due: (day) => instant(day, '21:00') },
      patienceMs: 600_000,
      chase: dueThenLate('MKT_HEAD'),
      noneAbove: 'what was asked is known to the head of marketing alone (R11.4)',
      isUrgent: true,
    },
  },
  readers: ['MKT_HEAD'],
  rows: ({ fields: { asker, asked, said, severity } }) => ({
    severity: { key: 'secrecy.severity', values: { severity } },
    asker,
    asked,
    said,
  }),
})
