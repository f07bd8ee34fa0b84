/** 涉密上报 (R11.4): somebody asked for what is a company secret. The head of marketing reads it, and nobody else, not even who reported it. */
import { z } from 'zod'
import { dayOf, instant } from '../calendar/index.js'
import { midnightAfter } from '../cases/deadlines.js'
import { caseType } from '../cases/declare.js'
import { plain } from '../cases/look.js'

const REPORTED = { asker: z.string(), asked: z.string(), said: z.string(), severity: z.enum(['TRIED', 'PARTLY', 'SERIOUS']) }

const row = (name: string, text: string) => ({ label: { key: `secrecy.rows.${name}` }, value: plain(text) })

export const secrecy = caseType({
  kind: 'secrecy',
  prefix: 'SM',
  fields: z.object({ ...REPORTED, note: z.string().optional() }),
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
      data: z.object({ note: z.string() }),
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
      chase: [
        ['due', 'MKT_HEAD'],
        ['overdue', 'MKT_HEAD'],
      ],
      isUrgent: true,
    },
  },
  readers: ['MKT_HEAD'],
  rows: ({ fields: { asker, asked, said, severity } }) => [
    { ...row('severity', ''), value: { key: 'secrecy.severity', values: { severity } } },
    row('asker', asker),
    row('asked', asked),
    row('said', said),
  ],
})
