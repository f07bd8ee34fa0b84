/** 接待客户 (R11): who comes when and what for, what was said and promised, and a reminder of what to have ready. */
import { z } from 'zod'
import { instant } from '../calendar/index.js'
import { caseType, reminding } from '../cases/declare.js'
import { maybe, text, Why } from '../cases/fields.js'

/** The identity is asked of a walk-in, at the door (R11.1). */
const PLANNED = { arrival: z.enum(['APPOINTMENT', 'WALK_IN']), visitors: text, identity: maybe, purpose: text, room: maybe }
const RECORDED = { content: text, promises: maybe, nextStep: maybe }
const at = z.iso.datetime()
const Moved = z.object({ at })

export const reception = caseType({
  kind: 'reception',
  prefix: 'JD',
  fields: z.object({ ...PLANNED, at, ...RECORDED, content: maybe }),
  states: ['PLANNED', 'RECEIVED', 'CANCELLED'],
  ended: ['RECEIVED', 'CANCELLED'],
  acts: {
    receptionPlanned: {
      row: 'R11.1',
      from: [],
      to: 'PLANNED',
      by: ['SALES', 'CS', 'MKT_HEAD', 'QC', 'QC_HEAD'],
      data: z.object({ ...PLANNED, at: at.optional(), customer: z.looseObject({ name: text }) }),
      // who comes without appointment is here now
      change: (_, { data, at: now }) => ({ ...data, at: data.at ?? now.toISOString() }),
      dialogue: 'reception',
    },
    receptionRecorded: {
      row: 'R11.5',
      from: ['PLANNED'],
      to: 'RECEIVED',
      by: ['REGISTRAR', 'CS'],
      data: z.object(RECORDED),
      change: (_, { data }) => data,
      told: ['CS'],
      dialogue: 'receptionRecord',
      task: { seats: ['REGISTRAR'], clock: 'TR1' },
      offered: { more: 1 },
    },
    receptionMoved: {
      row: 'R11.1',
      from: ['PLANNED'],
      by: ['REGISTRAR', 'CS'],
      data: Moved,
      change: (_, { data }) => data,
      told: ['REGISTRAR'],
      dialogue: 'receptionMove',
      offered: { more: 2 },
    },
    receptionCancelled: {
      from: ['PLANNED'],
      to: 'CANCELLED',
      by: ['REGISTRAR', 'CS'],
      data: Why,
      told: ['REGISTRAR'],
      dialogue: 'receptionCancel',
      offered: { more: 3 },
    },
  },
  clocks: {
    TR1: {
      starts: ['receptionPlanned', 'receptionMoved'],
      stops: ['receptionRecorded', 'receptionMoved', 'receptionCancelled'],
      span: (_, event, { fields }) => ({ moment: Moved.safeParse(event.data).data?.at ?? fields.at }),
      moments: { dayAfter: (day, _, calendar, plant) => instant(calendar.workingDayFrom(day, 1, plant), '09:00') },
      chase: reminding('REGISTRAR', 'before', 'hour', 'dayAfter'),
      noneAbove: 'a visit is written up by whoever received it, and nobody waits for that',
      note: { before: 'checklist', hour: 'checklist', dayAfter: 'recordMissing' },
    },
  },
  readers: ['CS', 'MKT_HEAD', 'GM', 'REGISTRAR', 'SALESPERSON'],
  rows: ({ customer, fields: { at: comesAt, visitors, identity, purpose, room, promises } }) => ({
    customer: customer?.name ?? '',
    at: { key: 'reception.time', values: { at: comesAt } },
    visitors: [visitors, identity].filter(Boolean).join('，'),
    purpose,
    promises: promises || undefined,
    room: promises ? undefined : room || undefined,
  }),
})
